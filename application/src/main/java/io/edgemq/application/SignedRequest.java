package io.edgemq.application;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.edgemq.domain.DeliveryPolicy;
import io.edgemq.domain.DeliveryType;
import io.edgemq.domain.PushConfig;
import io.edgemq.domain.SigningSecrets;
import io.edgemq.domain.Subscription;
import io.edgemq.domain.TopicMessage;
import io.edgemq.domain.TopicRef;
import io.edgemq.domain.TraceParent;
import io.edgemq.ports.out.WebhookClient.Request;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Makes the requests with which a subscription's messages are pushed, with the headers and
/// signatures of SPEC 5.3. The same message, attempt and time make the same request. For any number
/// of threads.
public final class SignedRequest {
  private static final int TOPIC_DIGITS = 16;

  private final TopicRef topic;
  private final PushConfig push;
  private final DeliveryPolicy policy;
  private final SigningSecrets secrets;
  private final String idPrefix;

  private SignedRequest(
      TopicRef topic, PushConfig push, DeliveryPolicy policy, SigningSecrets secrets) {
    this.topic = topic;
    this.push = push;
    this.policy = policy;
    this.secrets = secrets;
    this.idPrefix = "msg_" + digits(topic) + "_";
  }

  /// The requests of `subscription`, which reads `topic` and pushes.
  ///
  /// @throws IllegalArgumentException when it does not push
  public static SignedRequest of(TopicRef topic, Subscription subscription) {
    var config = subscription.config();
    return switch (config.delivery()) {
      case DeliveryType.Sse _ -> throw new IllegalArgumentException("it does not push");
      case DeliveryType.HttpPush(var push) ->
          new SignedRequest(
              topic, push, config.policy(), subscription.push().orElseThrow().secrets());
    };
  }

  /// What tells the topic from every other one of a deployment. Sequences tell its messages apart,
  /// also when it was removed and made again ([io.edgemq.domain.Former]).
  private static String digits(TopicRef topic) {
    try {
      var name = topic.tenant().value() + "/" + topic.name().value();
      var digest = MessageDigest.getInstance("SHA-256").digest(name.getBytes(UTF_8));
      return HexFormat.of().formatHex(digest).substring(0, TOPIC_DIGITS);
    } catch (NoSuchAlgorithmException missing) {
      throw new IllegalStateException("every Java platform has SHA-256", missing);
    }
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
    var body = message.content().payload().bytes();
    for (var scheme : push.signatures()) {
      switch (scheme) {
        case MQ -> sign(headers, published, body, now);
        case STANDARD -> signAsStandard(headers, idPrefix + message.sequence(), body, now);
      }
    }
    describe(headers, message);
    push.headers().forEach((name, value) -> headers.add(Map.entry(name, value)));
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

  /// What the publisher said about the message. What the subscription says itself counts more.
  private void describe(List<Map.Entry<String, String>> headers, TopicMessage message) {
    if (!replaces("content-type")) {
      headers.add(Map.entry("Content-Type", message.content().contentType()));
    }
    message
        .content()
        .attributes()
        .asMap()
        .forEach((name, value) -> attribute(headers, name, value));
  }

  private void attribute(List<Map.Entry<String, String>> headers, String name, String value) {
    if (!name.equals(TraceParent.NAME) || !TraceParent.isLegal(value)) {
      headers.add(Map.entry("X-MQ-Attr-" + name, printable(value)));
    } else if (!replaces(TraceParent.NAME)) {
      headers.add(Map.entry(TraceParent.NAME, value));
    }
  }

  private boolean replaces(String header) {
    return push.headers().keySet().stream()
        .anyMatch(name -> name.toLowerCase(Locale.ROOT).equals(header));
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
