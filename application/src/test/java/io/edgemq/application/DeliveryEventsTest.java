package io.edgemq.application;

import static io.edgemq.application.FakeEndpoint.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.edgemq.domain.Ordering;
import io.edgemq.domain.SubjectFilter;
import io.edgemq.domain.SubscriptionState;
import io.edgemq.domain.Topic;
import io.edgemq.domain.TopicConfig;
import io.edgemq.domain.TopicName;
import io.edgemq.domain.TopicRef;
import io.edgemq.domain.event.SubscriptionEvent;
import io.edgemq.domain.push.CircuitBreaker;
import io.edgemq.ports.out.LaneRef;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What becomes of a subscription while it is delivered is told.
final class DeliveryEventsTest extends DeliveryFixture {
  private static final TopicRef EVENTS = new TopicRef(TENANT, TopicName.EVENTS);

  private List<String> told() {
    return TestEvents.messages(store.topicLog(), TENANT).stream()
        .map(message -> message.subject().value() + " " + reason(TestEvents.text(message)))
        .toList();
  }

  private static String reason(String body) {
    return body.substring(body.indexOf("\"from\""));
  }

  private void awaitBreaker(Class<? extends CircuitBreaker> state) {
    await()
        .until(
            () ->
                store
                    .deliveries()
                    .read(LaneRef.of(REF))
                    .filter(progress -> state.isInstance(progress.breaker()))
                    .isPresent());
  }

  /// Lets the rest of the breaker pass, and wakes who waits for that.
  private void rest(Duration time) {
    ahead = ahead.plus(time);
    publish(1);
  }

  private static final String OPENED =
      "$events.subscription.s.breaker_open"
          + " \"from\":\"closed\",\"to\":\"open\",\"reason\":\"status\"}";
  private static final String CLOSED =
      "$events.subscription.s.breaker_closed"
          + " \"from\":\"open\",\"to\":\"closed\",\"reason\":\"delivered\"}";

  @Test
  void an_endpoint_that_is_gone_disables_the_subscription_and_that_is_told_once() {
    endpoint.behaviour = _ -> status(410);
    subscribe();
    start();

    publish(10);

    await().until(() -> current().state() == SubscriptionState.DISABLED);
    await().until(() -> events.stored() == 1);
    assertThat(told())
        .containsExactly(
            "$events.subscription.s.disabled"
                + " \"from\":\"active\",\"to\":\"disabled\",\"reason\":\"gone\"}");
  }

  @Test
  void a_breaker_is_told_when_it_opens_and_when_it_closes_and_not_between() {
    endpoint.behaviour = _ -> status(503);
    subscribe();
    start();
    publish(10);
    await().until(() -> events.stored() == 1);
    int before = endpoint.received.size();
    rest(Duration.ofSeconds(40));
    await().until(() -> endpoint.received.size() == before + 1);
    await().until(() -> restOfBreaker().equals(Duration.ofMinutes(1)));
    endpoint.behaviour = _ -> status(200);

    rest(Duration.ofSeconds(70));

    awaitBreaker(CircuitBreaker.Closed.class);
    await().until(() -> events.stored() == 2);
    assertThat(told()).containsExactly(OPENED, CLOSED);
  }

  private Duration restOfBreaker() {
    return progress().breaker() instanceof CircuitBreaker.Open open ? open.rest() : Duration.ZERO;
  }

  @Test
  void who_takes_over_does_not_tell_again_and_tells_what_comes_next() {
    endpoint.behaviour = _ -> status(503);
    subscribe();
    start().close();
    var first = start();
    publish(10);
    await().until(() -> events.stored() == 1);
    first.close();
    endpoint.behaviour = _ -> status(200);

    start();
    rest(Duration.ofSeconds(40));

    awaitBreaker(CircuitBreaker.Closed.class);
    await().until(() -> events.stored() == 2);
    assertThat(told()).containsExactly(OPENED, CLOSED);
  }

  @Test
  void what_is_not_saved_is_not_told() {
    var outage = new OutageOfSaves(store.deliveries());
    endpoint.behaviour = _ -> status(503);
    subscribe();
    start(outage);
    publish(10);
    await().until(() -> outage.failed.get() > 1 && endpoint.received.size() == 10);
    long meanwhile = events.stored();

    outage.isOut = false;

    await().until(() -> events.stored() == 1);
    assertThat(meanwhile).isZero();
    assertThat(told()).containsExactly(OPENED);
  }

  /// The events that its own troubles cause wait for the subscription behind its breaker's rest,
  /// and what it is told of them changes nothing more.
  @Test
  void a_subscription_to_the_events_themselves_comes_to_rest() {
    store
        .topicCatalog()
        .create(TENANT, new Topic(EVENTS.name(), TopicConfig.DEFAULT, Instant.EPOCH));
    endpoint.behaviour = _ -> status(503);
    subscribe(TopicName.EVENTS, push(16, Ordering.NONE), 10, SubjectFilter.ALL);
    start();
    for (int i = 0; i < 10; i++) {
      events.tell(TENANT, SubscriptionEvent.created(current()));
    }
    await().until(() -> events.stored() == 11);
    assertThat(told()).last().isEqualTo(OPENED);
    endpoint.behaviour = _ -> status(200);

    ahead = Duration.ofMinutes(2);
    events.tell(TENANT, SubscriptionEvent.created(current()));

    await().until(() -> progress().floor() == 14);
    assertThat(events.stored()).isEqualTo(13);
    assertThat(told()).last().isEqualTo(CLOSED);
    assertThat(endpoint.received).hasSize(10 + 13);
  }
}
