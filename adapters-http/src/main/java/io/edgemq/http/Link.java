package io.edgemq.http;

import io.helidon.common.buffers.DataReader;
import io.helidon.common.buffers.DataWriter;
import io.helidon.common.socket.HelidonSocket;
import io.helidon.common.socket.PeerInfo;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.ListenerContext;
import io.helidon.webserver.ProxyProtocolData;
import io.helidon.webserver.Router;
import io.helidon.webserver.http.ServerRequest;
import java.net.SocketAddress;
import java.security.Principal;
import java.security.cert.Certificate;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// A client's connection. Helidon gets it in place of its own, for what it lacks: a client that
/// hangs up while its request is served is noticed, and reading and writing have their times, which
/// [Links] enforces.
final class Link implements ConnectionContext, PeerInfo {
  private static final int WHOLE = 0;

  private final ConnectionContext context;
  private final Router router;
  private final long mostBytes;
  private final PeerInfo peer;
  private final HelidonSocket socket;
  private final DataReader reader;
  private final LinkWriter writer;
  private final Pace pace = new Pace();
  private final Rest rest = new Rest();
  private final Vigil vigil;
  private final AtomicInteger serving = new AtomicInteger();

  private volatile @Nullable ResetScanner scanner;
  private volatile boolean lingersAtEnd;

  /// @param router finds who serves the requests, in place of Helidon's own
  /// @param mostBytes how many bytes a request may have, everything included
  Link(ConnectionContext context, Router router, long mostBytes) {
    this.router = router;
    this.context = context;
    this.mostBytes = mostBytes;
    this.peer = context.remotePeer();
    this.socket = context.serverSocket();
    this.vigil = new Vigil(socket);
    this.reader = new LinkReader(this::next);
    this.writer = new LinkWriter(context.dataWriter());
  }

  /// The connection that `request` came on.
  static Link of(ServerRequest request) {
    return (Link) request.remotePeer();
  }

  /// When what is under way began.
  Pace pace() {
    return pace;
  }

  /// Since when a write is under way; 0 when none is.
  long writingSince() {
    return writer.since();
  }

  /// From here on the connection speaks HTTP/2. What of it is read already is looked at, too.
  void speakHttp2() {
    pace.leaveToHttp2();
    var frames = new ResetScanner(vigil::reset);
    scanner = frames;
    int buffered = reader.available();
    if (buffered > 0) {
      var bytes = new byte[buffered];
      reader.getBuffer(buffered).read(bytes);
      frames.feed(bytes);
    }
  }

  /// Watches over the client of `request` until it is closed. On a stream of HTTP/2 the client
  /// counts as gone from `deadline` on in any case (nanoseconds of [System#nanoTime];
  /// [Long#MAX_VALUE]: never); on HTTP/1.1 [Links] sees to that.
  Watch watch(ServerRequest request, long deadline) {
    if (scanner != null) {
      return vigil.watch(request.id(), deadline);
    }
    var watch = vigil.watch(WHOLE, Long.MAX_VALUE);
    if (reader.available() == 0 && context.dataReader().available() == 0) {
      vigil.lookAhead(); // else it has sent its next request, and is there
    }
    return watch;
  }

  /// Lets those know whose deadline has passed; only streams of HTTP/2 have any.
  void check(long now) {
    if (scanner != null) {
      vigil.check(now);
    }
  }

  /// What the client sent next; null when it hung up, which is what the reader expects.
  @SuppressWarnings("NullAway")
  private byte[] next() {
    boolean rests = scanner == null && pace.isAtRest();
    if (rests && !rest.begin()) {
      throw new CloseConnectionException("no further request is wanted");
    }
    pace.waiting();
    try {
      var bytes = receive();
      if (rests && bytes != null && !rest.end()) {
        throw new CloseConnectionException("a request that came after the end");
      }
      if (bytes != null) {
        if (pace.received(bytes.length) > mostBytes) {
          throw new CloseConnectionException("a request of more bytes than any may have");
        }
        var frames = scanner;
        if (frames != null) {
          frames.feed(bytes);
        }
      }
      return bytes;
    } finally {
      pace.waited();
    }
  }

  private byte @Nullable [] receive() {
    int seen = context.dataReader().available();
    return seen > 0 ? context.dataReader().readBytes(seen) : vigil.receive();
  }

  /// Whether the client speaks HTTP/2.
  boolean speaksHttp2() {
    return scanner != null;
  }

  /// Serves no request after the one that is under way, if any.
  void refuseNext() {
    if (rest.refuseNext()) {
      cut();
    }
  }

  /// The request was answered and its body read; what comes next is another one.
  void served() {
    pace.rest(reader.available());
  }

  /// A request is being served.
  void enter() {
    serving.incrementAndGet();
  }

  /// It is no longer.
  void leave() {
    serving.decrementAndGet();
  }

  /// Whether any request is being served.
  boolean isServing() {
    return serving.get() > 0;
  }

  /// The connection is over.
  void lost() {
    vigil.lose();
  }

  /// The answer that was just given is the last one, and the client may still be sending.
  void lingerAtEnd() {
    lingersAtEnd = true;
  }

  boolean lingersAtEnd() {
    return lingersAtEnd;
  }

  /// Takes what the client still sends and drops it: closing a socket with unread bytes would take
  /// the answer from the client. Bounded in bytes here and in time by [Links].
  void linger(long maxBytes) {
    if (scanner != null || vigil.isLost()) {
      return;
    }
    pace.linger();
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
    return this;
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

  @Override
  public SocketAddress address() {
    return peer.address();
  }

  @Override
  public String host() {
    return peer.host();
  }

  @Override
  public int port() {
    return peer.port();
  }

  @Override
  public Optional<Principal> tlsPrincipal() {
    return peer.tlsPrincipal();
  }

  @Override
  public Optional<Certificate[]> tlsCertificates() {
    return peer.tlsCertificates();
  }
}
