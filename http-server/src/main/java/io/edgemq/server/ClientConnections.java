package io.edgemq.server;

import io.edgemq.server.ListenOptions.Patience;
import io.helidon.common.buffers.BufferData;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.HttpPrologue;
import io.helidon.http.WritableHeaders;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.http1.Http1Config;
import io.helidon.webserver.http1.Http1ConnectionSelector;
import io.helidon.webserver.http1.spi.Http1Upgrader;
import io.helidon.webserver.http2.Http2Config;
import io.helidon.webserver.http2.Http2ConnectionSelector;
import io.helidon.webserver.http2.Http2Upgrader;
import io.helidon.webserver.spi.ServerConnection;
import io.helidon.webserver.spi.ServerConnectionSelector;
import java.time.Duration;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

/// The open connections. Makes a [ClientConnection] of each and sees to it that none keeps the
/// server waiting.
final class ClientConnections implements AutoCloseable {
  private static final HeaderName SETTINGS = HeaderNames.create("HTTP2-Settings");
  private static final Duration CHECK_EVERY = Duration.ofMillis(250);
  private static final Duration SURPLUS_TIME = Duration.ofMillis(250);
  private static final int MOST_GROUPS = 1_000;
  private static final long DROPPED_AT_MOST = 16 << 20;
  private static final int MAX_STREAMS = 1000;

  /// Room for a query of sixteen words of 128 bytes, percent-encoded.
  private static final int MAX_LINE = 1 << 14;

  /// Room for 8 KiB of headers however small each of them is.
  private static final int MAX_HEADERS = 1 << 17;

  private final Patience patience;
  private final LongSupplier nanoTime;
  private final ConnectionRules rules;
  private final ConnectionLimit limit;
  private final List<Set<ClientConnection>> open;
  private final Set<ClientConnection> ending = ConcurrentHashMap.newKeySet();
  private final Map<ClientConnection, Long> surplus = new ConcurrentHashMap<>();
  private final CountDownLatch closed = new CountDownLatch(1);

  /// @param nanoTime as [System#nanoTime]
  ClientConnections(
      Patience patience, ConnectionRules rules, ConnectionLimit limit, LongSupplier nanoTime) {
    this.patience = patience;
    this.rules = rules;
    this.limit = limit;
    this.nanoTime = nanoTime;
    this.open =
        Stream.<Set<ClientConnection>>generate(ConcurrentHashMap::newKeySet)
            .limit(groups(patience))
            .toList();
    Thread.ofVirtual().name("edgemq-http-timeouts").start(this::enforce);
  }

  /// Into how many groups the connections are divided, of which one is looked at each time: a round
  /// may take a quarter of the time after which a client is late. Looking at ten thousand resting
  /// ones four times a second was most of what they cost.
  private static int groups(Patience patience) {
    var late = Collections.min(List.of(patience.request(), patience.write()));
    return Math.clamp(late.dividedBy(4).dividedBy(CHECK_EVERY), 1, MOST_GROUPS);
  }

  private Set<ClientConnection> group(ClientConnection connection) {
    return open.get(Math.floorMod(System.identityHashCode(connection), open.size()));
  }

  /// What takes every new connection.
  ServerConnectionSelector selector() {
    var http2 =
        Http2Config.builder()
            .maxConcurrentStreams(MAX_STREAMS)
            .maxRapidResets(MAX_STREAMS)
            .maxHeaderListSize(MAX_HEADERS)
            .initialWindowSize(InboundWindow.SIZE)
            .build();
    // Its logging listeners would be called for every request and would log nothing.
    var http1 =
        Http1Config.builder()
            .maxPrologueLength(MAX_LINE)
            .maxHeadersSize(MAX_HEADERS)
            .validatePrologue(false) // Query and Dispatcher do, and take '>' as it is
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
        if (!headers.contains(SETTINGS) || !(context instanceof ClientConnection client)) {
          return null;
        }
        var connection = delegate.upgrade(context, prologue, headers);
        client.input().upgrade(settings(headers));
        client.speakHttp2();
        return connection;
      }
    };
  }

  /// What a client that asks for HTTP/2 says of it; nothing when that cannot be read.
  private static byte[] settings(WritableHeaders<?> headers) {
    try {
      return Base64.getUrlDecoder().decode(headers.get(SETTINGS).get());
    } catch (IllegalArgumentException malformed) {
      return new byte[0];
    }
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
      var timeouts = new ClientTimeouts(patience, nanoTime);
      var connection = new ClientConnection(context, rules, timeouts);
      return new ClientHandler(connection, http1, http2, ClientConnections.this);
    }
  }

  /// The connection is served from now on, or told that it is one too many.
  void begin(ClientConnection connection) {
    if (!limit.enter()) {
      connection.markSurplus();
      surplus.put(connection, nanoTime.getAsLong());
    }
    group(connection).add(connection);
  }

  /// The connection is over but for what its client may still have to read.
  void end(ClientConnection connection) {
    try {
      connection.finish();
      if (connection.lingersAtEnd()) {
        ending.add(connection);
        connection.linger(DROPPED_AT_MOST);
      }
    } finally {
      ending.remove(connection);
      surplus.remove(connection);
      group(connection).remove(connection);
      limit.leave();
      connection.lost();
    }
  }

  private void enforce() {
    try {
      for (long turn = 0; !closed.await(CHECK_EVERY.toMillis(), TimeUnit.MILLISECONDS); turn++) {
        long round = turn;
        Checks.run(() -> check(round));
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  private void check(long turn) {
    long now = nanoTime.getAsLong();
    Checks.each(open.get((int) (turn % open.size())), connection -> connection.check(now));
    Checks.each(ending, connection -> connection.check(now));
    Checks.run(() -> rules.sockets().check(turn, now));
    surplus.forEach((connection, since) -> Checks.run(() -> check(connection, since, now)));
  }

  /// A connection that is one too many has little time: others need its place to be answered.
  private void check(ClientConnection connection, long since, long now) {
    if (!connection.isServing() && now - since > SURPLUS_TIME.toNanos()) {
      limit.refuse();
      connection.cut();
    }
  }

  /// Closes every socket.
  void cutAll() {
    open.forEach(group -> group.forEach(ClientConnection::cut));
    ending.forEach(ClientConnection::cut);
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
