package io.edgemq.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The control plane of a cluster, from outside.
@Tag("slow")
@Timeout(300)
final class ControlNatsTest {
  @TempDir private Path directory;

  @Test
  void adapters_go_on_without_control_and_the_audit_has_all_that_was_answered() throws Exception {
    try (var cluster = new ControlCluster(directory);
        var operators = cluster.operators();
        var one = cluster.adapter("one");
        var other = cluster.adapter("other");
        var acting = new ApiClient(other.uri("/"), ControlCluster.ADMIN)) {
      var tenant = operators.tenant("Acme");
      var key = operators.key(tenant, "{\"label\":\"all\"}").path("key").asText();
      var answered = new ArrayList<String>();
      try (var here = new ApiClient(one.uri("/"), key);
          var there = new ApiClient(other.uri("/"), key)) {
        await().until(() -> here.get("/v1/me").status() == 200);
        assertThat(here.post("/v1/topics", "{\"name\":\"orders\"}").status()).isEqualTo(201);
        var some = new CountDownLatch(10);
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
        cluster.control().kill();
        thread.join();

        assertThat(here.post("/v1/topics/orders/messages", "1").status()).isEqualTo(201);
        assertThat(there.get("/v1/topics/orders/messages").json().path("messages")).hasSize(1);
        var looked =
            acting.call("/v1/topics", request -> request.header("X-MQ-Tenant", tenant).GET());
        assertThat(looked.status()).as(looked.text()).isEqualTo(200);
        assertThat(cluster.verify().status()).isZero();

        cluster.control().start();
        var audited = new ArrayList<String>();
        operators
            .audit("&action=tenant.create")
            .forEach(entry -> audited.add(entry.path("target").asText()));
        assertThat(audited).containsAll(answered);
        var acts = operators.audit("&action=tenant.act&actor=anna");
        assertThat(acts).hasSize(1);
        assertThat(acts.get(0).path("target").asText()).isEqualTo("GET /v1/topics");
        try (var member = new ApiClient(cluster.control().uri("/"), key)) {
          var seen = member.get("/v1/me/audit").json().path("entries");
          assertThat(seen).anyMatch(entry -> entry.path("action").asText().equals("tenant.act"));
        }
      }
    }
  }

  @Test
  void what_is_not_served_says_where_it_is() throws Exception {
    try (var cluster = new ControlCluster(directory);
        var adapter = cluster.adapter("one");
        var operators = cluster.operators();
        var elsewhere = new Operators(adapter, ControlCluster.ADMIN)) {
      var refused = elsewhere.client().get("/v1/admin/tenants");
      assertThat(refused.status()).isEqualTo(404);
      assertThat(refused.code()).isEqualTo("not_served_here");
      assertThat(refused.text()).contains("control");
      assertThat(operators.client().get("/v1/topics").text())
          .contains("not_served_here", "adapter");
      assertThat(operators.client().get("/v1/admin/tenants").status()).isEqualTo(200);
    }
  }

  @Test
  void nothing_is_done_that_the_audit_cannot_hold() throws Exception {
    try (var cluster = new ControlCluster(directory);
        var operators = cluster.operators()) {
      var tenant = operators.tenant("Acme");
      cluster.nats().kill();
      // A call that is under way while the connection breaks is a 504: it may have taken effect.
      await().until(() -> operators.client().get("/v1/ready").status() == 503);

      var refused = operators.client().post("/v1/admin/tenants/" + tenant + "/suspend", "");
      assertThat(refused.status()).as(refused.text()).isEqualTo(503);

      cluster.nats().start();
      await().until(() -> operators.client().get("/v1/admin/tenants/" + tenant).status() == 200);
      var after = operators.client().get("/v1/admin/tenants/" + tenant).json();
      assertThat(after.path("suspended").asBoolean()).isFalse();
      await().until(() -> cluster.verify().status() == 0);
    }
  }
}
