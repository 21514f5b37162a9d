package io.edgemq.server;

import io.helidon.common.buffers.DataReader;
import io.helidon.common.buffers.DataWriter;
import io.helidon.common.socket.HelidonSocket;
import io.helidon.common.socket.PeerInfo;
import io.helidon.http.Headers;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.ListenerContext;
import io.helidon.webserver.ProxyProtocolData;
import io.helidon.webserver.Router;
import io.helidon.webserver.http.ServerRequest;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// A client's connection. Helidon gets it in place of its own, for what it lacks: a client that
/// hangs up while its request is served is noticed, reading and writing have their times, which
/// [ClientConnections] enforces, and the connection may leave request and answer for good.
final class ClientConnection implements ConnectionContext {
  private static final int WHOLE = 0;

  private final ConnectionContext context;
  private final Router router;
  private final long mostBytes;
  private final ClientTimeouts timeouts;
  private final ClientPeer peer;
  private final HelidonSocket socket;
  private final DataReader reader;
  private final ClientWriter writer;
  private final KeepAliveState keepAlive = new KeepAliveState();
  private final DisconnectDetector disconnects;
  private final AtomicInteger serving = new AtomicInteger();

  private volatile @Nullable ResetScanner scanner;
  private volatile @Nullable ProtocolSwitch protocolSwitch;
  private volatile boolean lingersAtEnd;

  /// @param router finds who serves the requests, in place of Helidon's own
  /// @param mostBytes how many bytes a request may have, everything included
  ClientConnection(
      ConnectionContext context, Router router, long mostBytes, ClientTimeouts timeouts) {
    this.router = router;
    this.context = context;
    this.mostBytes = mostBytes;
    this.timeouts = timeouts;
    this.peer = new ClientPeer(this, context.remotePeer());
    this.socket = context.serverSocket();
    this.disconnects = new DisconnectDetector(socket);
    this.reader = new ClientReader(this::next);
    this.writer = new ClientWriter(context.dataWriter(), timeouts);
  }

  /// The connection that `request` came on.
  static ClientConnection of(ServerRequest request) {
    return ((ClientPeer) request.remotePeer()).connection();
  }

  /// Whether the client has kept the server waiting for too long.
  boolean isLate(long now) {
    return timeouts.isStuck(writer.since(), now) || timeouts.isOverdue(now);
  }

  /// Leaves request and answer: from here on nobody counts what the client sends, and no request's
  /// time or size cuts the connection, however long it is silent. Only a write that the client does
  /// not read is still cut. There is no way back.
  void leave() {
    timeouts.leave();
  }

  /// Answers 101 with those headers, leaves request and answer, and lets `takeover` serve the
  /// connection. It is told when the server stops, even if that has begun already.
  void handTo(Takeover takeover, Headers headers) throws IOException, InterruptedException {
    leave();
    var other = new ProtocolSwitch(takeover);
    protocolSwitch = other;
    if (keepAlive.isUnwanted()) {
      other.tellToStop();
    }
    other.serve(headers, new RawConnection(this));
  }

  /// Leaves for HTTP/2, whose streams have times of their own; looks at what is read already, too.
  void speakHttp2() {
    leave();
    var frames = new ResetScanner(disconnects::reset);
    scanner = frames;
    int buffered = reader.available();
    if (buffered > 0) {
      var bytes = new byte[buffered];
      reader.getBuffer(buffered).read(bytes);
      frames.feed(bytes);
    }
  }

  /// Watches the client of `request` until the watch is closed.
  DisconnectWatch watch(ServerRequest request) {
    return watch(request, Long.MAX_VALUE);
  }

  /// Watches the client of `request` while its body arrives. On a stream of HTTP/2 the client
  /// counts as gone when a request's time is over; on HTTP/1.1 [ClientConnections] sees to that.
  DisconnectWatch watchBody(ServerRequest request) {
    return watch(request, timeouts.deadline());
  }

  private DisconnectWatch watch(ServerRequest request, long deadline) {
    if (scanner != null) {
      return disconnects.watch(request.id(), deadline);
    }
    var watch = disconnects.watch(WHOLE, Long.MAX_VALUE);
    if (reader.available() == 0 && context.dataReader().available() == 0) {
      disconnects.lookAhead(); // else it has sent its next request, and is there
    }
    return watch;
  }

