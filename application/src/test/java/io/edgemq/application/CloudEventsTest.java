package io.edgemq.application;

import static io.edgemq.application.SignedFixture.EVENTS;
import static io.edgemq.application.SignedFixture.HELLO;
import static io.edgemq.application.SignedFixture.NOW;
import static io.edgemq.application.SignedFixture.PUBLISHED;
import static io.edgemq.application.SignedFixture.TOPIC;
import static io.edgemq.application.SignedFixture.headers;
import static io.edgemq.application.SignedFixture.message;
import static io.edgemq.application.SignedFixture.push;
import static io.edgemq.application.SignedFixture.secret;
import static io.edgemq.application.SignedFixture.subscription;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.domain.BodyFormat;
import io.edgemq.domain.SignatureScheme;
import io.edgemq.domain.SigningSecrets;
import io.edgemq.ports.out.WebhookClient.Request;
import java.util.EnumSet;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What a delivery says when its subscription asks for CloudEvents.
final class CloudEventsTest {
  private static Request request(BodyFormat format, Map<String, String> own) {
    return request(format, own, 1);
  }

  private static Request request(BodyFormat format, Map<String, String> own, int attempt) {
    var push = push(own, EnumSet.allOf(SignatureScheme.class)).with(1, format);
    return SignedRequest.of(TOPIC, subscription(SigningSecrets.of(secret("one")), push), EVENTS)
        .of(message(PUBLISHED, Map.of("k", "v"), HELLO), attempt, NOW);
  }

  @Test
  void the_binary_mode_adds_headers_and_leaves_the_body() {
    var request = request(BodyFormat.CLOUDEVENTS_BINARY, Map.of());

    assertThat(request.headers())
        .contains(
            Map.entry("X-MQ-Topic", "orders"),
            Map.entry("ce-specversion", "1.0"),
            Map.entry("ce-id", "msg_098bc8800362550c_18"),
            Map.entry("ce-source", "/v1/topics/orders"),
            Map.entry("ce-type", "io.edgemq.message"),
            Map.entry("ce-subject", "orders.eu.created"),
            Map.entry("ce-time", "2023-11-14T22:13:20Z"),
            Map.entry("Content-Type", "application/json"),
            Map.entry("X-MQ-Attr-k", "v"));
    assertThat(request.body()).isEqualTo(HELLO.getBytes(UTF_8));
    assertThat(headers(request)).doesNotContainKey("ce-datacontenttype");
  }

  @Test
  void the_structured_mode_sends_the_envelope_and_signs_it() {
    var request = request(BodyFormat.CLOUDEVENTS_STRUCTURED, Map.of());

    assertThat(new String(request.body(), UTF_8))
        .isEqualTo(
            """
            msg_098bc8800362550c_18
            /v1/topics/orders
            io.edgemq.message
            orders.eu.created
            2023-11-14T22:13:20Z
            application/json
            {"hello":"world"}""");
    var headers = headers(request);
    assertThat(headers)
        .containsEntry("Content-Type", "application/cloudevents+json; charset=utf-8")
        .containsEntry("X-MQ-Subject", "orders.eu.created")
        .containsEntry("X-MQ-Attr-k", "v")
        .containsEntry(
            "X-MQ-Signature",
            Signatures.mq(secret("one"), PUBLISHED.toEpochMilli(), request.body()));
    assertThat(headers.keySet()).noneMatch(name -> name.startsWith("ce-"));
  }

  @Test
  void a_repetition_is_the_same_event() {
    for (var format : BodyFormat.values()) {
      var first = request(format, Map.of(), 1);
      var later = request(format, Map.of(), 7);

      assertThat(later.body()).isEqualTo(first.body());
      assertThat(headers(later).get("ce-id")).isEqualTo(headers(first).get("ce-id"));
    }
  }

  @Test
  void a_media_type_of_the_subscription_is_that_of_the_data() {
    var own = Map.of("content-TYPE", "text/csv", "X-Tenant", "acme");

    var binary = headers(request(BodyFormat.CLOUDEVENTS_BINARY, own));
    var structured = request(BodyFormat.CLOUDEVENTS_STRUCTURED, own);

    assertThat(binary).containsEntry("content-TYPE", "text/csv").doesNotContainKey("Content-Type");
    assertThat(new String(structured.body(), UTF_8)).contains("\ntext/csv\n");
    assertThat(headers(structured))
        .containsEntry("Content-Type", "application/cloudevents+json; charset=utf-8")
        .containsEntry("X-Tenant", "acme")
        .doesNotContainKey("content-TYPE");
  }

  @Test
  void what_receivers_take_for_an_event_has_no_headers_of_another_one() {
    var own = Map.of("Content-Type", "Application/CloudEvents-batch+json");

    assertThat(headers(request(BodyFormat.CLOUDEVENTS_BINARY, own)).keySet())
        .noneMatch(name -> name.startsWith("ce-"));
  }

  /// The example of the binding (section 3.1.3.2) and the edges of what it says.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "Euro € 😀|Euro%20%E2%82%AC%20%F0%9F%98%80",
        "!~a+b/c|!~a+b/c",
        "100%|100%25",
        "a\"b|a%22b",
        "a\u007fb|a%7Fb"
      })
  void header_values_are_percent_encoded(String text, String encoded) {
    assertThat(CloudEvents.percentEncoded(text)).isEqualTo(encoded);
  }
}
