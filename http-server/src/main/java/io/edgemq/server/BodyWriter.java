package io.edgemq.server;

import io.helidon.webserver.CloseConnectionException;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;

/// Writes a body that is made while it is written, and says whose fault it is when that fails.
final class BodyWriter {
  private static final Logger LOG = System.getLogger(BodyWriter.class.getName());

  private BodyWriter() {}

  /// Has `body` write to `out`, which stays open. Throws [CloseConnectionException] when the answer
  /// cannot be completed: the client is gone, the server stops, or whoever writes failed, which is
  /// logged.
  ///
  /// @param request the request's name
  static void write(Reply.Body body, Pieces out, String request) {
    try {
      body.writeTo(out);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new CloseConnectionException("the server stops", stopped);
    } catch (IOException | CloseConnectionException gone) {
      throw new CloseConnectionException("the client went away", gone);
    } catch (RuntimeException failure) {
      if (!out.isBroken()) {
        LOG.log(Level.ERROR, "an answer breaks off: request=" + request, failure);
      }
      throw new CloseConnectionException("the answer cannot be completed", failure);
    }
  }
}
