package io.edgemq.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// How fast everything ends that is open with a key that is revoked, or by a tenant that is
/// suspended: streams, waiting receivers and new calls, on every adapter.
@Tag("alone")
@Timeout(300)
final class EndOfAccessTest {
  private static final int ROUNDS = 100;
  private static final Duration BOUND = Duration.ofSeconds(1);

  @TempDir private Path directory;

  @Test
  void on_sqlite() throws Exception {
    try (var server = new ServerProcess(directory.resolve("data"));
        var operators = new Operators(server, server.adminToken())) {
      measure("sqlite", operators, List.of(server));
    }
  }

  @Test
  void on_two_adapters_over_jetstream() throws Exception {
    try (var cluster = new ControlCluster(directory);
        var operators = cluster.operators();
        var one = cluster.adapter("one");
        var other = cluster.adapter("other")) {
      measure("nats", operators, List.of(one, other));
    }
  }

  private static void measure(String store, Operators operators, List<ServerProcess> adapters)
      throws Exception {
    var tenant = operators.tenant("Acme");
    prepare(operators, tenant, adapters.getFirst());
    var revoked = new ArrayList<Duration>();
    var suspended = new ArrayList<Duration>();
    for (int i = 0; i < ROUNDS; i++) {
      revoked.add(round(operators, tenant, adapters, true));
      suspended.add(round(operators, tenant, adapters, false));
    }
    tell(store + ", revoked", revoked);
    tell(store + ", suspended", suspended);
  }

  private static void tell(String what, List<Duration> times) {
    times.sort(null);
    var p99 = times.get(ROUNDS - 2);
    System.out.printf(
        "%s: all has ended after %d ms (median), %d ms (p99)%n",
        what, times.get(ROUNDS / 2).toMillis(), p99.toMillis());
    assertThat(p99).as(what).isLessThan(BOUND);
  }

  private static void prepare(Operators operators, String tenant, ServerProcess adapter)
      throws Exception {
    var key = operators.key(tenant, "{}").path("key").asText();
    try (var member = new ApiClient(adapter.uri("/"), key)) {
      awaitGood(member);
      assertThat(member.post("/v1/topics", "{\"name\":\"orders\"}").status()).isEqualTo(201);
      assertThat(member.post("/v1/queues", "{\"name\":\"jobs\"}").status()).isEqualTo(201);
    }
  }

  /// A new key or state reaches an adapter within a second, too.
  private static void awaitGood(ApiClient member) throws Exception {
    long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
    while (member.get("/v1/me").status() != 200) {
      assertThat(System.nanoTime()).as("a good key is refused").isLessThan(deadline);
    }
  }

  /// How long the last of all takes to end, from the answer on.
  private static Duration round(
      Operators operators, String tenant, List<ServerProcess> adapters, boolean revokes)
      throws Exception {
    var made = operators.key(tenant, "{}");
    var members =
        adapters.stream().map(a -> new ApiClient(a.uri("/"), made.path("key").asText())).toList();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var ends = new ArrayList<Future<Long>>();
      for (var member : members) {
        awaitGood(member);
        var stream = SseReader.open(member, "/v1/topics/orders/stream");
        assertThat(stream.status()).isEqualTo(200);
        ends.add(
            threads.submit(() -> closed(stream, revokes ? "key_revoked" : "tenant_suspended")));
        ends.add(threads.submit(() -> waited(member, revokes ? 401 : 403)));
      }
      awaitWaiting(members);
      end(operators, tenant, made, revokes);
      long begin = System.nanoTime();
      for (var member : members) {
        ends.add(threads.submit(until(member, revokes ? 401 : 403)));
      }
      long last = begin;
      for (var each : ends) {
        last = Math.max(last, each.get());
      }
      if (!revokes) {
        operators.move(tenant, "unsuspend");
      }
      return Duration.ofNanos(last - begin);
    } finally {
      members.forEach(ApiClient::close);
    }
  }

  /// Returns once a receiver waits at each adapter.
  private static void awaitWaiting(List<ApiClient> members) throws Exception {
    for (var member : members) {
      while (PushCluster.figure(member, "edgemq_receives_waiting") < 1) {
        Thread.onSpinWait();
      }
    }
  }

  private static void end(Operators operators, String tenant, JsonNode key, boolean revokes)
      throws Exception {
    if (revokes) {
      var path = "/v1/admin/tenants/" + tenant + "/keys/" + key.path("key_id").asText();
      assertThat(operators.client().delete(path).status()).isEqualTo(204);
    } else {
      operators.move(tenant, "suspend");
    }
  }

  private static long closed(SseReader stream, String code) throws IOException {
    try (stream) {
      var end = stream.next(1).getFirst();
      long now = System.nanoTime();
      assertThat(end.type()).isEqualTo("close");
      assertThat(end.data()).contains(code);
      return now;
    }
  }

  private static long waited(ApiClient member, int status) throws Exception {
    var answer = member.post("/v1/queues/jobs/receive", "{\"wait_seconds\":20}");
    long now = System.nanoTime();
    assertThat(answer.status()).as(answer.text()).isEqualTo(status);
    return now;
  }

  private static Callable<Long> until(ApiClient member, int status) {
    return () -> {
      while (member.get("/v1/me").status() != status) {
        Thread.onSpinWait();
      }
      return System.nanoTime();
    };
  }
}
