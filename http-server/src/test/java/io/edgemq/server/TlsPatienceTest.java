package io.edgemq.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgemq.server.ListenOptions.Capacity;
import io.edgemq.server.ListenOptions.Patience;
import io.helidon.http.Method;
import java.io.IOException;
import java.io.OutputStream;
import java.net.http.HttpClient.Version;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Clients of a listener with a certificate that take their time, or speak something else.
@Timeout(120)
final class TlsPatienceTest {
  private static final Patience SHORT =
      new Patience(
          Duration.ofMillis(600),
          Duration.ofMinutes(5),
          Duration.ofMillis(500),
          Duration.ofSeconds(1));

  @TempDir private static Path directory;
  private static TestTls own;

  private final CountDownLatch streamEnded = new CountDownLatch(1);
  private final CountDownLatch waiting = new CountDownLatch(1);
  private final CountDownLatch never = new CountDownLatch(1);
  private final CountDownLatch leaving = new CountDownLatch(1);
  private final List<TestEngine> engines = new ArrayList<>();

  @BeforeAll
  static void make() {
    own = TestTls.make(directory, "server");
  }

  @AfterEach
  void stop() {
    engines.forEach(TestEngine::close);
  }

  private TestEngine engine(Patience patience, Capacity capacity) {
    var engine =
        new TestEngine(
            new ListenOptions("127.0.0.1", 0, patience, capacity, TestTls.listening(own.files())),
            List.of(
                TestEngine.group(
                    "text",
                    Route.of(Method.GET, "/health", _ -> TestEngine.line("ok")).open(),
                    Route.of(Method.GET, "/waits", this::awaitLeaving).open(),
                    Route.of(Method.GET, "/flood", _ -> new Reply.Live(List.of(), this::flood))
                        .open())));
    engines.add(engine);
    return engine;
  }

  private TestEngine engine(Patience patience) {
    return engine(patience, new Capacity(64 << 20, 1000));
  }

  private static TlsClient client(TestEngine engine) {
    return new TlsClient(engine.port(), own.client());
  }

  private void flood(OutputStream out) throws IOException {
    try {
      for (var frame = new byte[1 << 20]; ; ) {
        out.write(frame);
        out.flush();
      }
    } finally {
      streamEnded.countDown();
    }
  }

  private Reply awaitLeaving(Call call) throws InterruptedException {
    try (var _ = call.watch()) {
      waiting.countDown();
      never.await();
    } finally {
      leaving.countDown();
    }
    return TestEngine.line("gone");
  }

  @ParameterizedTest
  @EnumSource(Version.class)
  void a_client_that_hangs_up_is_noticed(Version version) throws Exception {
    var engine = engine(Patience.DEFAULT);
    var http = client(engine).http(version);
    var answer =
        http.sendAsync(
            client(engine).get("/waits"), java.net.http.HttpResponse.BodyHandlers.ofString());
    assertThat(waiting.await(30, TimeUnit.SECONDS)).isTrue();

    http.shutdownNow();

    assertThat(leaving.await(30, TimeUnit.SECONDS)).isTrue();
    assertThat(answer).failsWithin(Duration.ofSeconds(30));
    http.close();
  }

  @Test
  void who_speaks_no_tls_is_cut_off_at_once_and_leaves_its_place() throws Exception {
    var engine = engine(Patience.DEFAULT, new Capacity(64 << 20, 2));
    long began = System.nanoTime();

    for (int i = 0; i < ConnectionLimit.SURPLUS + 10; i++) {
      try (var wire = engine.wire()) {
        assertThat(wire.send("GET /health HTTP/1.1\r\nHost: x\r\n\r\n").untilClosed())
            .doesNotContain("HTTP");
      } catch (IOException reset) {
        // It has not read all of it.
      }
    }

    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Patience.DEFAULT.request());
    assertThat(client(engine).health(Version.HTTP_1_1).body()).isEqualTo("ok\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "\u0016",
        "\u0016\u0003\u0001\u0001\u0000\u0001\u0000\u0000\u00fc\u0003\u0003"
      })
  void a_handshake_that_stalls_is_cut_off_and_keeps_nobody_waiting(String beginning)
      throws Exception {
    var engine = engine(SHORT);
    var stalling = new ArrayList<Wire>();
    for (int i = 0; i < 10; i++) {
      stalling.add(engine.wire().send(beginning));
    }

    assertThat(client(engine).health(Version.HTTP_2).body()).isEqualTo("ok\n");

    for (var wire : stalling) {
      try (wire) {
        assertThat(wire.untilClosed()).isEmpty();
      }
    }
  }

  @Test
  void a_request_that_stalls_is_told_so() throws Exception {
    try (var socket = client(engine(SHORT)).connect()) {
      TlsClient.send(socket, "GET /hea");

      assertThat(TlsClient.read(socket.getInputStream())).startsWith("HTTP/1.1 408");
    }
  }

  @Test
  void a_client_that_reads_nothing_is_cut_off() throws Exception {
    try (var socket = client(engine(SHORT)).connect()) {
      TlsClient.send(socket, "GET /flood HTTP/1.1\r\nHost: x\r\n\r\n");

      assertThat(streamEnded.await(30, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void a_server_that_stops_ends_connections_and_handshakes() throws Exception {
    var engine = engine(Patience.DEFAULT);
    try (var socket = client(engine).connect();
        var stalling = engine.wire()) {
      TlsClient.send(socket, "GET /health HTTP/1.1\r\nHost: x\r\n\r\n");
      assertThat(socket.getInputStream().read()).isEqualTo('H');
      long began = System.nanoTime();

      engine.server.stop();

      assertThat(TlsClient.read(socket.getInputStream())).endsWith("ok\n");
      assertThat(stalling.untilClosed()).isEmpty();
      assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(20));
    }
  }

  @Test
  void a_client_may_not_begin_another_handshake() throws Exception {
    var engine = engine(Patience.DEFAULT);
    try (var socket = client(engine).connect()) {
      socket.setEnabledProtocols(new String[] {"TLSv1.2"});
      socket.startHandshake();
      socket.startHandshake();

      assertThatThrownBy(
              () -> {
                TlsClient.send(socket, "GET /health HTTP/1.1\r\n");
                TlsClient.read(socket.getInputStream());
              })
          .isInstanceOf(IOException.class);
    }
  }
}
