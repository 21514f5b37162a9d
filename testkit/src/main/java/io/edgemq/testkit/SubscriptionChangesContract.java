package io.edgemq.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.domain.DeliveryPolicy;
import io.edgemq.domain.DeliveryType;
import io.edgemq.domain.Start;
import io.edgemq.domain.SubjectFilter;
import io.edgemq.domain.Subscription;
import io.edgemq.domain.SubscriptionConfig;
import io.edgemq.domain.SubscriptionId;
import io.edgemq.domain.SubscriptionRef;
import io.edgemq.domain.SubscriptionState;
import io.edgemq.domain.TenantId;
import io.edgemq.domain.TopicConfig;
import io.edgemq.domain.TopicName;
import io.edgemq.domain.TopicRef;
import io.edgemq.ports.out.Changes;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// Whoever follows subscriptions learns what becomes of them.
public abstract class SubscriptionChangesContract extends ChangesContract<SubscriptionRef> {
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
    return Subscription.active(id(number), config, TestTime.START, Optional.empty());
  }

  private Subscription made(int number) {
    var subscription = subscription(number);
    ports().subscriptions().create(TENANT, subscription);
    return subscription;
  }

  @Override
  protected void prepare() {
    topic();
  }

  @Override
  protected SubscriptionRef make(int number) {
    made(number);
    return ref(number);
  }

  @Override
  protected void change(int number) {
    ports().subscriptions().delete(TENANT, id(number));
  }

  @Override
  protected Changes<SubscriptionRef> changes() {
    return ports().subscriptions().changes();
  }

  @Test
  void what_is_made_is_told() throws Exception {
    try (var changes = changes()) {
      made(1);

      awaitChange(changes, ref(1));

      assertThat(ports().subscriptions().find(TENANT, id(1))).contains(subscription(1));
    }
  }

  @Test
  void what_is_changed_is_told() throws Exception {
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
    made(1);
    try (var changes = changes()) {
      ports().subscriptions().delete(TENANT, id(1));

      awaitChange(changes, ref(1));

      assertThat(ports().subscriptions().find(TENANT, id(1))).isEmpty();
    }
  }

  @Test
  void what_goes_with_its_topic_is_told() throws Exception {
    made(1);
    try (var changes = changes()) {
      ports().topicCatalog().delete(new TopicRef(TENANT, new TopicName("orders")));

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
}
