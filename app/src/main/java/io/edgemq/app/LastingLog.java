package io.edgemq.app;

import java.util.logging.LogManager;
import java.util.logging.Logger;

/// Logs until the process is gone. The platform's own manager closes its handlers as soon as a
/// shutdown begins, and what a server has to say while it drains would be lost. Named by the
/// property `java.util.logging.manager`, which must be set before this class is initialised.
public final class LastingLog extends LogManager {
  private volatile boolean lasting;

  /// For [LogManager], which makes the one that the system property names.
  public LastingLog() {}

  /// What is configured now stays. The handlers are made now: once a shutdown has begun the
  /// platform makes none.
  static void keep() {
    var _ = Logger.getLogger("").getHandlers();
    if (getLogManager() instanceof LastingLog log) {
      log.lasting = true;
    }
  }

  @Override
  public void reset() {
    if (!lasting) {
      super.reset();
    }
  }
}
