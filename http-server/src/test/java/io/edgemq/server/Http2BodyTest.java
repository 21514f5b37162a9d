package io.edgemq.server;

import static io.edgemq.server.ClientConnectionsTest.PREFACE;
import static io.edgemq.server.ClientConnectionsTest.SETTINGS;
import static io.edgemq.server.ClientConnectionsTest.frame;
import static io.edgemq.server.ClientConnectionsTest.headers;
import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.server.ListenOptions.Capacity;
import io.helidon.http.Method;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Bodies over HTTP/2, which come whether anybody reads them or not.
final class Http2BodyTest {
  private static final int HEADERS = 1;
  private static final int DATA = 0;
  private static final int LAST = 1;
  private static final int END_OF_HEADERS = 4;
  private static final String PIECE = "x".repeat(16_000);
  private static final int LARGEST = 1 << 20;

  private final CountDownLatch enough = new CountDownLatch(1);
  private final AtomicInteger streams = new AtomicInteger();
  private final TestEngine engine =
      new TestEngine(
          new Capacity(64 << 20, 10),
          Route.of(Method.GET, "/stream", _ -> new Reply.Live(List.of(), this::write)).open(),
          Route.of(Method.GET, "/health", _ -> TestEngine.line("ok")).open(),
          Route.of(Method.POST, "/waits", this::await).open(),
          Route.of(Method.POST, "/bodies", Http2BodyTest::take).open());

  private void write(OutputStream out) throws InterruptedException {
    streams.incrementAndGet();
    enough.await();
  }

  private Reply await(Call call) throws InterruptedException {
    streams.incrementAndGet();
    enough.await();
    return TestEngine.line("waited");
  }

  private static Reply take(Call call) {
    return TestEngine.line("took " + call.body(LARGEST).length);
  }

  @AfterEach
  void stop() {
    enough.countDown();
    engine.close();
  }

  private double held() {
    return engine.registry.get("edgemq.http.bytes.in.flight").gauge().value();
  }

  private static boolean soon(BooleanSupplier condition) {
    for (long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30); !condition.getAsBoolean(); ) {
      if (System.nanoTime() > end) {
        return false;
      }
      LockSupport.parkNanos(1_000_000);
    }
    return true;
  }

  private static String open(int stream, String method, String path) {
    return frame(HEADERS, END_OF_HEADERS, stream, headers(method, path));
  }

  @Test
  void a_get_with_content_is_refused_and_opens_no_stream() throws Exception {
    try (var wire = engine.wire()) {
      wire.send(PREFACE + SETTINGS + open(1, "GET", "/stream"));
      wire.send(frame(DATA, 0, 1, PIECE));

      assertThat(wire.until("malformed body\n")).doesNotContain("HTTP/1.1");
      assertThat(streams).hasValue(0);
    }
  }

  @Test
  void a_get_that_ends_with_an_empty_frame_has_no_content() throws Exception {
    try (var wire = engine.wire()) {
      wire.send(PREFACE + SETTINGS + open(1, "GET", "/health"));
      wire.send(frame(DATA, LAST, 1, ""));

      assertThat(wire.until("ok\n")).doesNotContain("malformed");
    }
  }

  @Test
  void a_client_that_sends_more_than_the_window_allows_loses_its_connection() throws Exception {
    try (var wire = engine.wire()) {
      wire.send(PREFACE + SETTINGS + open(1, "POST", "/waits"));
      assertThat(soon(() -> streams.get() == 1)).isTrue();
      for (int i = 0; i < 4; i++) {
        wire.send(frame(DATA, 0, 1, PIECE));
      }
      wire.send(open(3, "POST", "/waits"));
      assertThat(soon(() -> streams.get() == 2)).isTrue();

      wire.send(frame(DATA, 0, 3, PIECE));

      assertThat(soon(() -> engine.registry.get("edgemq.http.connections").gauge().value() == 0))
          .isTrue();
    }
  }

  @Test
  void what_may_come_of_a_body_that_nobody_reads_is_counted() throws Exception {
    try (var wire = engine.wire()) {
      wire.send(PREFACE + SETTINGS + open(1, "POST", "/waits"));

      assertThat(soon(() -> streams.get() == 1)).isTrue();
      assertThat(held()).isGreaterThanOrEqualTo(InboundWindow.SIZE);
    }
  }

  @Test
  void headers_are_counted_while_their_request_waits() throws Exception {
    var client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_2).build();
    try {
      client.send(request("/health").GET().build(), BodyHandlers.ofString());
      var waiting =
          client.sendAsync(
              request("/stream").header("A", "a".repeat(30_000)).GET().build(),
              BodyHandlers.ofString());

      assertThat(soon(() -> streams.get() == 1)).isTrue();
      assertThat(held()).isGreaterThanOrEqualTo(60_000);
      enough.countDown();
      assertThat(waiting.get(30, TimeUnit.SECONDS).version()).isEqualTo(HttpClient.Version.HTTP_2);
    } finally {
      client.shutdownNow(); // it would wait for an answer that does not come
    }
  }

  @Test
  void a_get_that_asks_for_http2_and_says_that_it_has_no_content_is_answered() throws Exception {
    var client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_2).build();
    try (client) {
      var get = request("/health").method("GET", BodyPublishers.noBody()).build();

      var answer = client.send(get, BodyHandlers.ofString());

      assertThat(answer.body()).isEqualTo("ok\n");
      assertThat(answer.version()).isEqualTo(HttpClient.Version.HTTP_2);
    }
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + engine.port() + path));
  }

  @Test
  void long_bodies_come_through_the_window() throws Exception {
    var client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_2).build();
    try (client) {
      client.send(request("/health").GET().build(), BodyHandlers.ofString());
      for (int i = 0; i < 5; i++) {
        var answer =
            client.send(
                request("/bodies").POST(BodyPublishers.ofByteArray(new byte[LARGEST])).build(),
                BodyHandlers.ofString());

        assertThat(answer.body()).isEqualTo("took " + LARGEST + "\n");
        assertThat(answer.version()).isEqualTo(HttpClient.Version.HTTP_2);
      }
    }
  }

  @Test
  void a_body_that_is_refused_unread_leaves_the_window_to_the_others() throws Exception {
    var client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_2).build();
    try (client) {
      client.send(request("/health").GET().build(), BodyHandlers.ofString());
      for (int i = 0; i < 5; i++) {
        var refused =
            client.send(
                request("/nowhere").POST(BodyPublishers.ofByteArray(new byte[50_000])).build(),
                BodyHandlers.ofString());
        assertThat(refused.statusCode()).isEqualTo(404);
      }
      var answer =
          client.send(
              request("/bodies").POST(BodyPublishers.ofByteArray(new byte[LARGEST])).build(),
              BodyHandlers.ofString());

      assertThat(answer.body()).isEqualTo("took " + LARGEST + "\n");
    }
  }
}
