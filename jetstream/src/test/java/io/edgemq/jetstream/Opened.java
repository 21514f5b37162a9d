package io.edgemq.jetstream;

import java.util.ArrayDeque;
import java.util.Deque;

/// Everything that a test has opened. All of it is closed in reverse order, even when closing
/// fails: a server that is left running slows down all later tests.
public final class Opened {
  private final Deque<AutoCloseable> opened = new ArrayDeque<>();

  /// Registers `one`, and returns it.
  public <C extends AutoCloseable> C add(C one) {
    opened.push(one);
    return one;
  }

  /// Closes all of it. Throws the first failure, with which the others are suppressed.
  public void close() throws Exception {
    Exception first = null;
    while (!opened.isEmpty()) {
      try {
        opened.pop().close();
      } catch (Exception failed) {
        if (first == null) {
          first = failed;
        } else {
          first.addSuppressed(failed);
        }
      }
    }
    if (first != null) {
      throw first;
    }
  }
}
