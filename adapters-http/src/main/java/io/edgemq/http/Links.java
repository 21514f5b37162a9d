package io.edgemq.http;

import io.helidon.common.buffers.BufferData;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.HttpPrologue;
import io.helidon.http.WritableHeaders;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.Router;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http1.Http1Config;
import io.helidon.webserver.http1.Http1ConnectionSelector;
import io.helidon.webserver.http1.spi.Http1Upgrader;
import io.helidon.webserver.http2.Http2Config;
import io.helidon.webserver.http2.Http2ConnectionSelector;
import io.helidon.webserver.http2.Http2Upgrader;
import io.helidon.webserver.spi.ServerConnection;
import io.helidon.webserver.spi.ServerConnectionSelector;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// The open connections. Makes a [Link] of each and sees to it that none keeps the server waiting.
final class Links implements AutoCloseable {
  private static final HeaderName SETTINGS = HeaderNames.create("HTTP2-Settings");
  private static final Duration CHECK_EVERY = Duration.ofMillis(250);
  private static final long OVERHEAD = 1 << 19;
  private static final long DROPPED_AT_MOST = 16 << 20;
  private static final int MAX_STREAMS = 1000;

  /// Room for a pattern of sixteen tokens of 128 bytes, percent-encoded.
  private static final int MAX_LINE = 1 << 14;

  /// Room for 8 KiB of attributes however small each of them is.
  private static final int MAX_HEADERS = 1 << 17;

  private final HttpOptions options;
  private final Router router;
  private final Set<Link> open = ConcurrentHashMap.newKeySet();
  private final CountDownLatch closed = new CountDownLatch(1);

  Links(HttpOptions options, HttpRouting routing) {
    this.options = options;
    this.router = Router.builder().addRouting(new Mounting(routing)).build();
    Thread.ofVirtual().name("edgemq-http-pace").start(this::enforce);
  }

  /// What takes every new connection.
  ServerConnectionSelector selector() {
    var http2 =
        Http2Config.builder()
            .maxConcurrentStreams(MAX_STREAMS)
            .maxRapidResets(MAX_STREAMS)
            .maxHeaderListSize(MAX_HEADERS)
            .build();
    // Its logging listeners would be called for every request and would log nothing.
    var http1 =
        Http1Config.builder()
            .maxPrologueLength(MAX_LINE)
            .maxHeadersSize(MAX_HEADERS)
            .sendLog(false)
            .receiveLog(false)
            .build();
    var prior = Http2ConnectionSelector.builder().http2Config(http2).build();
    var plain =
        Http1ConnectionSelector.builder()
            .config(http1)
            .addUpgrader(upgrader(Http2Upgrader.create(http2)))
            .build();
    return new Selector(plain, prior);
  }

  /// A client that asks for h2c without its settings gets HTTP/1.1, not an error.
  private static Http1Upgrader upgrader(Http1Upgrader delegate) {
    return new Http1Upgrader() {
      @Override
      public String supportedProtocol() {
        return delegate.supportedProtocol();
      }

      @Override
      @SuppressWarnings("NullAway") // null is Helidon's way to say: not upgraded
      public ServerConnection upgrade(
          ConnectionContext context, HttpPrologue prologue, WritableHeaders<?> headers) {
        if (!headers.contains(SETTINGS) || !(context instanceof Link link)) {
          return null;
        }
        var connection = delegate.upgrade(context, prologue, headers);
        link.speakHttp2();
        return connection;
      }
    };
  }

  /// Takes a connection before its first byte: left to Helidon, one that never sends any would
  /// escape every time limit.
  private final class Selector implements ServerConnectionSelector {
    private final ServerConnectionSelector http1;
    private final ServerConnectionSelector http2;

    Selector(ServerConnectionSelector http1, ServerConnectionSelector http2) {
      this.http1 = http1;
      this.http2 = http2;
    }

    @Override
    public int bytesToIdentifyConnection() {
      return 0;
    }

    @Override
    public Support supports(BufferData data) {
      return Support.SUPPORTED;
    }

    @Override
    public Set<String> supportedApplicationProtocols() {
      return http1.supportedApplicationProtocols();
    }

    @Override
    public ServerConnection connection(ConnectionContext context) {
      return new LinkConnection(
          new Link(context, router, options.maxBodyBytes() + OVERHEAD), http1, http2, Links.this);
    }
  }

  /// The connection is served from now on.
  void begin(Link link) {
    open.add(link);
  }

  /// The connection is over but for what its client may still have to read.
  void end(Link link) {
    try {
      if (link.lingersAtEnd()) {
        link.linger(DROPPED_AT_MOST);
      }
    } finally {
      open.remove(link);
      link.lost();
    }
  }

  private void enforce() {
    try {
      while (!closed.await(CHECK_EVERY.toMillis(), TimeUnit.MILLISECONDS)) {
        long now = System.nanoTime();
        open.forEach(link -> check(link, now));
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  private void check(Link link, long now) {
    link.check(now);
    long writing = link.writingSince();
    boolean stuck = writing != 0 && now - writing > options.patience().write().toNanos();
    if (stuck || link.pace().isOverdue(now, options.patience())) {
      link.cut();
    }
  }

  /// How many there are.
  int count() {
    return open.size();
  }

  @Override
  public void close() {
    closed.countDown();
  }
}
