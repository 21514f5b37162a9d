package io.edgemq.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.domain.BodyFormat;
import io.edgemq.domain.DeliveryPolicy;
import io.edgemq.domain.DeliveryType;
import io.edgemq.domain.Ordering;
import io.edgemq.domain.PushConfig;
import io.edgemq.domain.PushState;
import io.edgemq.domain.SignatureScheme;
import io.edgemq.domain.SigningSecret;
import io.edgemq.domain.SigningSecrets;
import io.edgemq.domain.Start;
import io.edgemq.domain.SubjectFilter;
import io.edgemq.domain.Subscription;
import io.edgemq.domain.SubscriptionConfig;
import io.edgemq.domain.SubscriptionRef;
import io.edgemq.domain.SubscriptionState;
import io.edgemq.domain.TenantId;
import io.edgemq.domain.TopicConfig;
import io.edgemq.domain.TopicName;
import io.edgemq.domain.TopicRef;
import io.edgemq.domain.WebhookUrl;
import io.edgemq.ports.out.SubscriptionStore.Changed;
import io.edgemq.ports.out.SubscriptionStore.Updated;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// What a subscription that pushes has beside is kept with it, and nobody's change of it is lost.
public abstract class PushSubscriptionContract extends StoreContract {
  private static Subscription unusual() {
    var headers = new LinkedHashMap<String, String>();
    headers.put("X-Zebra", "a \"b\" \\");
    headers.put("Authorization", "Bearer é");
    var config =
        new PushConfig(
            WebhookUrl.parse("http://[::1]:8080/in?a=%20\"b\"").orElseThrow(),
            headers,
            1_000,
            OptionalDouble.of(0.1),
            Duration.ofMillis(1_500),
            Set.of(SignatureScheme.STANDARD),
            Ordering.SUBJECT,
            PushConfig.MOST_LANES,
            BodyFormat.CLOUDEVENTS_STRUCTURED);
    var made = new SigningSecret("whsec_+/==", SigningSecret.Origin.MADE);
    var retiring =
        new SigningSecrets.Retiring(Pushes.secret("~".repeat(256)), TestTime.START.plusNanos(7));
    var secrets = new SigningSecrets(made, Optional.of(made), Optional.of(retiring));
    return Pushes.subscription(1, config, new PushState(secrets, 1L << 40, 1L << 33))
        .with(SubscriptionState.DISABLED);
  }

  private static Subscription stream(int number) {
    var config =
        new SubscriptionConfig(
            "stream-" + number,
            new TopicName("orders"),
            SubjectFilter.ALL,
            new DeliveryType.Sse(),
            Start.LATEST,
            DeliveryPolicy.DEFAULT);
    return Subscription.active(Pushes.id(number), config, TestTime.START, Optional.empty());
  }

  private Optional<Subscription> found(int number) {
    return ports().subscriptions().find(TENANT, Pushes.id(number));
  }

  private static SubscriptionRef ref(int number) {
    return new SubscriptionRef(TENANT, Pushes.id(number));
  }

  @Test
  void every_part_of_a_push_is_kept() {
    topic();

    ports().subscriptions().create(TENANT, unusual());

    assertThat(found(1)).contains(unusual());
  }

  @Test
  void headers_keep_their_order_over_a_reopening() {
    topic();
    ports().subscriptions().create(TENANT, unusual());

    store().reopen();

    switch (store().guarantees().durability()) {
      case DURABLE -> {
        assertThat(found(1)).contains(unusual());
        assertThat(headers(found(1).orElseThrow()).keySet())
            .containsExactly("X-Zebra", "Authorization");
      }
      case VOLATILE -> assertThat(found(1)).isEmpty();
    }
  }

  private static Map<String, String> headers(Subscription subscription) {
    return ((DeliveryType.HttpPush) subscription.config().delivery()).push().headers();
  }

  @Test
  void the_state_of_a_push_is_replaced() {
    topic();
    var subscription = Pushes.subscription(1);
    ports().subscriptions().create(TENANT, subscription);
    var moved = subscription.goingTo(99);
    var redriven = moved.pushing(PushState::redriven);

    assertThat(ports().subscriptions().update(TENANT, subscription, moved))
        .isEqualTo(new Updated());
    assertThat(ports().subscriptions().update(TENANT, moved, redriven)).isEqualTo(new Updated());

    assertThat(found(1)).contains(redriven);
  }

  @Test
  void a_change_of_the_state_that_another_one_overtook_is_not_made() {
    topic();
    var subscription = Pushes.subscription(1);
    ports().subscriptions().create(TENANT, subscription);
    var rotated =
        subscription.pushing(state -> state.with(state.secrets().staging(Pushes.secret("second"))));
    ports().subscriptions().update(TENANT, subscription, rotated);

    var result =
        ports()
            .subscriptions()
            .update(TENANT, subscription, subscription.pushing(PushState::redriven));

    assertThat(result).isEqualTo(new Changed(rotated));
    assertThat(found(1)).contains(rotated);
  }

  @Test
  void those_that_push_are_delivered_of_every_tenant() {
    var other = new TenantId("other");
    topic();
    topic(other, "orders", TopicConfig.DEFAULT);
    ports().subscriptions().create(TENANT, Pushes.subscription(1));
    ports().subscriptions().create(TENANT, stream(2));
    ports().subscriptions().create(TENANT, Pushes.subscription(3));
    ports().subscriptions().create(other, Pushes.subscription(4));

    assertThat(ports().subscriptions().delivered())
        .containsExactlyInAnyOrder(ref(1), ref(3), new SubscriptionRef(other, Pushes.id(4)));
  }

  @Test
  void what_is_paused_is_delivered_and_what_is_removed_is_not() {
    topic();
    var subscription = Pushes.subscription(1);
    ports().subscriptions().create(TENANT, subscription);
    ports().subscriptions().create(TENANT, Pushes.subscription(2));
    ports()
        .subscriptions()
        .update(TENANT, subscription, subscription.with(SubscriptionState.PAUSED));

    ports().subscriptions().delete(TENANT, Pushes.id(2));

    assertThat(ports().subscriptions().delivered()).containsExactly(ref(1));
    ports().topicCatalog().delete(new TopicRef(TENANT, new TopicName("orders")));
    assertThat(ports().subscriptions().delivered()).isEmpty();
  }
}
