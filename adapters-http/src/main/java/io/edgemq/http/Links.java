package io.edgemq.http;

import io.edgemq.http.HttpOptions.Patience;
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
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// The open connections. Makes a [Link] of each and sees to it that none keeps the server waiting.
final class Links implements AutoCloseable {
  private static final HeaderName SETTINGS = HeaderNames.create("HTTP2-Settings");
  private static final Duration CHECK_EVERY = Duration.ofMillis(250);
  private static final int MOST_GROUPS = 1_000;
  private static final long OVERHEAD = 1 << 19;
  private static final long DROPPED_AT_MOST = 16 << 20;
  private static final int MAX_STREAMS = 1000;

  /// Room for a pattern of sixteen tokens of 128 bytes, percent-encoded.
  private static final int MAX_LINE = 1 << 14;

  /// Room for 8 KiB of attributes however small each of them is.
  private static final int MAX_HEADERS = 1 << 17;

  private final HttpOptions options;
  private final Router router;
  private final List<Set<Link>> open;
  private final Set<Link> ending = ConcurrentHashMap.newKeySet();
  private final CountDownLatch closed = new CountDownLatch(1);

  Links(HttpOptions options, HttpRouting routing) {
    this.options = options;
    this.router = Router.builder().addRouting(new Mounting(routing)).build();
    this.open =
        Stream.<Set<Link>>generate(ConcurrentHashMap::newKeySet)
            .limit(groups(options.patience()))
            .toList();
    Thread.ofVirtual().name("edgemq-http-pace").start(this::enforce);
  }

  /// Into how many groups the connections are divided, of which one is looked at each time: a round
  /// may take a quarter of the time after which a client is late. Looking at ten thousand that rest
  /// four times a second was most of what they cost.
  private static int groups(Patience patience) {
    var late = Collections.min(List.of(patience.request(), patience.write()));
    return Math.clamp(late.dividedBy(4).dividedBy(CHECK_EVERY), 1, MOST_GROUPS);
  }

  private Set<Link> group(Link link) {
    return open.get(Math.floorMod(System.identityHashCode(link), open.size()));
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
            .validatePrologue(false) // Query and Dispatcher do, and take a pattern's '>' as it is
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
    group(link).add(link);
  }

  /// The connection is over but for what its client may still have to read.
  void end(Link link) {
    try {
      if (link.lingersAtEnd()) {
        ending.add(link);
        link.linger(DROPPED_AT_MOST);
      }
    } finally {
      ending.remove(link);
      group(link).remove(link);
      link.lost();
    }
  }

  private void enforce() {
    try {
      for (long turn = 0; !closed.await(CHECK_EVERY.toMillis(), TimeUnit.MILLISECONDS); turn++) {
        long now = System.nanoTime();
        open.get((int) (turn % open.size())).forEach(link -> check(link, now));
        ending.forEach(link -> check(link, now));
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
    return open.stream().mapToInt(Set::size).sum();
  }

  @Override
  public void close() {
    closed.countDown();
  }
}
