package io.edgemq.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.server.ListenOptions.Capacity;
import io.helidon.http.Method;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// The room that bodies have, and what becomes of their connections when there is none.
final class BodyRoomTest {
  private static final int STEP = 1 << 16;
  private static final int LARGEST = 100_000;

  private final CountDownLatch enough = new CountDownLatch(1);
  private final TestEngine engine =
      new TestEngine(
          new Capacity(4 * STEP, 10),
          Route.of(Method.GET, "/other", _ -> TestEngine.line("other")).open(),
          Route.of(Method.GET, "/hold", this::hold).open(),
          Route.of(Method.POST, "/bodies", BodyRoomTest::take).open(),
          Route.of(Method.POST, "/waits", this::waitWithBody).open(),
          Route.of(Method.POST, "/drops", this::waitWithoutBody).open());

  private Reply hold(Call call) throws InterruptedException {
    call.hold(STEP);
    enough.await();
    return TestEngine.line("held");
  }

  private static Reply take(Call call) {
    return TestEngine.line("took " + call.body(LARGEST).length);
  }

  private Reply waitWithBody(Call call) throws InterruptedException {
    var body = call.body(LARGEST);
    call.hold(0);
    enough.await();
    return TestEngine.line("had " + body.length);
  }

  private Reply waitWithoutBody(Call call) throws InterruptedException {
    call.body(LARGEST);
    call.dropBody();
    call.hold(STEP);
    call.hold(0);
    enough.await();
    return TestEngine.line("waited");
  }

  @AfterEach
  void stop() {
    enough.countDown();
    engine.close();
  }

  private static String post(String path, int length) {
    return "POST " + path + " HTTP/1.1\r\nHost: x\r\nContent-Length: " + length + "\r\n\r\n";
  }

  private static String get(String path) {
    return "GET " + path + " HTTP/1.1\r\nHost: x\r\n\r\n";
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

  @Test
  void a_body_that_was_let_in_is_read_to_its_end_whoever_comes_meanwhile() throws Exception {
    int length = STEP / 2;
    try (var first = engine.wire();
        var second = engine.wire()) {
      first.send(post("/bodies", length) + "x".repeat(30_000));
      assertThat(soon(() -> held() >= STEP)).isTrue();
      second.send(get("/hold"));
      assertThat(soon(() -> held() >= 2 * STEP)).isTrue();

      first.send("x".repeat(length - 30_000));

      assertThat(first.until("\n")).startsWith("HTTP/1.1 200 ").endsWith("took 32768\n");
    }
  }

  @Test
  void a_refusal_within_a_body_ends_the_connection() throws Exception {
    var empty = post("/bodies", STEP / 4);
    int length = STEP / 2 - empty.length() - 20; // the next request makes it more than a step
    try (var first = engine.wire();
        var second = engine.wire()) {
      first.send(post("/bodies", length) + "x".repeat(length - 100));
      assertThat(soon(() -> held() == STEP)).isTrue();
      second.send(get("/hold"));
      assertThat(soon(() -> held() == 2 * STEP)).isTrue();

      first.send("x".repeat(100) + get("/other"));

      assertThat(first.until("overloaded\n"))
          .startsWith("HTTP/1.1 503 ")
          .contains("Connection: close");
      first.send(get("/other"));
      assertThat(first.untilClosed()).endsWith("overloaded\n");
    }
  }

  @Test
  void a_request_that_waits_counts_for_its_body_and_its_headers() throws Exception {
    try (var wire = engine.wire()) {
      wire.send("POST /waits HTTP/1.1\r\nHost: x\r\nContent-Length: 30000\r\n");
      wire.send("A: " + "a".repeat(20_000) + "\r\n\r\n" + "x".repeat(30_000));

      assertThat(soon(() -> held() > 70_000 && held() < 71_000)).isTrue();
      enough.countDown();
      assertThat(wire.until("\n")).endsWith("had 30000\n");
    }
    assertThat(soon(() -> held() == 0)).isTrue();
  }

  @Test
  void a_body_that_was_dropped_counts_no_more_but_its_headers_do() throws Exception {
    try (var wire = engine.wire()) {
      wire.send("POST /drops HTTP/1.1\r\nHost: x\r\nContent-Length: 30000\r\n");
      wire.send("A: " + "a".repeat(20_000) + "\r\n\r\n" + "x".repeat(30_000));

      assertThat(soon(() -> held() > 40_000 && held() < 41_000)).isTrue();
    }
  }
}
