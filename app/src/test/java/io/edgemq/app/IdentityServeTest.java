package io.edgemq.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.app.StandIn.Reply;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Tokens of an issuer that runs as a process of its own with its own code, at a server that does,
/// too. What that issuer does not make, and key sets that attack, come from this process.
@Tag("slow")
@Timeout(180)
final class IdentityServeTest {
  @TempDir private static Path directory;
  private static IdentityProcesses all;

  @BeforeAll
  static void serve() throws Exception {
    all = new IdentityProcesses(directory);
  }

  @AfterAll
  static void stop() {
    all.close();
  }

  @Test
  void tokens_signed_with_rsa_and_with_ecdsa_are_taken() throws Exception {
    all.assertTaken(all.good());
    all.assertTaken(
        all.ecdsa.token("edge", IdentityProcesses.claims("mq", "publish:orders.eu openid")));
  }

  @Test
  void tokens_signed_with_ed25519_are_taken() throws Exception {
    var own = new OwnIssuer("urn:ed", "mq");
    try (var keys = new StandIn(_ -> new Reply(200, own.keys()))) {
      all.trust("ed", "urn:ed", "mq", keys.url() + "/keys");

      all.assertTaken(own.eddsa());
    }
  }

  @Test
  void a_token_may_do_what_both_its_claim_and_the_list_allow() throws Exception {
    var token =
        all.rsa.token(
            "edge", IdentityProcesses.claims("mq", "publish:orders.eu queue:jobs manage"));
    try (var client = new ApiClient(all.server.uri("/"), token)) {
      assertThat(client.post("/v1/topics/orders/messages?subject=us", "x").code())
          .isEqualTo("insufficient_scope");
      assertThat(client.post("/v1/queues/jobs/receive", "").code()).isEqualTo("insufficient_scope");
      assertThat(client.get("/v1/issuers").status()).isEqualTo(200);
      assertThat(client.post("/v1/issuers", issuer("more")).code()).isEqualTo("key_required");
    }
    all.assertRefused(
        all.rsa.token("edge", IdentityProcesses.claims("mq", "openid profile")),
        "token_without_scopes");
  }

  private static String issuer(String name) {
    return """
    {"name":"%s","issuer":"https://%s.example","audience":"mq","scopes":["publish:orders.eu"]}"""
        .formatted(name, name);
  }

  @Test
  void what_a_token_does_stands_in_the_audit() throws Exception {
    var token =
        all.rsa.token("edge", Map.of("sub", "mal\u202eory\n", "aud", "mq", "scope", "manage"));
    try (var client = new ApiClient(all.server.uri("/"), token)) {
      assertThat(client.delete("/v1/issuers/nonsense").status()).isEqualTo(404);
    }

    var entry = all.owner.get("/v1/me/audit?action=issuer.delete&limit=1").json().at("/entries/0");

    assertThat(entry.path("actor").asText()).matches("token:iss_[a-z0-9]{24}:mal[?]ory[?]");
    assertThat(entry.path("outcome").asText()).isEqualTo("failed");
  }

