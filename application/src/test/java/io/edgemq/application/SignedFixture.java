package io.edgemq.application;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.domain.Attributes;
import io.edgemq.domain.BodyFormat;
import io.edgemq.domain.Content;
import io.edgemq.domain.DeliveryPolicy;
import io.edgemq.domain.DeliveryType;
import io.edgemq.domain.Ordering;
import io.edgemq.domain.Payload;
import io.edgemq.domain.PushConfig;
import io.edgemq.domain.PushState;
import io.edgemq.domain.SignatureScheme;
import io.edgemq.domain.SigningSecret;
import io.edgemq.domain.SigningSecrets;
import io.edgemq.domain.Start;
import io.edgemq.domain.Subject;
import io.edgemq.domain.SubjectFilter;
import io.edgemq.domain.Subscription;
import io.edgemq.domain.SubscriptionConfig;
import io.edgemq.domain.SubscriptionId;
import io.edgemq.domain.TenantId;
import io.edgemq.domain.TopicMessage;
import io.edgemq.domain.TopicName;
import io.edgemq.domain.TopicRef;
import io.edgemq.domain.WebhookUrl;
import io.edgemq.ports.out.WebhookClient.Request;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;

/// Messages, secrets and requests for tests of what is pushed.
final class SignedFixture {
  static final FakeEvents EVENTS = new FakeEvents();
  static final TopicRef TOPIC = new TopicRef(new TenantId("demo"), new TopicName("orders"));
  static final Instant PUBLISHED = Instant.ofEpochMilli(1_700_000_000_000L);
  static final Instant NOW = Instant.parse("2025-11-21T08:00:00.999Z");
  static final String HELLO = "{\"hello\":\"world\"}";
  static final String STANDARD = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
  static final String VECTOR_BODY = "{\"test\": 2432232314}";

  private SignedFixture() {}

  static SigningSecret secret(String text) {
    return new SigningSecret(text, SigningSecret.Origin.GIVEN);
  }

  static Subscription subscription(SigningSecrets secrets, Map<String, String> headers) {
    return subscription(secrets, headers, EnumSet.allOf(SignatureScheme.class));
  }

  static Subscription subscription(
      SigningSecrets secrets, Map<String, String> headers, Set<SignatureScheme> schemes) {
    return subscription(secrets, push(headers, schemes));
  }

  static PushConfig push(Map<String, String> headers, Set<SignatureScheme> schemes) {
    return new PushConfig(
        WebhookUrl.parse("https://hooks.example/in").orElseThrow(),
        headers,
        16,
        OptionalDouble.empty(),
        Duration.ofSeconds(7),
        schemes,
        Ordering.NONE,
        PushConfig.DEFAULT_LANES,
        BodyFormat.RAW);
  }

  static Subscription subscription(SigningSecrets secrets, PushConfig push) {
    var config =
        new SubscriptionConfig(
            "s",
            TOPIC.name(),
            SubjectFilter.ALL,
            new DeliveryType.HttpPush(push),
            Start.LATEST,
            new DeliveryPolicy(Duration.ofSeconds(9), 10));
    return Subscription.active(
        new SubscriptionId("sub_" + "a".repeat(24)),
        config,
        Instant.EPOCH,
        Optional.of(new PushState(secrets, 1, 0)));
  }

  static TopicMessage message(Instant published, Map<String, String> attributes, String body) {
    var content =
        new Content(
            "application/json", Attributes.of(attributes), new Payload(body.getBytes(UTF_8)));
    return new TopicMessage(new Subject("orders.eu.created"), 18, published, content);
  }

  static Request request(SigningSecrets secrets) {
    return SignedRequest.of(TOPIC, subscription(secrets, Map.of()), EVENTS)
        .of(message(PUBLISHED, Map.of(), HELLO), 3, NOW);
  }

  static Map<String, String> headers(Request request) {
    var headers = new LinkedHashMap<String, String>();
    for (var each : request.headers()) {
      assertThat(headers.put(each.getKey(), each.getValue())).as(each.getKey()).isNull();
    }
    return headers;
  }
}
