package io.edgemq.jetstream;

import java.util.ArrayDeque;
import java.util.Deque;

/// What a test has opened. It is closed in the reverse order, all of it, whatever fails: a server
/// that is left behind slows down all that comes after.
public final class Opened {
  private final Deque<AutoCloseable> opened = new ArrayDeque<>();

  /// Takes `one` in, and returns it.
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
