package io.edgemq.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.server.ListenOptions.Patience;
import io.helidon.http.Method;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Answers without end over HTTP/1.1, and what becomes of their connection when one ends all the
/// same.
final class LiveAnswerTest {
  private static final String REQUEST = " HTTP/1.1\r\nHost: x\r\n\r\n";

  private final Semaphore mayGoOn = new Semaphore(0);
  private final CountDownLatch clientGone = new CountDownLatch(1);
  private final TestEngine engine =
      new TestEngine(
          Patience.DEFAULT,
          Route.of(Method.GET, "/health", _ -> TestEngine.line("ok")).open(),
          Route.of(Method.POST, "/bodies", call -> TestEngine.line(text(call))).open(),
          Route.of(Method.GET, "/long", _ -> new Reply.Live(List.of(), this::writeLong)).open(),
          Route.of(Method.GET, "/broken", _ -> new Reply.Live(List.of(), this::fail)).open(),
          Route.of(Method.GET, "/live", this::live).open());

  private static String text(Call call) {
    return new String(call.body(1 << 20), StandardCharsets.US_ASCII);
  }

  private Reply live(Call call) {
    var watches = call.watches();
    return new Reply.Live(
        List.of(),
        out -> {
          try (var _ = watches.get()) {
            say(out, "one");
            mayGoOn.acquire();
            say(out, "two");
          } catch (InterruptedException gone) {
            clientGone.countDown();
            throw gone;
          }
        });
  }

  private static void say(OutputStream out, String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.US_ASCII));
    out.flush();
  }

  private void writeLong(OutputStream out) throws IOException {
    say(out, "ab".repeat(1 << 19));
  }

  private void fail(OutputStream out) throws IOException {
    say(out, "one");
    throw new IllegalStateException("as the test wants");
  }

  @AfterEach
  void stop() {
    engine.close();
  }

  @Test
  void it_comes_in_chunks_as_it_is_made() throws Exception {
    try (var wire = engine.wire()) {
      wire.send("GET /live" + REQUEST).until("3\r\none\r\n");
      mayGoOn.release();

      var answer = wire.until("0\r\n\r\n");

      assertThat(answer).startsWith("HTTP/1.1 200 OK\r\n").contains("\r\nX-Request-Id: ");
      assertThat(answer).containsOnlyOnce("\r\nTransfer-Encoding: chunked\r\n");
      assertThat(Wire.body(answer)).isEqualTo("onetwo");
    }
  }

  @Test
  void another_request_follows_on_its_connection() throws Exception {
    try (var wire = engine.wire()) {
      mayGoOn.release(2);
      wire.send("GET /live" + REQUEST).until("0\r\n\r\n");
      wire.forget().send("GET /live" + REQUEST).until("0\r\n\r\n");

      var next = wire.forget().send("GET /health" + REQUEST).until("ok\n");

      assertThat(next).startsWith("HTTP/1.1 200 OK\r\n");
    }
  }

  @Test
  void a_long_request_that_came_meanwhile_is_read_whole() throws Exception {
    var body = "0123456789".repeat(10_000);
    try (var wire = engine.wire()) {
      wire.send("GET /live" + REQUEST).until("3\r\none\r\n");
      wire.send(
          "POST /bodies HTTP/1.1\r\nHost: x\r\nContent-Length: " + body.length() + "\r\n\r\n");
      wire.send(body);
      mayGoOn.release();

      var both = wire.until(body + "\n");

      assertThat(both).contains("\r\n\r\nHTTP/1.1 200 OK\r\n");
    }
  }

  @Test
  void a_long_write_is_one_body() throws Exception {
    try (var wire = engine.wire()) {
      var answer = wire.send("GET /long" + REQUEST).until("\r\n0\r\n\r\n");

      assertThat(Wire.body(answer)).isEqualTo("ab".repeat(1 << 19));
    }
  }

  @Test
  void one_that_fails_breaks_off() throws Exception {
    try (var wire = engine.wire()) {
      assertThat(wire.send("GET /broken" + REQUEST).untilClosed()).endsWith("\r\n3\r\none\r\n");
    }
  }

  @Test
  void it_ends_when_its_client_hangs_up() throws Exception {
    try (var wire = engine.wire()) {
      wire.send("GET /live" + REQUEST).until("3\r\none\r\n");
    }

    clientGone.await();
  }
}
