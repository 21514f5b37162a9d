package io.edgemq.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.edgemq.domain.DeliveryPolicy;
import io.edgemq.domain.DeliveryType;
import io.edgemq.domain.Paging;
import io.edgemq.domain.Pattern;
import io.edgemq.domain.Start;
import io.edgemq.domain.SubjectFilter;
import io.edgemq.domain.Subscription;
import io.edgemq.domain.SubscriptionConfig;
import io.edgemq.domain.SubscriptionId;
import io.edgemq.domain.SubscriptionState;
import io.edgemq.domain.TenantId;
import io.edgemq.domain.TopicConfig;
import io.edgemq.domain.TopicName;
import io.edgemq.ports.out.SubscriptionStore.Changed;
import io.edgemq.ports.out.SubscriptionStore.Created;
import io.edgemq.ports.out.SubscriptionStore.Exists;
import io.edgemq.ports.out.SubscriptionStore.NoSuchSubscription;
import io.edgemq.ports.out.SubscriptionStore.NoSuchTopic;
import io.edgemq.ports.out.SubscriptionStore.Updated;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Subscriptions are kept as they were made, and as long as their topic.
public abstract class SubscriptionStoreContract extends StoreContract {
  private static SubscriptionId id(int number) {
    return new SubscriptionId("sub_" + "%024d".formatted(number));
  }

  private static Subscription subscription(int number, String name) {
    return subscription(number, name, Start.LATEST);
  }

  private static Subscription subscription(int number, String name, Start start) {
    var config =
        new SubscriptionConfig(
            name,
            new TopicName("orders"),
            SubjectFilter.ALL,
            new DeliveryType.Sse(),
            start,
            DeliveryPolicy.DEFAULT);
    return Subscription.active(
        id(number), config, TestTime.START.plusMillis(number), Optional.empty());
  }

  private static Subscription unusual() {
    var config =
        new SubscriptionConfig(
            "unusual",
            new TopicName("orders"),
            new SubjectFilter.Matching(new Pattern("orders.*.Ünï.>")),
            new DeliveryType.Sse(),
            new Start.AtSequence(1L << 40),
            new DeliveryPolicy(Duration.ofMillis(1500), 1));
    return new Subscription(
        id(7), config, SubscriptionState.PAUSED, TestTime.START, 1L << 40, Optional.empty());
  }

  static List<Start> starts() {
    return List.of(
        Start.LATEST,
        Start.EARLIEST,
        new Start.AtSequence(1),
        new Start.AtTime(Instant.parse("2025-12-31T23:59:59.123Z")),
        new Start.LastN(Start.LastN.MOST));
  }

  @ParameterizedTest
  @MethodSource("starts")
  void a_subscription_is_found_as_it_was_made(Start start) {
    topic();
    var subscription = subscription(1, "billing", start);

    assertThat(ports().subscriptions().create(TENANT, subscription)).isEqualTo(new Created());

    assertThat(ports().subscriptions().find(TENANT, id(1))).contains(subscription);
    assertThat(ports().subscriptions().find(TENANT, id(2))).isEmpty();
  }

  @Test
  void every_part_of_a_subscription_is_kept() {
    topic();

    ports().subscriptions().create(TENANT, unusual());

    assertThat(ports().subscriptions().find(TENANT, id(7))).contains(unusual());
  }

  @Test
  void a_filter_of_several_patterns_is_never_stored() {
    topic();
    var plain = subscription(1, "billing");
    ports().subscriptions().create(TENANT, plain);
    var several = with(plain, TopicProbe.anyOf("orders.a", "orders.b"));
    var other = with(subscription(2, "other"), TopicProbe.anyOf("orders.a", "orders.b"));

    assertThatIllegalArgumentException()
        .isThrownBy(() -> ports().subscriptions().create(TENANT, other));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ports().subscriptions().update(TENANT, plain, several));

