package io.edgemq.server;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;

/// A connection that is to become a WebSocket.
///
/// @param room counts what is kept of the client's messages
record WebSocketTakeover(
    WebSocketHandler handler, WebSocketOptions options, LiveRoom room, WebSockets sockets)
    implements Takeover {
  private static final Logger LOG = System.getLogger(WebSocketTakeover.class.getName());

  @Override
  public void serve(RawConnection connection) throws IOException, InterruptedException {
    var session = new WebSocketSession(connection, this);
    sockets.add(session);
    try {
      session.run();
      connection.finish(); // before the socket is closed
    } finally {
      sockets.remove(session);
      session.end();
      lost();
    }
  }

  @Override
  public void stop() {
    handler.stopping();
  }

  @Override
  public void lost() {
    try {
      handler.closed();
    } catch (RuntimeException bug) {
      LOG.log(Level.ERROR, "a handler of a WebSocket failed", bug);
    }
  }
}
