package io.edgemq.application;

import static io.edgemq.application.SignedFixture.EVENTS;
import static io.edgemq.application.SignedFixture.HELLO;
import static io.edgemq.application.SignedFixture.NOW;
import static io.edgemq.application.SignedFixture.PUBLISHED;
import static io.edgemq.application.SignedFixture.STANDARD;
import static io.edgemq.application.SignedFixture.TOPIC;
import static io.edgemq.application.SignedFixture.VECTOR_BODY;
import static io.edgemq.application.SignedFixture.headers;
import static io.edgemq.application.SignedFixture.message;
import static io.edgemq.application.SignedFixture.request;
import static io.edgemq.application.SignedFixture.secret;
import static io.edgemq.application.SignedFixture.subscription;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.standardwebhooks.Webhook;
import com.standardwebhooks.exceptions.WebhookVerificationException;
import io.edgemq.domain.SignatureScheme;
import io.edgemq.domain.SigningSecrets;
import io.edgemq.ports.out.WebhookClient.Request;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// How a delivery is signed. Independent code verifies it.
final class SignatureTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "topsecret|1700000000000|{\"hello\":\"world\"}"
            + "|sha256=44870fe75f87bea29395524bb107abc85d54f86c9209d3c332dc4fa1e46716e3",
        STANDARD
            + "|1614265330000|{\"test\": 2432232314}"
            + "|sha256=38dcd345d12a163975f2a8484af858926bb995e425f50d05a5aaeaacf2178698"
      },
      quoteCharacter = '`')
  void the_vectors_of_the_seeds_signature_hold(
      String secret, long millis, String body, String signature) {
    var message = message(Instant.ofEpochMilli(millis), Map.of(), body);

    var request =
        SignedRequest.of(TOPIC, subscription(SigningSecrets.of(secret(secret)), Map.of()), EVENTS)
            .of(message, 1, NOW);

    assertThat(headers(request)).containsEntry("X-MQ-Signature", signature);
  }

  @ParameterizedTest
  @CsvSource({
    "msg_p5jXN8AQM9LWM0D4loKWxJek,v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
    "42,v1,97Z9e2ijWBiSWZdR2cJ1lLq/kLtjkYyGfutva5Jsd3k="
  })
  void the_vectors_of_standard_webhooks_hold(String id, String version, String signature) {
    var signed =
        Signatures.standard(secret(STANDARD), id, 1614265330L, VECTOR_BODY.getBytes(UTF_8));

    assertThat(signed).isEqualTo(version + "," + signature);
  }

  /// Signing with what a secret decodes to is another scheme's key: a vector of what is not sent.
  @Test
  void the_seeds_signature_never_takes_the_decoded_secret_for_its_key() {
    var decoded = Base64.getDecoder().decode(STANDARD.substring("whsec_".length()));
    var message = message(Instant.ofEpochMilli(1614265330000L), Map.of(), VECTOR_BODY);

    var request =
        SignedRequest.of(TOPIC, subscription(SigningSecrets.of(secret(STANDARD)), Map.of()), EVENTS)
            .of(message, 1, NOW);

    assertThat(decoded).hasSize(24);
    assertThat(headers(request).get("X-MQ-Signature"))
        .isNotEqualTo("sha256=8fec293a5336e3790b2f64f997286ea4f5eb1413fb8c4892070e0e4fa877de58");
  }

  private static void verify(String standardSecret, Request request)
      throws WebhookVerificationException {
    var headers = headers(request);
    new Webhook(standardSecret)
        .verify(
            new String(request.body(), UTF_8),
            Map.of(
                "webhook-id", List.of(headers.get("webhook-id")),
                "webhook-timestamp", List.of(headers.get("webhook-timestamp")),
                "webhook-signature", List.of(headers.get("webhook-signature"))));
  }

  /// As its users get it: a secret that is not `whsec_` and base64 is its own key.
  private static String asStandard(String secret) {
    return "whsec_" + Base64.getEncoder().encodeToString(secret.getBytes(UTF_8));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"topsecret", "k2v-_6lJ0wq7Zr1CkzX8yqS5dU3bN9fTt0aGhEeWmPo", "whsec_!", "whsec_"})
  void the_library_of_standard_webhooks_verifies_with_the_secrets_text(String text)
      throws Exception {
    var now = Instant.now();
    var request =
        SignedRequest.of(TOPIC, subscription(SigningSecrets.of(secret(text)), Map.of()), EVENTS)
            .of(message(PUBLISHED, Map.of(), "{\"zoë\": 1 }\n"), 1, now);

    verify(asStandard(text), request);

    assertThatThrownBy(() -> verify(asStandard(text + "x"), request))
        .isInstanceOf(WebhookVerificationException.class);
  }

  @Test
  void the_library_of_standard_webhooks_verifies_with_its_own_secrets() throws Exception {
    var request =
        SignedRequest.of(TOPIC, subscription(SigningSecrets.of(secret(STANDARD)), Map.of()), EVENTS)
            .of(message(PUBLISHED, Map.of(), HELLO), 1, Instant.now());

    verify(STANDARD, request);

    assertThatThrownBy(() -> verify(asStandard(STANDARD), request))
        .isInstanceOf(WebhookVerificationException.class);
  }

  @Test
  void all_secrets_of_a_rotation_verify_until_their_time_is_up() throws Exception {
    var now = Instant.now();
    var secrets = SigningSecrets.of(secret("one")).rotated(secret("two"), now, Duration.ofHours(1));

    var meanwhile = SignedRequest.of(TOPIC, subscription(secrets, Map.of()), EVENTS);
    var during = meanwhile.of(message(PUBLISHED, Map.of(), HELLO), 1, now);
    var after =
        headers(meanwhile.of(message(PUBLISHED, Map.of(), HELLO), 1, now.plusSeconds(3600)));

    verify(asStandard("one"), during);
    verify(asStandard("two"), during);
    assertThat(headers(during))
        .containsEntry(
            "X-MQ-Signature",
            Signatures.mq(secret("two"), PUBLISHED.toEpochMilli(), HELLO.getBytes(UTF_8)))
        .containsEntry(
            "X-MQ-Signature-Previous",
            Signatures.mq(secret("one"), PUBLISHED.toEpochMilli(), HELLO.getBytes(UTF_8)))
        .doesNotContainKey("X-MQ-Signature-Next");
    assertThat(after).doesNotContainKey("X-MQ-Signature-Previous");
    assertThat(after.get("webhook-signature")).doesNotContain(" ");
  }

  @Test
  void a_staged_secret_signs_beside_the_current_one() {
    var request = headers(request(SigningSecrets.of(secret("one")).staging(secret("two"))));

    assertThat(request)
        .containsEntry(
            "X-MQ-Signature",
            Signatures.mq(secret("one"), PUBLISHED.toEpochMilli(), HELLO.getBytes(UTF_8)))
        .containsEntry(
            "X-MQ-Signature-Next",
            Signatures.mq(secret("two"), PUBLISHED.toEpochMilli(), HELLO.getBytes(UTF_8)))
        .doesNotContainKey("X-MQ-Signature-Previous");
    assertThat(request.get("webhook-signature")).matches("v1,\\S+ v1,\\S+");
  }

  @Test
  void a_family_that_is_not_wanted_is_not_sent() {
    var secrets = SigningSecrets.of(secret("one"));
    var message = message(PUBLISHED, Map.of(), HELLO);
    var mq =
        SignedRequest.of(
            TOPIC, subscription(secrets, Map.of(), EnumSet.of(SignatureScheme.MQ)), EVENTS);
    var standard =
        SignedRequest.of(
            TOPIC, subscription(secrets, Map.of(), EnumSet.of(SignatureScheme.STANDARD)), EVENTS);

    assertThat(headers(mq.of(message, 1, NOW)))
        .containsKey("X-MQ-Signature")
        .doesNotContainKeys("webhook-id", "webhook-timestamp", "webhook-signature");
    assertThat(headers(standard.of(message, 1, NOW)))
        .doesNotContainKey("X-MQ-Signature")
        .containsKeys("webhook-id", "webhook-timestamp", "webhook-signature", "X-MQ-Timestamp");
  }
}
