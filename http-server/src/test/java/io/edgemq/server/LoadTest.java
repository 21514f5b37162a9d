package io.edgemq.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.server.ListenOptions.Capacity;
import io.helidon.http.Method;
import io.micrometer.core.instrument.Timer;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// More clients, and more bytes, than the server takes on.
final class LoadTest {
  private static final int PIECE = 100_000;

  private final CountDownLatch holding = new CountDownLatch(1);
  private final CountDownLatch enough = new CountDownLatch(1);
  private final TestEngine engine =
      new TestEngine(
          new Capacity(2 * PIECE, 2),
          Route.of(Method.GET, "/health", _ -> TestEngine.line("ok")).open().vital(),
          Route.of(Method.GET, "/other", _ -> TestEngine.line("other")).open(),
          Route.of(Method.GET, "/hold", this::hold).open(),
          Route.of(Method.GET, "/long", _ -> TestEngine.line("x".repeat(PIECE))).open(),
          Route.of(Method.GET, "/endless", this::endless).open(),
          Route.of(Method.GET, "/parts", this::parts).open(),
          Route.of(Method.POST, "/bodies", this::take).open());

  private Reply hold(Call call) throws InterruptedException {
    call.hold(2 * PIECE);
    holding.countDown();
    enough.await();
    return TestEngine.line("held");
  }

  private Reply endless(Call call) {
    call.hold(PIECE / 10);
    return new Reply.Streamed(List.of(), LoadTest::writeForEver);
  }

  private static void writeForEver(OutputStream out) throws IOException {
    while (true) {
      out.write(new byte[PIECE]);
    }
  }

  private Reply parts(Call call) {
    return new Reply.Streamed(
        List.of(),
        out -> {
          out.write(new byte[] {'a'});
          out.write(new byte[] {'b'});
        });
  }

  private Reply take(Call call) {
    return TestEngine.line("took " + call.body(100_000).length);
  }

  @AfterEach
  void stop() {
    enough.countDown();
    engine.close();
  }

  private static String get(String path) {
    return "GET " + path + " HTTP/1.1\r\nHost: x\r\n\r\n";
  }

  private double gauge(String name) {
    return engine.registry.get(name).gauge().value();
  }

  private double refused(String reason) {
    return engine
        .registry
        .get("edgemq.http.refused")
        .tag("reason", reason)
        .functionCounter()
        .count();
  }

  private long answers(String route, String status) {
    return engine
        .registry
        .find("edgemq.http.requests")
        .tag("route", route)
        .tag("status", status)
        .timers()
        .stream()
        .mapToLong(Timer::count)
        .sum();
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
  void what_finds_no_room_is_told_to_come_again_and_probes_are_answered() throws Exception {
    try (var first = engine.wire();
        var second = engine.wire()) {
      first.send(get("/hold"));
      assertThat(holding.await(30, TimeUnit.SECONDS)).isTrue();

      assertThat(second.send(get("/long")).until("overloaded\n")).startsWith("HTTP/1.1 503 ");
      assertThat(second.forget().send(get("/health")).until("ok\n")).startsWith("HTTP/1.1 200 ");
      assertThat(second.forget().send(get("/other")).until("other\n")).startsWith("HTTP/1.1 200 ");
      assertThat(gauge("edgemq.http.bytes.in.flight")).isGreaterThanOrEqualTo(2 * PIECE);
      assertThat(refused("bytes")).isEqualTo(1);

      enough.countDown();
      first.until("held\n");
      assertThat(second.forget().send(get("/long")).until("x\n")).startsWith("HTTP/1.1 200 ");
      assertThat(soon(() -> gauge("edgemq.http.bytes.in.flight") == 0)).isTrue();
    }
  }

  @Test
  void a_chunked_body_that_grows_too_large_for_the_room_is_refused() throws Exception {
    try (var first = engine.wire();
        var second = engine.wire()) {
      first.send(get("/hold"));
      assertThat(holding.await(30, TimeUnit.SECONDS)).isTrue();

      second.send("POST /bodies HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n");
      second.send("ea60\r\n" + "x".repeat(0xea60) + "\r\n0\r\n\r\n");

      assertThat(second.untilClosed()).startsWith("HTTP/1.1 503 ").contains("Connection: close");
    }
  }

  @Test
  void connections_that_break_give_everything_back() throws Exception {
    for (int i = 0; i < 1000; i++) {
      try (var wire = engine.wire()) {
        switch (i % 3) {
          case 0 -> wire.send(get("/endless"));
          case 1 ->
              wire.send("POST /bodies HTTP/1.1\r\nHost: x\r\nContent-Length: 50000\r\n\r\nhalf");
          default -> wire.send("GET / HTTP/1.1\r\nHost: x\r\nA: " + "b".repeat(20_000));
        }
        wire.reset();
      }
    }

    assertThat(soon(() -> gauge("edgemq.http.connections") == 0)).isTrue();
    assertThat(gauge("edgemq.http.bytes.in.flight")).isZero();
  }

  @Test
  void a_connection_too_many_is_told_so_and_a_probe_on_it_is_answered() throws Exception {
    try (var first = engine.wire();
        var second = engine.wire()) {
      first.send(get("/other")).until("other\n");
      second.send(get("/other")).until("other\n");

      assertThat(engine.answer(get("/other")))
          .startsWith("HTTP/1.1 503 ")
          .contains("Connection: close")
          .endsWith("overloaded\n");
      assertThat(engine.answer(get("/health")))
          .startsWith("HTTP/1.1 200 ")
          .contains("Connection: close");
      assertThat(refused("connections")).isEqualTo(1);
      assertThat(first.forget().send(get("/other")).until("other\n")).startsWith("HTTP/1.1 200 ");
    }
    assertThat(soon(() -> gauge("edgemq.http.connections") == 0)).isTrue();
    assertThat(engine.answer(get("/other"))).startsWith("HTTP/1.1 200 ");
  }

  @Test
  void silent_connections_too_many_do_not_keep_probes_out() throws Exception {
    var silent = new ArrayList<Wire>();
    try {
      for (int i = 0; i < 2 + ConnectionLimit.SURPLUS; i++) {
        silent.add(engine.wire());
      }

      assertThat(engine.answer(get("/health"))).startsWith("HTTP/1.1 200 ");
    } finally {
      for (var each : silent) {
        each.close();
      }
    }
  }

  @Test
  void an_answer_counts_when_it_is_delivered_and_else_as_aborted() throws Exception {
    try (var wire = engine.wire()) {
      wire.send(get("/parts")).until("0\r\n\r\n");
      assertThat(soon(() -> answers("/parts", "2xx") == 1)).isTrue();
      wire.send(get("/endless"));
      assertThat(soon(() -> gauge("edgemq.http.bytes.in.flight") > 0)).isTrue();
      wire.reset();
    }

    assertThat(soon(() -> answers("/endless", "aborted") == 1)).isTrue();
    assertThat(answers("/endless", "2xx")).isZero();
    assertThat(answers("/parts", "aborted")).isZero();
  }
}
