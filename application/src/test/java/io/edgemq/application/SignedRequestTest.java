package io.edgemq.application;

import static io.edgemq.application.SignedFixture.EVENTS;
import static io.edgemq.application.SignedFixture.HELLO;
import static io.edgemq.application.SignedFixture.NOW;
import static io.edgemq.application.SignedFixture.PUBLISHED;
import static io.edgemq.application.SignedFixture.TOPIC;
import static io.edgemq.application.SignedFixture.headers;
import static io.edgemq.application.SignedFixture.message;
import static io.edgemq.application.SignedFixture.request;
import static io.edgemq.application.SignedFixture.secret;
import static io.edgemq.application.SignedFixture.subscription;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.domain.Attributes;
import io.edgemq.domain.Content;
import io.edgemq.domain.Payload;
import io.edgemq.domain.SigningSecrets;
import io.edgemq.domain.Subject;
import io.edgemq.domain.TenantId;
import io.edgemq.domain.TopicMessage;
import io.edgemq.domain.TopicName;
import io.edgemq.domain.TopicRef;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// What a delivery says.
final class SignedRequestTest {
  @Test
  void a_delivery_has_the_headers_of_the_specification_in_its_order() {
    var subscription =
        subscription(SigningSecrets.of(secret("topsecret")), Map.of("X-Tenant", "acme"));
    var trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    var message = message(PUBLISHED, Map.of("K", "v", "traceparent", trace), HELLO);

    var request = SignedRequest.of(TOPIC, subscription, EVENTS).of(message, 3, NOW);

    assertThat(request.headers())
        .containsExactly(
            Map.entry("X-MQ-Topic", "orders"),
            Map.entry("X-MQ-Subject", "orders.eu.created"),
            Map.entry("X-MQ-Id", "18"),
            Map.entry("X-MQ-Attempt", "3"),
            Map.entry("X-MQ-Timestamp", "1700000000000"),
            Map.entry(
                "X-MQ-Signature",
                "sha256=44870fe75f87bea29395524bb107abc85d54f86c9209d3c332dc4fa1e46716e3"),
            Map.entry("webhook-id", "msg_098bc8800362550c_18"),
            Map.entry("webhook-timestamp", "1763712000"),
            Map.entry("webhook-signature", "v1,oj4RRhAV8B7kGrQ/+HWCPvascMIBSruoHkC/wKP7DNk="),
            Map.entry("Content-Type", "application/json"),
            Map.entry("X-MQ-Attr-k", "v"),
            Map.entry("traceparent", trace),
            Map.entry("X-Tenant", "acme"));
    assertThat(request.body()).isEqualTo(HELLO.getBytes(UTF_8));
    assertThat(request.headTime()).isEqualTo(Duration.ofSeconds(7));
    assertThat(request.wholeTime()).isEqualTo(Duration.ofSeconds(9));
  }

  @Test
  void an_id_stays_over_attempts_and_differs_between_messages() {
    var subscription = subscription(SigningSecrets.of(secret("one")), Map.of());
    var ids = new HashSet<String>();
    for (var tenant : List.of("a", "b")) {
      for (var topic : List.of("orders", "invoices")) {
        var ref = new TopicRef(new TenantId(tenant), new TopicName(topic));
        var requests = SignedRequest.of(ref, subscription, EVENTS);
        for (long sequence = 1; sequence <= 3; sequence++) {
          var content = new Content("text/plain", Attributes.NONE, Payload.EMPTY);
          var message = new TopicMessage(new Subject(topic), sequence, PUBLISHED, content);
          var first = headers(requests.of(message, 1, NOW)).get("webhook-id");
          var later = headers(requests.of(message, 9, NOW.plusSeconds(99))).get("webhook-id");
          assertThat(later).isEqualTo(first).doesNotContain(".");
          ids.add(first);
        }
      }
    }

    assertThat(ids).hasSize(12);
  }

  @Test
  void what_the_subscription_says_takes_the_place_of_what_the_message_says() {
    var trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    var subscription =
        subscription(
            SigningSecrets.of(secret("one")),
            Map.of("content-TYPE", "text/plain", "Traceparent", "own"));

    var request =
        headers(
            SignedRequest.of(TOPIC, subscription, EVENTS)
                .of(message(PUBLISHED, Map.of("traceparent", trace), HELLO), 1, NOW));

    assertThat(request)
        .containsEntry("content-TYPE", "text/plain")
        .containsEntry("Traceparent", "own")
        .doesNotContainKeys("Content-Type", "traceparent");
  }

  @Test
  void an_attribute_that_is_no_trace_is_an_attribute() {
    var request =
        headers(
            SignedRequest.of(
                    TOPIC, subscription(SigningSecrets.of(secret("one")), Map.of()), EVENTS)
                .of(message(PUBLISHED, Map.of("traceparent", "x", "a", "zoë"), HELLO), 1, NOW));

    assertThat(request)
        .containsEntry("X-MQ-Attr-traceparent", "x")
        .containsEntry("X-MQ-Attr-a", "zoë")
        .doesNotContainKey("traceparent");
  }
}
