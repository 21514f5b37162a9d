package io.edgemq.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.standardwebhooks.Webhook;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Posts to a server in its own process what GitHub, Stripe and Standard Webhooks would, signed by
/// code that is not ours.
@Timeout(120)
final class IngestServeTest {
  private static final String GITHUB_BODY = "Hello, World!";
  private static final String GITHUB_SIGNATURE =
      "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17";
  private static final String STRIPE_SECRET = "whsec_aSecretThatStripeShows";
  private static final String STANDARD_SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

  @TempDir private static Path directory;
  private static ServerProcess server;
  private static ApiClient owner;

  /// Whoever posts has no key.
  private static ApiClient sender;

  @BeforeAll
  static void start() throws Exception {
    server = new ServerProcess(directory.resolve("data"));
    owner = new ApiClient(server.uri("/"), server.key());
    sender = new ApiClient(server.uri("/"), "");
    made("/v1/queues", "{\"name\":\"hooks\"}");
    made("/v1/topics", "{\"name\":\"events\"}");
  }

  @AfterAll
  static void stop() {
    owner.close();
    sender.close();
    server.close();
  }

  private static ApiClient.Answer made(String path, String body) throws Exception {
    var answer = owner.post(path, body);
    assertThat(answer.status()).as(answer.text()).isEqualTo(201);
    return answer;
  }

  private static String ingest(String body) throws Exception {
    return made("/v1/ingests", body).json().path("path").asText();
  }

  private static ApiClient.Answer post(String path, String body, String... headers)
      throws Exception {
    return sender.call(
        path,
        request -> {
          var posted = request.POST(BodyPublishers.ofString(body));
          return headers.length == 0 ? posted : posted.headers(headers);
        });
  }

  private static void assertDenied(ApiClient.Answer answer) {
    assertThat(answer.status()).as(answer.text()).isEqualTo(401);
    assertThat(answer.code()).isEqualTo("ingest_denied");
  }

  private static String last(String what) throws Exception {
    var page = owner.get("/v1/topics/events/messages?from=last:1&body=text").json();
    return page.at("/messages/0").path(what).asText();
  }

  @Test
  void what_github_signs_is_taken_and_one_bit_off_is_not() throws Exception {
    var path =
        ingest(
            """
            {"name":"github","target":{"queue":"hooks"},
             "auth":{"type":"github","secret":"It's a Secret to Everybody"},
             "subject":{"header":"X-GitHub-Event"},"dedup":{"header":"X-GitHub-Delivery"}}""");
    String[] headers = {
      "X-Hub-Signature-256",
      GITHUB_SIGNATURE,
      "X-GitHub-Event",
      "push",
      "X-GitHub-Delivery",
      "72d3162e-cc78-11e3-81ab-4c9367dc0958"
    };

    var taken = post(path, GITHUB_BODY, headers);
    var again = post(path, GITHUB_BODY, headers);

    assertThat(taken.status()).as(taken.text()).isEqualTo(202);
    assertThat(again.text()).isEqualTo(taken.text());
    assertThat(again.response().headers().firstValue("Idempotent-Replayed")).hasValue("true");
    assertDenied(post(path, "Hello, World?", headers));
    assertDenied(post(path, GITHUB_BODY));
    var message = owner.post("/v1/queues/hooks/receive?body=text", "{}").json().at("/messages/0");
    assertThat(message.path("body").asText()).isEqualTo(GITHUB_BODY);
    assertThat(message.at("/attributes/mq-subject").asText()).isEqualTo("push");
  }

