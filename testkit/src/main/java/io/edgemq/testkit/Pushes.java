package io.edgemq.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

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
import io.edgemq.domain.TopicMessage;
import io.edgemq.domain.TopicName;
import io.edgemq.domain.WebhookUrl;
import io.edgemq.domain.push.DeadLetter;
import io.edgemq.domain.push.DeliveryProgress;
import io.edgemq.domain.push.Settlement;
import io.edgemq.ports.out.DeliveryStore.Settled;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/// Subscriptions that push, and what becomes of them, for tests.
public final class Pushes {
  private Pushes() {}

  /// The id of a subscription.
  public static SubscriptionId id(int number) {
    return new SubscriptionId("sub_" + "%024d".formatted(number));
  }

  /// The name of the subscription with this number.
  public static String name(int number) {
    return "push-" + number;
  }

  /// A configuration in which nothing is unusual.
  public static PushConfig config() {
    return new PushConfig(
        WebhookUrl.parse("https://hooks.example/in").orElseThrow(),
        Map.of(),
        PushConfig.DEFAULT_IN_FLIGHT,
        OptionalDouble.empty(),
        PushConfig.DEFAULT_TIMEOUT,
        EnumSet.allOf(SignatureScheme.class),
        Ordering.NONE,
        PushConfig.DEFAULT_LANES,
        BodyFormat.RAW);
  }

  /// A state in which nothing has happened.
  public static PushState state() {
    return new PushState(SigningSecrets.of(secret("first")), 1, 0);
  }

  /// A secret that was given.
  public static SigningSecret secret(String text) {
    return new SigningSecret(text, SigningSecret.Origin.GIVEN);
  }

  /// A subscription of the topic `orders` that pushes.
  public static Subscription subscription(int number) {
    return subscription(number, config(), state());
  }

  /// A subscription of the topic `orders` that pushes so.
  public static Subscription subscription(int number, PushConfig config, PushState state) {
    var how =
        new SubscriptionConfig(
            name(number),
            new TopicName("orders"),
            SubjectFilter.ALL,
            new DeliveryType.HttpPush(config),
            Start.LATEST,
            DeliveryPolicy.DEFAULT);
    return Subscription.active(id(number), how, TestTime.START, Optional.of(state));
  }

  /// A delivery that has come to sequence `next`, with nothing unsettled.
  public static DeliveryProgress upTo(long next) {
    return DeliveryProgress.begin(0, next);
  }

  /// What is saved when nothing but the progress changes.
  public static Settled progress(long next) {
    return new Settled(upTo(next), List.of(), List.of());
  }

  /// What is saved when these messages die.
  public static Settled dead(DeadLetter... letters) {
    return new Settled(upTo(1), Arrays.asList(letters), List.of());
  }

  /// What is saved when what has these numbers was tried again and is delivered.
  public static Settled delivered(Long... numbers) {
    return new Settled(upTo(1), List.of(), Arrays.asList(numbers));
  }

  /// The message with `sequence`, refused with a 404 at the first attempt.
  public static DeadLetter letter(long sequence) {
    return letter(sequence, 1);
  }

  /// The message with `sequence`, dead after so many attempts.
  public static DeadLetter letter(long sequence, int attempts) {
    return new DeadLetter(
        message(sequence),
        new Settlement.Reason.Status(404),
        OptionalInt.of(404),
        attempts,
        TestTime.START.plus(Duration.ofMillis(sequence)));
  }

  /// A message of the topic `orders`, its text its sequence.
  public static TopicMessage message(long sequence) {
    var content =
        new Content(
            "text/plain",
            Attributes.of(Map.of("n", Long.toString(sequence))),
            new Payload(Long.toString(sequence).getBytes(UTF_8)));
    return new TopicMessage(
        new Subject("orders.eu"), sequence, TestTime.START.plusMillis(sequence), content);
  }
}
