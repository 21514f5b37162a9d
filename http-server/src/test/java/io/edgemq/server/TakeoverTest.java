package io.edgemq.server;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.server.ListenOptions.Patience;
import io.helidon.common.buffers.BufferData;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Method;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Connections that leave request and answer.
final class TakeoverTest {
  private static final String UPGRADE =
      "GET /count HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: count\r\n\r\n";
  private static final String SWITCHED = "\r\n\r\n";
  private static final Patience SHORT =
      new Patience(
          Duration.ofSeconds(1),
          Duration.ofMillis(300),
          Duration.ofSeconds(1),
          Duration.ofMillis(500));

  /// As many bytes as a request may have, and more.
  private static final int MORE_THAN_A_REQUEST = 3 << 18;

  private final CountDownLatch asked = new CountDownLatch(1);
  private final CountDownLatch held = new CountDownLatch(1);
  private final CountDownLatch told = new CountDownLatch(1);
  private final CountDownLatch ended = new CountDownLatch(1);
  private TestEngine engine = engine(SHORT);

  @AfterEach
  void stop() {
    held.countDown();
    engine.close();
  }

  private TestEngine engine(Patience patience) {
    return new TestEngine(
        patience,
        Route.of(Method.GET, "/count", _ -> upgrade(new Counting())).open(),
        Route.of(Method.POST, "/count", _ -> upgrade(new Counting())).open(),
        Route.of(Method.GET, "/polite", _ -> upgrade(new Polite())).open(),
        Route.of(
                Method.GET,
                "/late",
                _ -> {
                  asked.countDown();
                  held.await();
                  return upgrade(new Polite());
                })
            .open(),
        Route.of(Method.GET, "/health", _ -> TestEngine.line("ok")).open());
  }

  private static Reply upgrade(Takeover takeover) {
    return new Reply.Upgrade(List.of(HeaderValues.create(HeaderNames.UPGRADE, "count")), takeover);
  }

  private static void write(RawConnection connection, String text) {
    connection.writer().writeNow(BufferData.create(text.getBytes(US_ASCII)));
  }

  /// Tells, at the end of each line, how many bytes came so far. Does not care who stops it.
  private final class Counting implements Takeover {
    @Override
    public void serve(RawConnection connection) {
      try {
        for (long bytes = 0; ; ) {
          int next = connection.reader().read();
          bytes++;
          if (next == '\n') {
            write(connection, bytes + " bytes\n");
          } else if (next == 'q') {
            return;
          }
        }
      } finally {
        ended.countDown();
      }
    }

    @Override
    public void stop() {
      told.countDown();
    }
  }

  /// Says goodbye when it is told.
  private final class Polite implements Takeover {
    @Override
    public void serve(RawConnection connection) throws InterruptedException {
      write(connection, "hello\n");
      told.await();
      write(connection, "bye\n");
      ended.countDown();
    }

    @Override
    public void stop() {
      told.countDown();
    }
  }

  private Wire left() throws IOException {
    var wire = engine.wire().send(UPGRADE);
    assertThat(wire.until(SWITCHED)).startsWith("HTTP/1.1 101 ");
    return wire.forget();
  }

  /// Lets ten minutes pass again and again, until the server has looked at all its connections
  /// since: it has then cut two half requests, one after the other, for their lateness.
  private void awaitTenMinutesOfSilence() throws IOException {
    engine.letTimePass(Duration.ofMinutes(10));
    for (int i = 0; i < 2; i++) {
      try (var half = engine.wire()) {
        assertThat(half.send("GET /hea").untilClosed()).doesNotContain("HTTP/1.1 200 ");
      }
    }
    engine.letTimePass(Duration.ZERO);
  }

  @Test
  void the_last_answer_says_what_comes() throws Exception {
    try (var wire = engine.wire()) {
      var answer =
          wire.send(UPGRADE.replace("Host: x", "Host: x\r\nOrigin: " + TextDialect.ORIGIN))
              .until(SWITCHED);

      assertThat(answer)
          .startsWith("HTTP/1.1 101 Switching Protocols\r\n")
          .contains("Connection: Upgrade\r\n", "Upgrade: count\r\n", "X-Request-Id: req-")
          .contains("Access-Control-Allow-Origin: " + TextDialect.ORIGIN + "\r\n")
          .doesNotContain("Content-Length", "close");
    }
  }

  @Test
  void what_came_with_the_request_is_the_other_protocols() throws Exception {
    try (var wire = engine.wire()) {
      assertThat(wire.send(UPGRADE + "abc\n").until("4 bytes\n")).startsWith("HTTP/1.1 101 ");
    }
  }