  /// Tells those whose deadline has passed; only streams of HTTP/2 have any.
  void check(long now) {
    if (scanner != null) {
      disconnects.check(now);
    }
  }

  /// What the client sent next; null when it hung up, which is what the reader expects.
  @SuppressWarnings("NullAway")
  private byte[] next() {
    boolean rests = timeouts.isAtRest();
    if (rests && !keepAlive.begin()) {
      throw new CloseConnectionException("no further request is wanted");
    }
    timeouts.waiting();
    try {
      var bytes = receive();
      if (rests && bytes != null && !keepAlive.end()) {
        throw new CloseConnectionException("a request that came after the end");
      }
      if (bytes != null) {
        if (timeouts.received(bytes.length) > mostBytes) {
          throw new CloseConnectionException("a request of more bytes than any may have");
        }
        var frames = scanner;
        if (frames != null) {
          frames.feed(bytes);
        }
      }
      return bytes;
    } finally {
      timeouts.waited();
    }
  }

  private byte @Nullable [] receive() {
    int seen = context.dataReader().available();
    return seen > 0 ? context.dataReader().readBytes(seen) : disconnects.receive();
  }

  /// Whether the client speaks HTTP/2.
  boolean speaksHttp2() {
    return scanner != null;
  }

  /// Serves no request after the one that is under way, if any, and tells whoever took the
  /// connection over that the server stops.
  void refuseNext() {
    if (keepAlive.refuseNext()) {
      cut();
    }
    var other = protocolSwitch;
    if (other != null) {
      other.tellToStop();
    }
  }

  /// The request was answered and its body read; what comes next is another one.
  void served() {
    timeouts.rest(reader.available());
  }

  /// A request is being served.
  void enter() {
    serving.incrementAndGet();
  }

  /// It is no longer.
  void exit() {
    serving.decrementAndGet();
  }

  /// Whether any request is being served. A takeover counts as one.
  boolean isServing() {
    return serving.get() > 0;
  }

  /// The connection is over.
  void lost() {
    disconnects.lose();
  }

  /// The answer that was just given is the last one, and the client may still be sending.
  void lingerAtEnd() {
    lingersAtEnd = true;
  }

  boolean lingersAtEnd() {
    return lingersAtEnd;
  }

  /// Takes what the client still sends and drops it: closing a socket with unread bytes would take
  /// the answer from the client. Bounded in bytes here and in time by [ClientConnections].
  void linger(long maxBytes) {
    if (timeouts.hasLeft() || disconnects.isLost()) {
      return;
    }
    timeouts.linger();
    try {
      for (long bytes = reader.available(); bytes < maxBytes; ) {
        var more = next();
        if (more == null) {
          return;
        }
        bytes += more.length;
      }
    } catch (RuntimeException gone) {
      // Then it does not read the answer either.
    }
  }

  /// Closes the socket; whoever reads or writes fails.
  void cut() {
    try {
      socket.close();
    } catch (RuntimeException already) {
      // It is closed.
    }
  }

  @Override
  public ListenerContext listenerContext() {
    return context.listenerContext();
  }

  @Override
  public ExecutorService executor() {
    return context.executor();
  }

  @Override
  public DataWriter dataWriter() {
    return writer;
  }

  @Override
  public DataReader dataReader() {
    return reader;
  }

  @Override
  public Router router() {
    return router;
  }

  @Override
  public Optional<ProxyProtocolData> proxyProtocolData() {
    return context.proxyProtocolData();
  }

  @Override
  public HelidonSocket serverSocket() {
    return socket;
  }

  @Override
  public PeerInfo remotePeer() {
    return peer;
  }

  @Override
  public PeerInfo localPeer() {
    return context.localPeer();
  }

  @Override
  public boolean isSecure() {
    return context.isSecure();
  }

  @Override
  public String socketId() {
    return context.socketId();
  }

  @Override
  public String childSocketId() {
    return context.childSocketId();
  }
}