  private static String stripeHeader(long time, String body) throws Exception {
    var mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(STRIPE_SECRET.getBytes(UTF_8), "HmacSHA256"));
    var signature = HexFormat.of().formatHex(mac.doFinal((time + "." + body).getBytes(UTF_8)));
    return "t=" + time + ",v1=" + signature;
  }

  @Test
  void what_stripe_signs_is_taken_within_the_tolerance() throws Exception {
    var path =
        ingest(
            """
            {"name":"stripe","target":{"topic":"events"},
             "auth":{"type":"stripe","secret":"%s"},"subject":{"pointer":"/type"}}"""
                .formatted(STRIPE_SECRET));
    var body = "{\"id\":\"evt_1\",\"type\":\"charge.succeeded\"}";
    long now = Instant.now().getEpochSecond();

    var taken = post(path, body, "Stripe-Signature", stripeHeader(now, body));

    assertThat(taken.status()).as(taken.text()).isEqualTo(202);
    assertThat(last("subject")).isEqualTo("events.charge.succeeded");
    assertThat(last("body")).isEqualTo(body);
    assertDenied(post(path, body, "Stripe-Signature", stripeHeader(now - 400, body)));
    assertDenied(post(path, body, "Stripe-Signature", stripeHeader(now + 400, body)));
    assertDenied(post(path, body + " ", "Stripe-Signature", stripeHeader(now, body)));
    var typeless = "{\"id\":\"evt_2\"}";
    var refused = post(path, typeless, "Stripe-Signature", stripeHeader(now, typeless));
    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.code()).isEqualTo("invalid_subject");
  }

  @Test
  void what_the_library_of_standard_webhooks_signs_is_taken() throws Exception {
    var path =
        ingest(
            """
            {"name":"standard","target":{"topic":"events"},
             "auth":{"type":"standard","secret":"%s"}}"""
                .formatted(STANDARD_SECRET));
    long now = Instant.now().getEpochSecond();
    var signature = new Webhook(STANDARD_SECRET).sign("msg_1", now, "body");
    var time = Long.toString(now);

    var taken =
        post(
            path,
            "body",
            "webhook-id",
            "msg_1",
            "webhook-timestamp",
            time,
            "webhook-signature",
            signature);

    assertThat(taken.status()).as(taken.text()).isEqualTo(202);
    assertDenied(
        post(
            path,
            "body",
            "webhook-id",
            "msg_2",
            "webhook-timestamp",
            time,
            "webhook-signature",
            signature));
  }

  @Test
  void a_secret_path_is_in_no_log_and_no_metric() throws Exception {
    var path =
        ingest(
            """
            {"name":"sensors","target":{"topic":"events"},
             "auth":{"type":"secret_path"},"subject":{"path":true}}""");
    var secret = path.substring(path.lastIndexOf('/') + 1);

    var taken = post(path + "/cellar/temperature", "21.5");
    assertDenied(post(path.replace(secret, "x".repeat(43)) + "/cellar/temperature", "21.5"));
    assertThat(post(path, "x".repeat((1 << 20) + 1)).status()).isEqualTo(400);
    assertThat(post(path + "/a", "x".repeat((1 << 20) + 1)).status()).isEqualTo(413);

    assertThat(taken.status()).as(taken.text()).isEqualTo(202);
    assertThat(last("subject")).isEqualTo("events.cellar.temperature");
    var list = owner.get("/v1/ingests").text();
    assertThat(list).contains("\"name\":\"sensors\"").doesNotContain(secret);
    assertThat(sender.get("/metrics").text())
        .contains("edgemq_ingest_posts_total{result=\"stored\"}")
        .doesNotContain(secret);
    assertThat(server.output()).doesNotContain(secret);
  }

  @Test
  void a_suspended_tenants_ingest_is_refused_within_a_second() throws Exception {
    var path =
        ingest(
            """
            {"name":"suspended","target":{"topic":"events"},"auth":{"type":"open"}}""");
    try (var operator = new ApiClient(server.uri("/"), server.adminToken())) {
      assertThat(post(path, "x").status()).isEqualTo(202);

      assertThat(operator.post("/v1/admin/tenants/demo/suspend", "").status()).isLessThan(300);
      Awaitility.await()
          .atMost(Duration.ofSeconds(1))
          .untilAsserted(() -> assertThat(post(path, "x").code()).isEqualTo("tenant_suspended"));
      assertThat(post(path, "x").status()).isEqualTo(403);

      assertThat(operator.post("/v1/admin/tenants/demo/unsuspend", "").status()).isLessThan(300);
      Awaitility.await()
          .atMost(Duration.ofSeconds(1))
          .untilAsserted(() -> assertThat(post(path, "x").status()).isEqualTo(202));
    }
    assertThat(owner.delete("/v1/ingests/suspended").status()).isEqualTo(204);
    assertThat(post(path, "x").code()).isEqualTo("ingest_not_found");
  }
}