    assertThat(ports().subscriptions().list(TENANT, new Paging(null, 10)).items())
        .containsExactly(plain);
  }

  private static Subscription with(Subscription plain, SubjectFilter filter) {
    var config = plain.config();
    return new Subscription(
        plain.id(),
        new SubscriptionConfig(
            config.name(),
            config.topic(),
            filter,
            config.delivery(),
            config.start(),
            config.policy()),
        plain.state(),
        plain.createdAt(),
        plain.replays(),
        plain.delivered());
  }

  @Test
  void a_subscription_without_a_topic_is_none() {
    topic("other", TopicConfig.DEFAULT);
    topic(new TenantId("theirs"), "orders", TopicConfig.DEFAULT);

    assertThat(ports().subscriptions().create(TENANT, subscription(1, "billing")))
        .isEqualTo(new NoSuchTopic());

    assertThat(ports().subscriptions().find(TENANT, id(1))).isEmpty();
  }

  @Test
  void a_name_is_taken_once_in_a_tenant() {
    topic();
    var first = subscription(1, "billing");
    ports().subscriptions().create(TENANT, first);

    var result = ports().subscriptions().create(TENANT, subscription(2, "billing"));

    assertThat(result).isEqualTo(new Exists(first));
    assertThat(ports().subscriptions().find(TENANT, id(2))).isEmpty();
  }

  @Test
  void tenants_do_not_see_each_other() {
    var other = new TenantId("other");
    topic();
    topic(other, "orders", TopicConfig.DEFAULT);
    ports().subscriptions().create(TENANT, subscription(1, "billing"));

    assertThat(ports().subscriptions().find(other, id(1))).isEmpty();
    assertThat(ports().subscriptions().delete(other, id(1))).isFalse();
    var theirs = subscription(1, "billing");
    assertThat(ports().subscriptions().update(other, theirs, theirs))
        .isEqualTo(new NoSuchSubscription());
    assertThat(ports().subscriptions().list(other, new Paging(null, 10)).items()).isEmpty();
    assertThat(ports().subscriptions().create(other, subscription(2, "billing")))
        .isEqualTo(new Created());
  }

  @Test
  void a_subscription_is_replaced() {
    topic();
    var subscription = subscription(1, "billing");
    ports().subscriptions().create(TENANT, subscription);
    var paused = subscription.with(SubscriptionState.PAUSED);

    assertThat(ports().subscriptions().update(TENANT, subscription, paused))
        .isEqualTo(new Updated());

    assertThat(ports().subscriptions().find(TENANT, id(1))).contains(paused);
    var none = subscription(2, "other");
    assertThat(ports().subscriptions().update(TENANT, none, none))
        .isEqualTo(new NoSuchSubscription());
    assertThat(ports().subscriptions().find(TENANT, id(2))).isEmpty();
  }

  @Test
  void a_change_that_another_one_overtook_is_not_made() {
    topic();
    var subscription = subscription(1, "billing");
    ports().subscriptions().create(TENANT, subscription);
    var paused = subscription.with(SubscriptionState.PAUSED);
    ports().subscriptions().update(TENANT, subscription, paused);

    var result =
        ports().subscriptions().update(TENANT, subscription, subscription.replayed(Start.EARLIEST));

    assertThat(result).isEqualTo(new Changed(paused));
    assertThat(ports().subscriptions().find(TENANT, id(1))).contains(paused);
  }

  @Test
  void name_and_topic_of_a_subscription_stay() {
    topic();
    var subscription = subscription(1, "billing");
    ports().subscriptions().create(TENANT, subscription);

    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> ports().subscriptions().update(TENANT, subscription, subscription(1, "renamed")));

    assertThat(ports().subscriptions().find(TENANT, id(1))).contains(subscription);
  }

  @Test
  void replays_are_counted_over_reopenings() {
    topic();
    var subscription = subscription(1, "billing");
    ports().subscriptions().create(TENANT, subscription);
    var once = subscription.replayed(Start.EARLIEST);
    ports().subscriptions().update(TENANT, subscription, once);
    var twice = once.replayed(new Start.AtSequence(7));
    ports().subscriptions().update(TENANT, once, twice);

    store().reopen();

    var found = ports().subscriptions().find(TENANT, id(1));
    switch (store().guarantees().durability()) {
      case DURABLE -> assertThat(found).contains(twice);
      case VOLATILE -> assertThat(found).isEmpty();
    }
  }

  @Test
  void a_removed_subscription_frees_its_name() {
    topic();
    ports().subscriptions().create(TENANT, subscription(1, "billing"));

    assertThat(ports().subscriptions().delete(TENANT, id(1))).isTrue();

    assertThat(ports().subscriptions().delete(TENANT, id(1))).isFalse();
    assertThat(ports().subscriptions().find(TENANT, id(1))).isEmpty();
    assertThat(ports().subscriptions().create(TENANT, subscription(2, "billing")))
        .isEqualTo(new Created());
  }

  @Test
  void subscriptions_go_with_their_topic() {
    var topic = topic();
    topic("mails", TopicConfig.DEFAULT);
    ports().subscriptions().create(TENANT, subscription(1, "billing"));

    ports().topicCatalog().delete(topic.ref());

    assertThat(ports().subscriptions().find(TENANT, id(1))).isEmpty();
    assertThat(ports().subscriptions().list(TENANT, new Paging(null, 10)).items()).isEmpty();
    topic();
    assertThat(ports().subscriptions().create(TENANT, subscription(2, "billing")))
        .isEqualTo(new Created());
  }

  @Test
  void a_list_comes_in_pages_by_name() {
    topic();
    int number = 0;
    for (var name : List.of("c", "a", "d", "B", "b")) {
      ports().subscriptions().create(TENANT, subscription(number++, name));
    }
    var names = new ArrayList<String>();

    var page = ports().subscriptions().list(TENANT, new Paging(null, 2));
    page.items().forEach(s -> names.add(s.config().name()));
    while (page.next() != null) {
      page = ports().subscriptions().list(TENANT, new Paging(page.next(), 2));
      page.items().forEach(s -> names.add(s.config().name()));
    }

    assertThat(names).containsExactly("B", "a", "b", "c", "d");
  }

  @Test
  void subscriptions_are_there_after_a_reopening() {
    topic();
    ports().subscriptions().create(TENANT, unusual());

    store().reopen();

    var found = ports().subscriptions().find(TENANT, id(7));
    switch (store().guarantees().durability()) {
      case DURABLE -> assertThat(found).contains(unusual());
      case VOLATILE -> assertThat(found).isEmpty();
    }
  }
}
