package io.edgemq.server;

import io.helidon.common.buffers.DataReader;
import io.helidon.common.buffers.DataWriter;
import io.helidon.common.socket.HelidonSocket;
import io.helidon.common.socket.PeerInfo;
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
  private final ConnectionRules rules;
  private final ClientTimeouts timeouts;
  private final ClientPeer peer;
  private final Transport transport;
  private final ClientReader reader;
  private final ClientWriter writer;
  private final ClientInput input;
  private final Holding holding;
  private final Lateness lateness;
  private final DisconnectDetector disconnects;
  private final AtomicInteger serving = new AtomicInteger();
  private volatile @Nullable ProtocolSwitch protocolSwitch;
  private volatile boolean lingersAtEnd;
  private volatile boolean surplus;

  ClientConnection(ConnectionContext context, ConnectionRules rules, ClientTimeouts timeouts) {
    this.context = context;
    this.rules = rules;
    this.timeouts = timeouts;
    this.peer = new ClientPeer(this, context.remotePeer());
    this.transport = Transport.over(context, rules.tls(), timeouts.deadline());
    this.disconnects = new DisconnectDetector(transport.socket());
    this.holding = new Holding(rules.budget());
    var limits = new ClientInput.Limits(rules.mostBytes(), holding);
    this.input = new ClientInput(context.dataReader(), timeouts, disconnects, limits);
    this.reader = new ClientReader(input::next);
    this.writer = new ClientWriter(transport, timeouts, input.window());
    this.lateness = new Lateness(timeouts, writer, rules.late());
  }

  /// The connection that `request` came on.
  static ClientConnection of(ServerRequest request) {
    return ((ClientPeer) request.remotePeer()).connection();
  }

  /// Leaves request and answer for good: from here on the client may send what it likes and be
  /// silent for as long as it likes. Only a write that it does not read is still cut.
  void leave() {
    timeouts.leave();
    reader.leave();
    holding.release();
  }

  /// Writes that last answer, leaves request and answer, and lets the other protocol serve
  /// the connection. It is told when the server stops, even if that has begun already.
  void handTo(ProtocolSwitch other, byte[] answer) throws IOException, InterruptedException {
    leave();
    disconnects.expectLittle();
    protocolSwitch = other;
    if (input.keepAlive().isUnwanted()) {
      other.tellToStop();
    }
    other.serve(answer, new RawConnection(this));
  }

  /// Leaves for HTTP/2, whose streams have times of their own; looks at what is read already, too.
  void speakHttp2() {
    leave();
    input.speakHttp2(reader.peek());
  }

  /// Watches the client of a stream, which is any on HTTP/1.1, until the watch is closed.
  DisconnectWatch watch(int stream) {
    return watch(stream, Long.MAX_VALUE);
  }

  /// Watches the client of `request` while its body arrives. On a stream of HTTP/2 the client
  /// counts as gone when a request's time is over; on HTTP/1.1 [ClientConnections] sees to that.
  DisconnectWatch watchBody(ServerRequest request) {
    return watch(request.id(), timeouts.deadline());
  }

  /// Watches the connection while the rest of a body that nobody wants is taken in.
  DisconnectWatch watchRest(ServerRequest request) {
    return disconnects.watch(-request.id(), timeouts.deadline());
  }

  private DisconnectWatch watch(int stream, long deadline) {
    if (input.isHttp2()) {
      return disconnects.watch(stream, deadline);
    }
    var watch = disconnects.watch(WHOLE, Long.MAX_VALUE);
    if (reader.available() == 0 && input.isEmpty()) {
      disconnects.lookAhead(); // else it has sent its next request, and is there
    }
    return watch;
  }

  /// Ends the connection if its client keeps the server waiting for too long; one that gets no
  /// other answer is told so. Streams of HTTP/2 have deadlines of their own.
  void check(long now) {
    if (input.isHttp2()) {
      disconnects.check(now);
    }
    if (transport.isLate(now) || timeouts.isStuck(writer.since(), now)) {
      cut();
    } else if (timeouts.isOverdue(now)) {
      lingersAtEnd = true;
      if (!lateness.tell(this::cut)) {
        cut();
      }
    }
  }

  /// The WebSockets of the server.
  WebSockets webSockets() {
    return rules.sockets();
  }

  ClientInput input() {
    return input;
  }

  /// Serves no request after the one that is under way, if any, and tells whoever took the
  /// connection over that the server stops.
  void refuseNext() {
    if (input.keepAlive().refuseNext()) {
      cut();
    }
    var other = protocolSwitch;
    if (other != null) {
      other.tellToStop();
    }
  }

  /// The request was answered and its body read; what comes next is another one.
  void served() {
    writer.answered();
    reader.beginRequest();
    timeouts.rest(reader.available());
  }

  /// A request is being served; `answer` is what its client is told when its rest is too slow.
  void enter(@Nullable LateAnswer answer) {
    lateness.answerWith(answer);
    serving.incrementAndGet();
  }

  /// It is no longer.
  void exit() {
    serving.decrementAndGet();
    lateness.answerWith(null);
  }

  /// What the requests of the connection hold of the memory: on HTTP/1.1 there is one at a time,
  /// on HTTP/2 each stream has its own.
  Holding holding() {
    return input.isHttp2()
        ? new Holding(rules.budget())
        : holding.keep(Holding.TWICE * input.taken(reader.available()));
  }

  /// One too many: only what is vital is answered, once.
  void markSurplus() {
    surplus = true;
  }

  boolean isSurplus() {
    return surplus;
  }

  /// Whether any request is being served. A takeover counts as one.
  boolean isServing() {
    return serving.get() > 0;
  }

  /// The connection is over.
  void lost() {
    holding.release();
    input.lose();
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
    holding.release();
    if (timeouts.hasLeft() || disconnects.isLost()) {
      return;
    }
    timeouts.linger();
    try {
      for (long bytes = reader.available(); bytes < maxBytes; ) {
        var more = input.next();
        if (more == null) {
          return;
        }
        bytes += more.length;
      }
    } catch (RuntimeException gone) {
      // Then it does not read the answer either.
    }
  }

  /// Tells a client that is still there that nothing more comes.
  void finish() {
    writer.finish();
  }

  /// Closes the socket; whoever reads or writes fails.
  void cut() {
    try {
      transport.socket().close();
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
    return rules.router();
  }

  @Override
  public Optional<ProxyProtocolData> proxyProtocolData() {
    return context.proxyProtocolData();
  }

  @Override
  public HelidonSocket serverSocket() {
    return transport.socket();
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
    return transport.socket().isSecure();
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
