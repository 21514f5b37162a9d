package io.edgemq.application;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.edgemq.domain.Attributes;
import io.edgemq.domain.Content;
import io.edgemq.domain.DeliveryType;
import io.edgemq.domain.Payload;
import io.edgemq.domain.Principal;
import io.edgemq.domain.PushConfig;
import io.edgemq.domain.Subject;
import io.edgemq.domain.Subscription;
import io.edgemq.domain.SubscriptionId;
import io.edgemq.domain.SubscriptionRef;
import io.edgemq.domain.TopicMessage;
import io.edgemq.domain.TopicRef;
import io.edgemq.domain.push.AttemptRecord;
import io.edgemq.ports.in.Outcome;
import io.edgemq.ports.in.Refusal;
import io.edgemq.ports.in.TestDelivery;
import io.edgemq.ports.out.CloudEventFormat;
import io.edgemq.ports.out.SubscriptionStore;
import io.edgemq.ports.out.WebhookClient;
import java.time.Duration;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Map;

/// Tries the endpoints of subscriptions.
public final class Probing implements TestDelivery {
  private static final Content CONTENT =
      new Content(
          "application/json",
          Attributes.of(Map.of("mq-test", "true")),
          new Payload("{\"test\":true}".getBytes(US_ASCII)));

  private final Access access;
  private final SubscriptionRows rows;
  private final WebhookClient webhooks;
  private final CloudEventFormat events;
  private final InstantSource clock;

  public Probing(SubscriptionStore store, SubscriptionTools tools) {
    this.access = tools.access();
    this.rows = new SubscriptionRows(store);
    this.webhooks = tools.webhooks();
    this.events = tools.cloudEvents();
    this.clock = tools.clock();
  }

  /// A test that is about to be made.
  private record Probe(TopicRef topic, Subscription subscription) {}

  @Override
  public Outcome<AttemptRecord> test(Principal who, SubscriptionId id) throws InterruptedException {
    return switch (access.toManage(who, id).then(ref -> probe(who, ref))) {
      case Outcome.Done<Probe>(Probe(var topic, var subscription)) -> test(topic, subscription);
      case Outcome.Refused<Probe>(var refusal) -> Outcome.refused(refusal);
    };
  }

  private Outcome<Probe> probe(Principal who, SubscriptionRef ref) {
    return rows.find(ref)
        .then(found -> access.toChange(who, found.config()))
        .then(_ -> rows.findPush(ref))
        .then(
            found ->
                access
                    .toSee(who, ref, found)
                    .then(part -> Outcome.done(new Probe(part.topic(), found))));
  }

  private Outcome<AttemptRecord> test(TopicRef topic, Subscription subscription)
      throws InterruptedException {
    return switch (subscription.config().delivery()) {
      case DeliveryType.Sse _, DeliveryType.ToQueue _ -> Outcome.refused(new Refusal.NotPush());
      case DeliveryType.HttpPush(var push) -> Outcome.done(tried(topic, subscription, push));
    };
  }

  private AttemptRecord tried(TopicRef topic, Subscription subscription, PushConfig push)
      throws InterruptedException {
    var at = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    var message = new TopicMessage(Subject.of(topic.name()), 0, at, CONTENT);
    var request = SignedRequest.of(topic, subscription, events).of(message, 1, at);
    long begun = System.nanoTime();
    try (var endpoint = webhooks.open(push.url())) {
      var answer = endpoint.post(request);
      var took = Duration.ofNanos(System.nanoTime() - begun);
      return AttemptRecord.of(new AttemptRecord.Begin(at, 0, 1, took), answer);
    }
  }
}
