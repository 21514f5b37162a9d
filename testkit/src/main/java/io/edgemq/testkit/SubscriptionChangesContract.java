package io.edgemq.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.domain.DeliveryPolicy;
import io.edgemq.domain.DeliveryType;
import io.edgemq.domain.Start;
import io.edgemq.domain.StoreException;
import io.edgemq.domain.SubjectFilter;
import io.edgemq.domain.Subscription;
import io.edgemq.domain.SubscriptionConfig;
import io.edgemq.domain.SubscriptionId;
import io.edgemq.domain.SubscriptionRef;
import io.edgemq.domain.SubscriptionState;
import io.edgemq.domain.TenantId;
import io.edgemq.domain.TopicConfig;
import io.edgemq.domain.TopicName;
import io.edgemq.ports.out.SubscriptionChanges;
import io.edgemq.ports.out.SubscriptionChanges.Changed;
import io.edgemq.ports.out.SubscriptionChanges.Ended;
import io.edgemq.ports.out.SubscriptionChanges.News;
import io.edgemq.ports.out.SubscriptionChanges.Overrun;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Whoever follows subscriptions learns what becomes of them.
public abstract class SubscriptionChangesContract extends StoreContract {
  /// More news than a store keeps for one follower.
  private static final int MANY = 1_100;

  private static final Duration LONG = Duration.ofSeconds(60);
  private static final Duration SHORT = Duration.ofMillis(50);

  private static SubscriptionId id(int number) {
    return new SubscriptionId("sub_" + "%024d".formatted(number));
  }

  private static SubscriptionRef ref(int number) {
    return new SubscriptionRef(TENANT, id(number));
  }

  private static Subscription subscription(int number) {
    var config =
        new SubscriptionConfig(
            "s" + number,
            new TopicName("orders"),
            SubjectFilter.ALL,
            new DeliveryType.Sse(),
            Start.LATEST,
            DeliveryPolicy.DEFAULT);
    return Subscription.active(id(number), config, TestTime.START);
  }

  private Subscription made(int number) {
    var subscription = subscription(number);
    ports().subscriptions().create(TENANT, subscription);
    return subscription;
  }

  private SubscriptionChanges changes() {
    return ports().subscriptions().changes();
  }

  /// Reads on until `wanted` was told of.
  private static void awaitChange(SubscriptionChanges changes, SubscriptionRef wanted)
      throws InterruptedException {
    while (true) {
      switch (changes.next(LONG)) {
        case Changed(var told) -> {
          assertThat(told).as("told in time").isNotEmpty();
          if (told.contains(wanted)) {
            return;
          }
        }
        case Overrun _ -> {
          return;
        }
        case Ended _ -> throw new AssertionError("ended");
      }
    }
  }

  @Test
  void what_is_made_is_told() throws Exception {
    topic();
    try (var changes = changes()) {
      made(1);

      awaitChange(changes, ref(1));

      assertThat(ports().subscriptions().find(TENANT, id(1))).contains(subscription(1));
    }
  }

  @Test
  void what_is_changed_is_told() throws Exception {
    topic();
    var before = made(1);
    var paused = before.with(SubscriptionState.PAUSED);
    try (var changes = changes()) {
      ports().subscriptions().update(TENANT, before, paused);
      awaitChange(changes, ref(1));
      assertThat(ports().subscriptions().find(TENANT, id(1))).contains(paused);

      ports().subscriptions().update(TENANT, paused, paused.replayed(Start.EARLIEST));
      awaitChange(changes, ref(1));
      assertThat(ports().subscriptions().find(TENANT, id(1)))
          .contains(paused.replayed(Start.EARLIEST));
    }
  }

  @Test
  void what_is_removed_is_told() throws Exception {
    topic();
    made(1);
    try (var changes = changes()) {
      ports().subscriptions().delete(TENANT, id(1));

      awaitChange(changes, ref(1));

      assertThat(ports().subscriptions().find(TENANT, id(1))).isEmpty();
    }
  }

  @Test
  void what_goes_with_its_topic_is_told() throws Exception {
    var topic = topic();
    made(1);
    try (var changes = changes()) {
      ports().topicCatalog().delete(topic.ref());

      awaitChange(changes, ref(1));

      assertThat(ports().subscriptions().find(TENANT, id(1))).isEmpty();
    }
  }

  @Test
  void every_tenant_is_told_of() throws Exception {
    var other = new TenantId("other");
    topic(other, "orders", TopicConfig.DEFAULT);
    try (var changes = changes()) {
      ports().subscriptions().create(other, subscription(1));

      awaitChange(changes, new SubscriptionRef(other, id(1)));
    }
  }

  @Test
  void each_follower_is_told() throws Exception {
    topic();
    try (var one = changes();
        var other = changes()) {
      made(1);

      awaitChange(one, ref(1));
      awaitChange(other, ref(1));
    }
  }

  @Test
  void who_waits_is_told_at_once() {
    topic();
    try (var changes = changes()) {
      var waiting = Background.startAndAwaitBlocked(() -> changes.next(LONG));

      made(1);

      assertThat(waiting.result()).isEqualTo(new Changed(Set.of(ref(1))));
    }
  }

  @Test
  void nothing_comes_when_nothing_changes() throws Exception {
    topic();
    try (var changes = changes()) {
      long begin = System.nanoTime();

      var news = changes.next(SHORT);

      assertThat(news).isEqualTo(new Changed(Set.of()));
      assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThanOrEqualTo(SHORT);
    }
  }

  @Test
  void a_slow_follower_is_told_of_all_or_that_it_missed_some() throws Exception {
    topic();
    var told = new HashSet<SubscriptionRef>();
    boolean overrun = false;
    try (var changes = changes()) {
      for (int i = 0; i < MANY; i++) {
        made(i);
      }

      while (told.size() < MANY && !overrun) {
        switch (changes.next(LONG)) {
          case Changed(var more) -> {
            assertThat(more).as("told in time").isNotEmpty();
            told.addAll(more);
          }
          case Overrun _ -> overrun = true;
          case Ended _ -> throw new AssertionError("ended");
        }
      }
      ports().subscriptions().delete(TENANT, id(3));

      awaitChange(changes, ref(3));
    }
  }

  @Test
  void a_follower_that_is_closed_is_told_nothing_more() {
    topic();
    var changes = changes();
    var waiting = Background.startAndAwaitBlocked(() -> changes.next(LONG));

    changes.close();

    assertThat(waiting.result()).isEqualTo(new Ended());
    made(1);
    assertThat(Background.<News>start(() -> changes.next(LONG)).result()).isEqualTo(new Ended());
  }

  @Test
  void an_interrupted_follower_stops_waiting() {
    try (var changes = changes()) {
      var waiting = Background.startAndAwaitBlocked(() -> changes.next(LONG));

      waiting.interrupt();

      assertThat(waiting.failure()).isInstanceOf(InterruptedException.class);
    }
  }

  @Test
  void a_closed_store_tells_those_who_wait() {
    try (var changes = changes()) {
      var waiting = Background.startAndAwaitBlocked(() -> changes.next(LONG));

      store().close();

      assertThat(waiting.failure()).isInstanceOf(StoreException.Unavailable.class);
    }
  }
}