  @Test
  void what_is_left_of_a_body_is_not() throws Exception {
    var request = UPGRADE.replace("GET", "POST").replace("Host: x", "Host: x\r\nContent-Length: 4");
    try (var wire = engine.wire()) {
      assertThat(wire.send(request + "abc\nxy\n").until("3 bytes\n")).startsWith("HTTP/1.1 101 ");
    }
  }

  @Test
  void silence_of_ten_minutes_and_more_bytes_than_a_request_has_cut_nothing() throws Exception {
    try (var wire = left()) {
      wire.send("a\n").until("2 bytes\n");

      awaitTenMinutesOfSilence();
      wire.send("x".repeat(MORE_THAN_A_REQUEST) + "\n");

      assertThat(wire.until(MORE_THAN_A_REQUEST + 3 + " bytes\n")).startsWith("2 bytes\n");
      awaitTenMinutesOfSilence();
      assertThat(wire.forget().send("\n").until("bytes\n"))
          .isEqualTo(MORE_THAN_A_REQUEST + 4 + " bytes\n");
    }
  }

  @Test
  void a_connection_that_has_left_does_not_count_as_resting() throws Exception {
    try (var wire = left()) {
      for (int i = 0; i < 2; i++) {
        try (var resting = engine.wire()) {
          resting.send("GET /health HTTP/1.1\r\nHost: x\r\n\r\n").until("ok\n");
          assertThat(resting.untilClosed()).endsWith("ok\n");
        }
      }

      assertThat(wire.send("\n").until("1 bytes\n")).isEqualTo("1 bytes\n");
    }
  }

  @Test
  void the_connection_ends_when_its_owner_is_done() throws Exception {
    try (var wire = left()) {
      assertThat(wire.send("\nqGET /health HTTP/1.1\r\nHost: x\r\n\r\n").untilClosed())
          .isEqualTo("1 bytes\n");
    }
  }

  @Test
  void its_owner_learns_that_the_client_is_gone() throws Exception {
    left().close();

    assertThat(ended.await(60, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void a_stopping_server_tells_the_owner_and_lets_it_end() throws Exception {
    engine.close();
    engine = engine(SHORT.draining(Duration.ofMinutes(1)));
    try (var wire = engine.wire().send(UPGRADE.replace("count ", "polite "))) {
      wire.until("hello\n");

      engine.server.stop();

      assertThat(wire.untilClosed()).endsWith("hello\nbye\n");
      assertThat(ended.getCount()).isZero();
    }
  }

  @Test
  void an_owner_that_comes_while_the_server_stops_is_told_too() throws Exception {
    engine.close();
    engine = engine(SHORT.draining(Duration.ofMinutes(1)));
    try (var wire = engine.wire().send(UPGRADE.replace("count ", "late "))) {
      assertThat(asked.await(60, TimeUnit.SECONDS)).isTrue();

      var stopping = Thread.ofVirtual().start(engine.server::stop);
      held.countDown();

      assertThat(wire.untilClosed()).endsWith("hello\nbye\n");
      stopping.join();
    }
  }

  @Test
  void a_stop_with_a_limit_does_not_wait_for_longer() throws Exception {
    engine.close();
    engine = engine(SHORT.draining(Duration.ofMinutes(10)));
    try (var wire = left()) {
      wire.send("\n").until("1 bytes\n");
      long begin = System.nanoTime();

      engine.server.stop(Duration.ofMillis(50));

      assertThat(told.getCount()).isZero();
      assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofMinutes(1));
    }
  }

  @Test
  void an_owner_that_does_not_care_is_cut_in_the_end() throws Exception {
    try (var wire = left()) {
      wire.send("\n").until("1 bytes\n");

      engine.server.stop();

      assertThat(told.getCount()).isZero();
      assertThat(wire.untilClosed()).isEqualTo("1 bytes\n");
      assertThat(ended.await(60, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void a_stream_of_http2_cannot_leave() throws Exception {
    try (var client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_2).build()) {
      var uri = URI.create("http://127.0.0.1:" + engine.port());
      client.send(HttpRequest.newBuilder(uri.resolve("/health")).build(), BodyHandlers.ofString());

      var answer =
          client.send(
              HttpRequest.newBuilder(uri.resolve("/count")).build(), BodyHandlers.ofString());

      assertThat(answer.version()).isEqualTo(HttpClient.Version.HTTP_2);
      assertThat(answer.statusCode()).isEqualTo(500);
    }
  }
}
