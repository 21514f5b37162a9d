package io.edgemq.application;

import io.edgemq.domain.BodyFormat;
import io.edgemq.domain.DeliveryPolicy;
import io.edgemq.domain.PushConfig;
import io.edgemq.domain.SigningSecrets;
import io.edgemq.domain.Subscription;
import io.edgemq.domain.TopicMessage;
import io.edgemq.domain.TopicRef;
import io.edgemq.domain.TraceParent;
import io.edgemq.ports.out.CloudEventFormat;
import io.edgemq.ports.out.WebhookClient.Request;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Makes the requests with which a subscription's messages are pushed, with the headers and
/// signatures of SPEC 5.3, in the format that the subscription asks for. What is signed are the
/// bytes that are sent. The same message, attempt and time make the same request. For any number of
/// threads.
public final class SignedRequest {
  private static final int TOPIC_DIGITS = 16;
  private static final String CONTENT_TYPE = "Content-Type";

  private final TopicRef topic;
  private final PushConfig push;
  private final DeliveryPolicy policy;
  private final SigningSecrets secrets;
  private final String idPrefix;
  private final CloudEventFormat events;

  /// What is said of a message, and its body.
  private record Entity(List<Map.Entry<String, String>> headers, byte[] body) {}

  private SignedRequest(
      TopicRef topic, PushConfig push, Subscription subscription, CloudEventFormat events) {
    this.topic = topic;
    this.push = push;
    this.policy = subscription.config().policy();
    this.secrets = subscription.push().orElseThrow().secrets();
    this.idPrefix = "msg_" + digits(topic) + "_";
    this.events = events;
  }

  /// The requests of `subscription`, which reads `topic` and pushes.
  ///
  /// @param events writes what is sent as `cloudevents-structured`
  /// @throws IllegalArgumentException when it does not push
  public static SignedRequest of(
      TopicRef topic, Subscription subscription, CloudEventFormat events) {
    return new SignedRequest(topic, Pushing.config(subscription), subscription, events);
  }

  /// What tells the topic from every other one of a deployment. Sequences tell its messages apart,
  /// also when it was removed and made again ([io.edgemq.domain.Former]).
  private static String digits(TopicRef topic) {
    var name = topic.tenant().value() + "/" + topic.name().value();
    return Sha256.hex(name).substring(0, TOPIC_DIGITS);
  }

  /// The request of an attempt.
  ///
  /// @param attempt which one of the message it is, from 1
  /// @param now when it is made; decides which secrets sign
  public Request of(TopicMessage message, int attempt, Instant now) {
    var headers = new ArrayList<Map.Entry<String, String>>();
    long published = message.timestamp().toEpochMilli();
    headers.add(Map.entry("X-MQ-Topic", topic.name().value()));
    headers.add(Map.entry("X-MQ-Subject", message.subject().value()));
    headers.add(Map.entry("X-MQ-Id", Long.toString(message.sequence())));
    headers.add(Map.entry("X-MQ-Attempt", Integer.toString(attempt)));
    headers.add(Map.entry("X-MQ-Timestamp", Long.toString(published)));
    var id = idPrefix + message.sequence();
    var entity = entity(message, id);
    var body = entity.body();
    for (var scheme : push.signatures()) {
      switch (scheme) {
        case MQ -> sign(headers, published, body, now);
        case STANDARD -> signAsStandard(headers, id, body, now);
      }
    }
    headers.addAll(entity.headers());
    message
        .content()
        .attributes()
        .asMap()
        .forEach((name, value) -> attribute(headers, name, value));
    addOwn(headers);
    return new Request(headers, body, push.timeout(), policy.ackWait());
  }

  private void sign(
      List<Map.Entry<String, String>> headers, long published, byte[] body, Instant now) {
    headers.add(Map.entry("X-MQ-Signature", Signatures.mq(secrets.current(), published, body)));
    secrets
        .staged()
        .map(next -> Map.entry("X-MQ-Signature-Next", Signatures.mq(next, published, body)))
        .ifPresent(headers::add);
    secrets
        .previousAt(now)
        .map(old -> Map.entry("X-MQ-Signature-Previous", Signatures.mq(old, published, body)))
        .ifPresent(headers::add);
  }

  /// Signs with every secret there is: the current one comes first.
  private void signAsStandard(
      List<Map.Entry<String, String>> headers, String id, byte[] body, Instant now) {
    long seconds = now.getEpochSecond();
    var signatures =
        Stream.of(Optional.of(secrets.current()), secrets.staged(), secrets.previousAt(now))
            .flatMap(Optional::stream)
            .map(secret -> Signatures.standard(secret, id, seconds, body))
            .collect(Collectors.joining(" "));
    headers.add(Map.entry("webhook-id", id));
    headers.add(Map.entry("webhook-timestamp", Long.toString(seconds)));
    headers.add(Map.entry("webhook-signature", signatures));
  }

  /// The message in the format of the subscription. What the subscription says itself about the
  /// media type counts more than what the publisher said.
  private Entity entity(TopicMessage message, String id) {
    var said = own(CONTENT_TYPE);
    var type = said.orElse(message.content().contentType());
    var event = CloudEvents.of(topic.name(), message, id, type);
    var headers = new ArrayList<Map.Entry<String, String>>();
    return switch (push.format()) {
      case CLOUDEVENTS_STRUCTURED ->
          new Entity(
              List.of(Map.entry(CONTENT_TYPE, CloudEventFormat.MEDIA_TYPE)), events.encode(event));
      case CLOUDEVENTS_BINARY -> {
        if (!CloudEvents.isEvent(type)) {
          headers.addAll(CloudEvents.headers(event));
        }
        yield plain(headers, message, said);
      }
      case RAW -> plain(headers, message, said);
    };
  }

  private static Entity plain(
      List<Map.Entry<String, String>> headers, TopicMessage message, Optional<String> said) {
    if (said.isEmpty()) {
      headers.add(Map.entry(CONTENT_TYPE, message.content().contentType()));
    }
    return new Entity(headers, message.content().payload().bytes());
  }

  /// Adds the headers of the subscription. In an envelope its media type is that of the data.
  private void addOwn(List<Map.Entry<String, String>> headers) {
    boolean enveloped = push.format() == BodyFormat.CLOUDEVENTS_STRUCTURED;
    push.headers()
        .forEach(
            (name, value) -> {
              if (!enveloped || !name.equalsIgnoreCase(CONTENT_TYPE)) {
                headers.add(Map.entry(name, value));
              }
            });
  }

  private void attribute(List<Map.Entry<String, String>> headers, String name, String value) {
    if (!name.equals(TraceParent.NAME) || !TraceParent.isLegal(value)) {
      headers.add(Map.entry("X-MQ-Attr-" + name, printable(value)));
    } else if (own(TraceParent.NAME).isEmpty()) {
      headers.add(Map.entry(TraceParent.NAME, value));
    }
  }

  /// What the subscription says itself in this header.
  private Optional<String> own(String header) {
    return push.headers().entrySet().stream()
        .filter(each -> each.getKey().equalsIgnoreCase(header))
        .map(Map.Entry::getValue)
        .findFirst();
  }

  private static String printable(String value) {
    if (value.chars().noneMatch(Character::isISOControl)) {
      return value;
    }
    var safe = new StringBuilder(value.length());
    value.chars().forEach(c -> safe.append(Character.isISOControl(c) ? ' ' : (char) c));
    return safe.toString();
  }
}
