package io.edgemq.app;

import java.util.logging.LogManager;
import java.util.logging.Logger;

/// Logs until the process has ended. The platform's own manager closes its handlers as soon as a
/// shutdown begins, and would lose the log of the drain. The property `java.util.logging.manager`
/// names this class and must be set before it is initialised.
public final class LastingLog extends LogManager {
  private volatile boolean lasting;

  /// For [LogManager], which creates the class that the system property names.
  public LastingLog() {}

  /// Keeps the present configuration. It creates the handlers now, because the platform creates
  /// none once a shutdown has begun.
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
