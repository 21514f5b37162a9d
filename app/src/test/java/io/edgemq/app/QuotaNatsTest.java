package io.edgemq.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongFunction;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Quotas that two adapters hold together, from outside.
@Tag("slow")
@Tag("alone")
@Timeout(300)
final class QuotaNatsTest {
  private static final int RATE = 1000;
  private static final int SECONDS = 10;
  private static final double TOLERANCE = 15;

  /// How many callers an adapter has at the same time.
  private static final int CALLERS = 8;

  /// Messages of a batch: more calls would measure this machine.
  private static final int BATCH = 50;

  private static final String MESSAGES =
      "{\"messages\":["
          + "{\"subject\":\"orders\",\"body\":\"x\"},".repeat(BATCH - 1)
          + "{\"subject\":\"orders\",\"body\":\"x\"}]}";

  @TempDir private Path directory;

  @Test
  void two_adapters_take_the_rate_together_however_the_load_is_divided() throws Exception {
    try (var cluster = new ControlCluster(directory);
        var operators = cluster.operators();
        var one = cluster.adapter("one");
        var other = cluster.adapter("other")) {
      var tenant = operators.tenant("Acme");
      var key = operators.key(tenant, "{\"label\":\"all\"}").path("key").asText();
      try (var here = new ApiClient(one.uri("/"), key);
          var there = new ApiClient(other.uri("/"), key)) {
        await().until(() -> here.get("/v1/me").status() == 200);
        await().until(() -> there.get("/v1/me").status() == 200);
        assertThat(here.post("/v1/topics", "{\"name\":\"orders\"}").status()).isEqualTo(201);
        await().until(() -> there.get("/v1/topics/orders").status() == 200);
        var warm = here.post("/v1/topics/orders/messages/batch", MESSAGES);
        assertThat(warm.status()).as(warm.text()).isEqualTo(200);
        var quota = "/v1/admin/tenants/" + tenant + "/quota";
        var set = operators.client().call(quota, put("{\"messages_per_second\":" + RATE + "}"));
        assertThat(set.status()).as(set.text()).isEqualTo(200);
        await().until(() -> isBounded(here) && isBounded(there));

        measure("even", here, there, _ -> 30, _ -> 30);
        measure("90 to 10", here, there, _ -> 54, _ -> 6);
        measure("all on one", here, there, _ -> 60, _ -> 0);
        measure("moving", here, there, s -> s < 5 ? 60 : 0, s -> s < 5 ? 0 : 60);

        var usage = operators.client().get("/v1/admin/usage").json().path("tenants");
        assertThat(usage).anyMatch(each -> each.path("tenant_id").asText().equals(tenant));
      }
    }
  }

  private static UnaryOperator<HttpRequest.Builder> put(String body) {
    return request -> request.PUT(BodyPublishers.ofString(body));
  }

  private static boolean isBounded(ApiClient client) throws Exception {
    return client.get("/v1/me").json().at("/quotas/messages_per_second").asInt() == RATE;
  }

  /// Both adapters get batches at a pace; what is told is what was taken.
  private static void measure(
      String name,
      ApiClient here,
      ApiClient there,
      LongFunction<Integer> perSecondHere,
      LongFunction<Integer> perSecondThere)
      throws Exception {
    var offered = new AtomicLong();
    var taken = new AtomicLong();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      long begin = System.nanoTime();
      var running = new ArrayList<Future<?>>();
      for (int i = 0; i < CALLERS; i++) {
        running.add(threads.submit(() -> load(here, begin, perSecondHere, offered, taken)));
        running.add(threads.submit(() -> load(there, begin, perSecondThere, offered, taken)));
      }
      for (var each : running) {
        each.get();
      }
    }
    double wanted = (double) offered.get() / SECONDS;
    double rate = (double) taken.get() / SECONDS;
    System.out.printf(
        "two adapters, %s: %.0f messages/s of %d, %.0f were offered%n", name, rate, RATE, wanted);
    assertThat(wanted).as("messages/s that were offered, %s", name).isGreaterThan(1.2 * RATE);
    assertThat(rate).as("messages/s, %s", name).isCloseTo(RATE, withinPercentage(TOLERANCE));
  }

  /// One of the callers of an adapter.
  private static void load(
      ApiClient client,
      long begin,
      LongFunction<Integer> perSecond,
      AtomicLong offered,
      AtomicLong taken) {
    long end = begin + Duration.ofSeconds(SECONDS).toNanos();
    long next = begin;
    for (long now = begin; now < end; now = System.nanoTime()) {
      int pace = perSecond.apply((now - begin) / 1_000_000_000L);
      if (pace == 0) {
        next = now + 20_000_000;
      } else {
        offered.addAndGet(BATCH);
        taken.addAndGet(isTaken(client) ? BATCH : 0);
        next = Math.max(next + CALLERS * 1_000_000_000L / pace, System.nanoTime() - 200_000_000);
      }
      LockSupport.parkNanos(next - System.nanoTime());
    }
  }

  private static boolean isTaken(ApiClient client) {
    try {
      var answer = client.post("/v1/topics/orders/messages/batch", MESSAGES);
      assertThat(answer.status()).as(answer.text()).isIn(200, 429);
      return answer.status() == 200;
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    } catch (InterruptedException stopped) {
      throw new IllegalStateException(stopped);
    }
  }
}
