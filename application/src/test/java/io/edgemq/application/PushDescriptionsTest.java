package io.edgemq.application;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.domain.Pattern;
import io.edgemq.domain.Start;
import io.edgemq.domain.Subject;
import io.edgemq.domain.SubjectFilter;
import io.edgemq.domain.SubscriptionConfig;
import io.edgemq.domain.SubscriptionId;
import io.edgemq.domain.push.Backlog;
import io.edgemq.domain.push.CircuitBreaker;
import io.edgemq.domain.push.DeliveryProgress;
import io.edgemq.domain.push.DeliverySummary;
import io.edgemq.domain.push.MessageKey;
import io.edgemq.domain.push.Unsettled;
import io.edgemq.ports.in.ManageSubscriptions.Delivery;
import io.edgemq.ports.in.ManageSubscriptions.Description;
import io.edgemq.ports.in.ManageSubscriptions.Lag;
import io.edgemq.ports.in.ManageSubscriptions.Unsaid;
import io.edgemq.ports.in.Outcome;
import io.edgemq.ports.out.TopicLog;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// What is told of subscriptions that push.
final class PushDescriptionsTest extends PushFixture {
  private Description described(SubscriptionId id) {
    return value(subscriptions.describe(demo, id));
  }

  private static Delivery delivery(Description description) {
    return Objects.requireNonNull(description.delivery());
  }

  private static DeliveryProgress progress(long instruction, long next, List<Unsettled> unsettled) {
    return new DeliveryProgress(
        instruction,
        1,
        next,
        unsettled,
        CircuitBreaker.CLOSED,
        Optional.empty(),
        Optional.empty(),
        4,
        2);
  }

  @Test
  void what_was_never_delivered_is_behind_by_all_that_came_since() {
    publish(3);
    var made = pushing();
    publish(4);

    var description = described(made.id());

    assertThat(description.lag()).isEqualTo(new Lag(4, false));
    assertThat(description.inFlight()).isZero();
    assertThat(delivery(description))
        .isEqualTo(new Delivery(summary(DeliveryProgress.begin(0, 4)), 0, 0));
  }

  @Test
  void the_lag_counts_from_the_first_message_that_is_not_settled() {
    var made = pushing();
    publish(9);
    var third = new MessageKey(Backlog.TOPIC, 3);
    var waiting = new Unsettled(third, new Subject("orders.eu"), 1, now);
    var saved = progress(0, 8, List.of(waiting));
    save(made.id(), saved, List.of());

    var description = described(made.id());

    assertThat(description.lag()).isEqualTo(new Lag(7, false));
    assertThat(description.inFlight()).isEqualTo(2);
    assertThat(delivery(description).summary()).isEqualTo(summary(saved));
  }

  @Test
  void until_a_replay_is_heard_of_the_lag_is_counted_from_where_it_goes() {
    var made = pushing();
    publish(9);
    save(made.id(), progress(0, 10, List.of()), List.of());
    value(subscriptions.replay(demo, made.id(), new Start.AtSequence(4)));

    var before = described(made.id());
    save(made.id(), progress(1, 6, List.of()), List.of());
    var after = described(made.id());

    assertThat(before.lag()).isEqualTo(new Lag(6, false));
    assertThat(after.lag()).isEqualTo(new Lag(4, false));
  }

  @Test
  void the_lag_counts_only_what_the_pattern_accepts() {
    var made = pushing();
    publish(5);
    value(
        subscriptions.change(
            demo,
            made.id(),
            old ->
                Outcome.done(
                    new SubscriptionConfig(
                        old.name(),
                        old.topic(),
                        new SubjectFilter.Matching(new Pattern("orders.us")),
                        old.delivery(),
                        old.start(),
                        old.policy())),
            new Unsaid()));

    assertThat(described(made.id()).lag()).isEqualTo(new Lag(0, false));
  }

  @Test
  void a_lag_beyond_what_is_counted_says_so() {
    var made = pushing();
    var far = holding(100_001);
    var near = holding(100_000);

    assertThat(describedWith(far, made.id()).lag()).isEqualTo(new Lag(100_000, true));
    assertThat(describedWith(near, made.id()).lag()).isEqualTo(new Lag(100_000, false));
  }

  /// The log, as if it held so many messages.
  private TopicLog holding(long messages) {
    return (TopicLog)
        Proxy.newProxyInstance(
            TopicLog.class.getClassLoader(),
            new Class<?>[] {TopicLog.class},
            (_, method, arguments) ->
                method.getName().equals("count")
                    ? (Object) Math.min(messages, (long) arguments[3])
                    : method.invoke(store.topicLog(), arguments));
  }

  private static DeliverySummary summary(DeliveryProgress lane) {
    return DeliverySummary.of(List.of(lane));
  }

  private Description describedWith(TopicLog log, SubscriptionId id) {
    var others =
        new SubscriptionStores(
            store.subscriptions(),
            log,
            store.deliveries(),
            store.deadLetters(),
            new QueueTargets(store.queueCatalog(), store.queueStore()));
    return value(new Subscriptions(others, streams, tools).describe(demo, id));
  }

  @Test
  void a_stream_has_no_delivery() {
    var description = described(streaming().id());

    assertThat(description.delivery()).isNull();
  }
}