  @Test
  void a_rotation_is_followed_without_a_401_and_the_old_key_is_refused() throws Exception {
    var keys = new AtomicReference<>(all.rsa.keys("first"));
    var from = new AtomicReference<>("first");
    try (var page =
        new StandIn(_ -> new Reply(200, keys.get(), Map.of("Cache-Control", "max-age=5")))) {
      all.trust("rotating", "urn:rotating", "mq", page.url() + "/keys");
      var old = rotating("first");
      all.assertTaken(old);
      var refused = new ArrayList<String>();
      var taken = new AtomicInteger();
      var end = new CountDownLatch(1);
      try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
        var publishing =
            threads.submit(
                () -> {
                  while (end.getCount() > 0) {
                    var answer = all.publish(rotating(from.get()));
                    if (answer.status() == 401) {
                      refused.add(answer.text());
                    }
                    taken.incrementAndGet();
                  }
                  return true;
                });
        awaitMore(taken);
        // As issuers rotate: the new key is published, then used, and the old one goes.
        keys.set(both());
        from.set("second");
        awaitMore(taken);
        keys.set(all.rsa.keys("second"));
        awaitRefusal(old);
        awaitMore(taken);
        end.countDown();
        assertThat(publishing.get()).isTrue();
      }
      assertThat(refused).isEmpty();
      all.assertRefused(old, "unauthorized");
      all.assertTaken(rotating("second"));
    }
  }

  private static String rotating(String profile) {
    return all.rsa.token(
        profile, Map.of("iss", "urn:rotating", "aud", "mq", "scope", "publish:orders.eu"));
  }

  private static String both() {
    var first = all.rsa.keys("first").strip();
    var second = all.rsa.keys("second").strip();
    return "{\"keys\":["
        + first.substring(first.indexOf('[') + 1, first.lastIndexOf(']'))
        + ","
        + second.substring(second.indexOf('[') + 1, second.lastIndexOf(']'))
        + "]}";
  }

  private static void awaitMore(AtomicInteger taken) {
    int before = taken.get();
    Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> taken.get() > before + 20);
  }

  /// An old key is refused once the key set was read again: it said that it is good for 5 s.
  private static void awaitRefusal(String token) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> all.publish(token).status() == 401);
  }

  /// Why the stream ends.
  private static String end(SseReader stream) throws IOException {
    while (true) {
      var event = stream.next(1).getFirst();
      if (event.type().equals("close")) {
        return event.data();
      }
    }
  }

  @Test
  void an_open_stream_ends_with_its_token() throws Exception {
    all.trust("ending", all.rsa.url("ending"), "mq", all.rsa.keysUrl("ending"));
    var token = all.rsa.token("ending", IdentityProcesses.claims("mq", "subscribe:orders.>"));
    try (var client = new ApiClient(all.server.uri("/"), token);
        var stream = SseReader.open(client, "/v1/topics/orders/stream?from=latest")) {
      assertThat(stream.status()).isEqualTo(200);

      assertThat(end(stream)).contains("\"expired\"");
    }
    all.assertRefused(token, "token_expired");
  }

  @Test
  void what_is_open_with_a_token_ends_when_its_issuer_is_removed() throws Exception {
    var own = new OwnIssuer("urn:removed", "mq");
    try (var keys = new StandIn(_ -> new Reply(200, own.keys()))) {
      all.trust("removed", "urn:removed", "mq", keys.url() + "/keys");
      var token = own.rs256(own.claims().claim("scope", "publish:> subscribe:>").build());
      all.assertTaken(token);
      try (var client = new ApiClient(all.server.uri("/"), token);
          var stream = SseReader.open(client, "/v1/topics/orders/stream?from=latest")) {
        assertThat(stream.status()).isEqualTo(200);
        long begun = System.nanoTime();
        assertThat(all.owner.delete("/v1/issuers/removed").status()).isEqualTo(204);

        assertThat(end(stream)).contains("key_revoked");
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(1));
      }
      all.assertRefused(token, "unauthorized");
    }
  }

  @Test
  void an_issuer_of_the_deployment_speaks_for_the_tenant_in_its_claim() throws Exception {
    var tenant = all.owner.get("/v1/me").json().path("tenant_id").asText();
    var good = Map.of("sub", "ci", "aud", "mq", "scope", "publish:orders.eu", "org", tenant);
    var strange = Map.of("sub", "ci", "aud", "mq", "scope", "publish:orders.eu", "org", "nobody");

    assertThat(tenant).isNotEmpty();
    all.assertTaken(all.rsa.token("shared", good));
    all.assertRefused(all.rsa.token("shared", strange), "unauthorized");
    var taken =
        all.owner.post(
            "/v1/issuers",
            "{\"name\":\"same\",\"issuer\":\"%s\",\"audience\":\"mq\"}"
                .formatted(all.rsa.url("shared")));
    assertThat(taken.status()).isEqualTo(409);
    assertThat(taken.code()).isEqualTo("issuer_taken");
  }

  @Test
  void keys_are_not_read_from_the_operators_network() throws Exception {
    var answer =
        all.owner.post(
            "/v1/issuers",
            """
            {"name":"inside","issuer":"https://a.example","audience":"mq",
             "jwks_url":"http://169.254.169.254/keys"}""");

    assertThat(answer.status()).isEqualTo(422);
    assertThat(answer.code()).isEqualTo("url_forbidden");
  }

  @Test
  void a_token_makes_no_ticket() throws Exception {
    var token = all.rsa.token("edge", IdentityProcesses.claims("mq", "subscribe:orders.>"));
    try (var client = new ApiClient(all.server.uri("/"), token)) {
      var answer =
          client.post("/v1/tickets", "{\"path\":\"/v1/topics/orders/stream\",\"ttl_seconds\":60}");

      assertThat(answer.status()).isEqualTo(403);
      assertThat(answer.code()).isEqualTo("key_required");
    }
  }
}
