package io.edgemq.server;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;

/// A WebSocket from its first frame to its last: what the client says is handed on, its pings are
/// answered, and both sides close (RFC 6455, 7).
final class WebSocketSession implements WebSocket {
  private static final Logger LOG = System.getLogger(WebSocketSession.class.getName());

  /// How long a client that has closed is waited for to take the close frame and what is before it.
  private static final Duration LAST_WRITE = Duration.ofSeconds(1);

  private static final String CONTROL = "edgemq-websocket-control";
  private static final byte[] PING = WebSocketFrame.control(WebSocketFrame.PING, new byte[0]);

  private final RawConnection connection;
  private final WebSocketHandler handler;
  private final WebSocketTimeouts timeouts;
  private final WebSocketInput input;
  private final WebSocketOutput output;
  private final Runnable ending;

  WebSocketSession(RawConnection connection, WebSocketTakeover upgrade) {
    var sockets = upgrade.sockets();
    this.connection = connection;
    this.handler = upgrade.handler();
    this.timeouts = new WebSocketTimeouts(upgrade.options().times(), sockets.nanoTime());
    this.input =
        new WebSocketInput(
            connection.reader(), timeouts, upgrade.room(), upgrade.options().maxMessageBytes());
    this.ending =
        () -> {
          timeouts.ending();
          sockets.ending(this);
        };
    this.output = new WebSocketOutput(connection, ending);
  }

  /// What a handler does when it is told something.
  private interface Step {
    void run() throws IOException, InterruptedException;
  }

  /// Serves the connection until either side has closed it. Throws what reading throws when the
  /// client is gone.
  void run() throws IOException, InterruptedException {
    try {
      tell(() -> handler.opened(this));
      while (!output.isClosing()) {
        if (!serve(input.next())) {
          return;
        }
      }
      input.awaitClose();
      endNow();
    } finally {
      output.flush(); // a client that sends no more may still read
    }
  }

  /// Whether the client may say more.
  private boolean serve(Incoming said) throws IOException, InterruptedException {
    switch (said) {
      case Incoming.Text(var text) -> receive(text);
      case Incoming.Ping(var payload) -> answer(payload);
      case Incoming.Pong _ -> {}
      case Incoming.Refused(int code, var reason) -> fail(code, reason);
      case Incoming.Closed(int answer, var reason) -> {
        output.close(WebSocketCloseCode.frame(answer, reason));
        endNow();
        return false;
      }
    }
    return true;
  }

  private void receive(String text) throws IOException, InterruptedException {
    try {
      if (!output.isClosing()) {
        tell(() -> handler.received(text));
      }
    } finally {
      input.release();
    }
  }

  private void tell(Step step) throws IOException, InterruptedException {
    try {
      step.run();
    } catch (RuntimeException bug) {
      LOG.log(Level.ERROR, "a handler of a WebSocket failed", bug);
      fail(WebSocketCloseCode.INTERNAL_ERROR, "the server has a bug");
    }
  }

  private void fail(int code, String reason) throws IOException {
    input.release();
    output.close(WebSocketCloseCode.frame(code, reason));
    output.flush();
  }

  private void answer(byte[] payload) throws IOException {
    output.pong(WebSocketFrame.control(WebSocketFrame.PONG, payload));
    output.flush();
  }

  /// The client has closed: it gets the close frame that waits, if it has none yet. One that does
  /// not read is cut soon: what is done for it must not go on.
  private void endNow() throws InterruptedException {
    ending.run();
    if (!Thread.ofVirtual().name(CONTROL).start(this::flushNow).join(LAST_WRITE)) {
      connection.close();
    }
  }

  private void flushNow() {
    try {
      output.flushNow();
    } catch (IOException gone) {
      // The connection's thread learns it, too.
    }
  }

  @Override
  public int send(List<byte[]> texts) throws IOException {
    return output.send(texts);
  }

  @Override
  public boolean isClosing() {
    return output.isClosing();
  }

  @Override
  public void close(int code, String reason) {
    if (!WebSocketCloseCode.isSendable(code)) {
      throw new IllegalArgumentException("not a code to close with: " + code);
    }
    if (output.close(WebSocketCloseCode.frame(code, reason))) {
      flushSoon();
    }
  }

  /// Sends control frames without letting the calling thread wait for the client.
  private void flushSoon() {
    Thread.ofVirtual().name(CONTROL).start(this::flush);
  }

  private void flush() {
    try {
      output.flush();
    } catch (IOException gone) {
      // The connection's thread learns it, too.
    }
  }

  /// Asks a silent client whether it is there, and cuts one that was silent for too long.
  void check(long now) {
    if (timeouts.isOver(now)) {
      connection.close();
    } else if (timeouts.isPingDue(now)) {
      output.ping(PING);
      flushSoon();
    }
  }

  /// The connection is over: whoever still writes fails.
  void end() {
    input.release();
    connection.close();
  }
}
