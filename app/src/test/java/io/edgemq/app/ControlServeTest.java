package io.edgemq.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.http.HttpRequest;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The control plane of a server with an embedded store, from outside.
@Tag("slow")
@Timeout(180)
final class ControlServeTest {
  private static final int CLAIMERS = 50;

  @TempDir private Path directory;

  private Path data() {
    return directory.resolve("data");
  }

  private String[] verify() {
    return new String[] {"audit", "verify", "--data", data().toString()};
  }

  @Test
  void fifty_who_claim_one_invite_at_once_make_one_tenant_with_one_key() throws Exception {
    try (var server = new ServerProcess(data());
        var operators = new Operators(server, server.adminToken());
        var nobody = new ApiClient(server.uri("/"), "")) {
      var invite = operators.client().post("/v1/admin/invites", "{\"tag\":\"Acme\"}").json();
      var path = "/v1/claim/" + invite.path("token").asText();
      assertThat(nobody.get(path).json().path("tag").asText()).isEqualTo("Acme");
      var go = new CountDownLatch(1);
      var answers = new ArrayList<Future<ApiClient.Answer>>();
      try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
        for (int i = 0; i < CLAIMERS; i++) {
          answers.add(
              threads.submit(
                  () -> {
                    go.await();
                    return nobody.post(path, "{\"tag\":\"Acme Ltd\"}");
                  }));
        }
        go.countDown();
      }

      var counts = new HashMap<Integer, Integer>();
      var winners = new ArrayList<ApiClient.Answer>();
      for (var each : answers) {
        var answer = each.get();
        counts.merge(answer.status(), 1, Integer::sum);
        if (answer.status() == 201) {
          winners.add(answer);
        }
      }
      assertThat(counts).containsOnly(Map.entry(201, 1), Map.entry(410, CLAIMERS - 1));
      assertThat(nobody.get(path).status()).isEqualTo(410);
      var tenants = operators.client().get("/v1/admin/tenants").json().path("tenants");
      assertThat(tenants).hasSize(2);
      var won = winners.getFirst();
      var tenant = won.json().path("tenant_id").asText();
      var keys = operators.client().get("/v1/admin/tenants/" + tenant + "/keys").json();
      assertThat(keys.path("keys")).hasSize(1);
      try (var member = new ApiClient(server.uri("/"), won.json().path("key").asText())) {
        var me = member.get("/v1/me").json();
        assertThat(me.path("tenant_id").asText()).isEqualTo(tenant);
        assertThat(me.path("tag").asText()).isEqualTo("Acme Ltd");
      }
      assertThat(operators.audit("&action=invite.claim")).hasSize(1);
    }
  }

  @Test
  void a_key_that_may_only_publish_to_a_pattern_can_do_nothing_else() throws Exception {
    try (var server = new ServerProcess(data());
        var operators = new Operators(server, server.adminToken());
        var owner = new ApiClient(server.uri("/"), server.key())) {
      owner.post("/v1/topics", "{\"name\":\"orders\"}");
      owner.post("/v1/queues", "{\"name\":\"jobs\"}");
      var made = operators.key("demo", "{\"scopes\":[\"publish:orders.eu.>\"]}");
      try (var edge = new ApiClient(server.uri("/"), made.path("key").asText())) {
        var messages = "/v1/topics/orders/messages";
        assertThat(edge.post(messages + "?subject=eu.created", "1").status()).isEqualTo(201);
        var refused = edge.post(messages + "?subject=us.created", "1");
        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.code()).isEqualTo("insufficient_scope");
        assertThat(refused.text()).contains("publish:orders.us.created");
        for (var path : List.of(messages, "/v1/topics/orders/stream", "/v1/queues/jobs")) {
          assertThat(edge.get(path).status()).as(path).isEqualTo(403);
        }
        assertThat(edge.post("/v1/queues/jobs/messages", "1").status()).isEqualTo(403);
        assertThat(edge.post("/v1/queues/none/messages", "1").status()).isEqualTo(403);
        assertThat(edge.post("/v1/topics", "no json").status()).isEqualTo(403);
        assertThat(edge.post("/v1/me/keys", "{}").status()).isEqualTo(403);
        assertThat(edge.get("/v1/me/audit").status()).isEqualTo(403);
        var batch =
            edge.post(
                messages + "/batch",
                """
                {"messages":[{"subject":"eu.a","body":"1"},{"subject":"us.a","body":"2"}]}""");
        assertThat(batch.status()).as(batch.text()).isIn(200, 207);
        assertThat(batch.json().at("/results/0/status").asInt(201)).isEqualTo(201);
        assertThat(batch.text()).contains("insufficient_scope");
        assertThat(edge.get("/v1/me").json().at("/key/scopes/0").asText())
            .isEqualTo("publish:orders.eu.>");
        assertThat(edge.get("/v1/topics").json().path("topics")).hasSize(1);
        assertThat(edge.get("/v1/queues").json().path("queues")).isEmpty();
      }
    }
  }

  @Test
  void a_ticket_opens_its_stream_and_an_ended_key_ends_it() throws Exception {
    try (var server = new ServerProcess(data());
        var operators = new Operators(server, server.adminToken());
        var nobody = new ApiClient(server.uri("/"), "");
        var owner = new ApiClient(server.uri("/"), server.key())) {
      owner.post("/v1/topics", "{\"name\":\"orders\"}");
      var made = operators.key("demo", "{\"scopes\":[\"subscribe:orders.>\"]}");
      try (var reader = new ApiClient(server.uri("/"), made.path("key").asText())) {
        var path = "/v1/topics/orders/stream";
        var ticket =
            reader
                .post("/v1/tickets", "{\"path\":\"" + path + "\",\"ttl_seconds\":60}")
                .json()
                .path("ticket")
                .asText();
        assertThat(get(nobody, "/v1/topics/other/stream?ticket=" + ticket)).isEqualTo(401);
        assertThat(get(nobody, "/v1/topics/orders?ticket=" + ticket)).isEqualTo(401);
        try (var bearer = new ApiClient(server.uri("/"), ticket)) {
          assertThat(bearer.get("/v1/me").status()).isEqualTo(401);
        }
        try (var stream = SseReader.open(nobody, path + "?from=earliest&ticket=" + ticket)) {
          owner.post("/v1/topics/orders/messages?subject=a", "hello");
          var event = stream.next(1).getFirst();
          assertThat(event.data()).contains("orders.a");

          var revoked = "/v1/admin/tenants/demo/keys/" + made.path("key_id").asText();
          assertThat(operators.client().delete(revoked).status()).isEqualTo(204);

          var end = stream.next(1).getFirst();
          assertThat(end.type()).isEqualTo("close");
          assertThat(end.data()).contains("key_revoked").doesNotContain("retry_ms");
        }
        assertThat(get(nobody, path + "?ticket=" + ticket)).isEqualTo(401);
      }
    }
  }

  private static int get(ApiClient client, String path) throws Exception {
    return client.get(path).status();
  }

  @Test
  void who_looks_into_a_tenant_is_seen_by_it_and_is_not_stopped_by_its_suspension()
      throws Exception {
    try (var server = new ServerProcess(data());
        var operators = new Operators(server, server.adminToken());
        var owner = new ApiClient(server.uri("/"), server.key())) {
      owner.post("/v1/topics", "{\"name\":\"orders\"}");
      var end = Instant.now().plusSeconds(600);
      var support =
          operators.key(
              "demo",
              """
              {"label":"anna","support":true,"scopes":["subscribe:>"],"expires_at":"%s"}"""
                  .formatted(end));
      operators.move("demo", "suspend");
      var refused = owner.get("/v1/topics");
      assertThat(refused.status()).isEqualTo(403);
      assertThat(refused.code()).isEqualTo("tenant_suspended");

      assertThat(operators.client().call("/v1/topics", HttpRequest.Builder::GET).code())
          .isEqualTo("tenant_required");
      assertThat(as(operators.client(), "demo").status()).isEqualTo(200);
      assertThat(as(operators.client(), "nobody").code()).isEqualTo("tenant_not_found");
      try (var anna = new ApiClient(server.uri("/"), support.path("key").asText())) {
        assertThat(anna.get("/v1/topics").code()).isEqualTo("tenant_required");
        assertThat(as(anna, "demo").status()).isEqualTo(200);
        assertThat(as(owner, "demo").code()).isEqualTo("admin_required");
      }
      operators.move("demo", "unsuspend");

      var seen = owner.get("/v1/me/audit?action=tenant.act").json().path("entries");
      assertThat(StreamSupport.stream(seen.spliterator(), false))
          .extracting(entry -> entry.path("actor").asText())
          .containsExactly("support:" + support.path("key_id").asText(), "admin");
      assertThat(owner.get("/v1/topics").status()).isEqualTo(200);
    }
  }

  private static ApiClient.Answer as(ApiClient client, String tenant) throws Exception {
    return client.call("/v1/topics", request -> request.header("X-MQ-Tenant", tenant).GET());
  }

  @Test
  void the_audit_has_every_action_that_was_answered_before_a_kill() throws Exception {
    try (var server = new ServerProcess(data());
        var operators = new Operators(server, server.adminToken())) {
      var answered = new ArrayList<String>();
      var some = new CountDownLatch(40);
      var thread =
          Thread.ofVirtual()
              .start(
                  () -> {
                    try {
                      for (int i = 0; i < 10_000; i++) {
                        answered.add(operators.tenant("t" + i));
                        some.countDown();
                      }
                    } catch (Exception killed) {
                      // what was answered until then counts
                    }
                  });
      some.await();
      server.killAndStart();
      thread.join();

      assertThat(Operators.run(verify()).status()).isZero();
      var audited = new ArrayList<String>();
      operators
          .audit("&action=tenant.create")
          .forEach(entry -> audited.add(entry.path("target").asText()));
      assertThat(audited).containsAll(answered);
      var tenants = operators.client().get("/v1/admin/tenants?limit=1000").json();
      tenants
          .path("tenants")
          .forEach(tenant -> assertThat(audited).contains(tenant.path("tenant_id").asText()));
    }
  }

  @Test
  void a_removed_tenant_loses_its_keys_at_once_and_what_it_had_after_that() throws Exception {
    try (var server = new ServerProcess(data());
        var operators = new Operators(server, server.adminToken())) {
      var id = operators.tenant("Acme");
      try (var member = operators.member(id)) {
        member.post("/v1/topics", "{\"name\":\"orders\"}");
        member.post("/v1/queues", "{\"name\":\"dead\"}");
        member.post(
            "/v1/queues",
            """
            {"name":"jobs","dead_letter":{"queue":"dead","max_receives":3}}""");

        assertThat(operators.client().delete("/v1/admin/tenants/" + id).status()).isEqualTo(202);

        assertThat(member.get("/v1/topics").status()).isEqualTo(401);
        assertThat(operators.client().get("/v1/admin/tenants/" + id).status()).isEqualTo(404);
        await()
            .untilAsserted(
                () ->
                    assertThat(operators.client().get("/metrics").text())
                        .doesNotContain("tenant=\"" + id + "\",queue=\"jobs\""));
      }
    }
  }

  @Test
  void a_stream_of_the_audit_ends_when_the_process_goes_down() throws Exception {
    try (var server = new ServerProcess(data(), "--drain-seconds", "60");
        var operators = new Operators(server, server.adminToken());
        var stream = SseReader.open(operators.client(), "/v1/admin/audit/stream")) {
      long begin = System.nanoTime();
      assertThat(ProcessHandle.of(server.pid()).orElseThrow().destroy()).isTrue();

      var last = Objects.requireNonNull(stream.next());
      assertThat(last.type()).isEqualTo("close");
      assertThat(last.data()).contains("\"code\":\"shutdown\"", "\"retry_ms\"");
      assertThat(stream.next()).isNull();
      assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(30));
    }
  }
}
