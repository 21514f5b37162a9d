package io.edgemq.server;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Collection;
import java.util.function.Consumer;

/// Looks at what has time limits. One that fails does not keep the others from their turn.
final class Checks {
  private static final Logger LOG = System.getLogger(Checks.class.getName());

  private Checks() {}

  /// Has `check` look at each of `all`.
  static <T> void each(Collection<T> all, Consumer<T> check) {
    all.forEach(one -> run(() -> check.accept(one)));
  }

  /// Runs `check`, and logs when it fails.
  static void run(Runnable check) {
    try {
      check.run();
    } catch (RuntimeException bug) {
      LOG.log(Level.ERROR, "a time limit could not be checked", bug);
    }
  }
}
