package io.edgemq.application;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.edgemq.domain.DeliveryPolicy;
import io.edgemq.domain.DeliveryType;
import io.edgemq.domain.ForwardState;
import io.edgemq.domain.JobId;
import io.edgemq.domain.PushState;
import io.edgemq.domain.QueueConfig;
import io.edgemq.domain.RedriveJob;
import io.edgemq.domain.RedrivePlan;
import io.edgemq.domain.Start;
import io.edgemq.domain.SubjectFilter;
import io.edgemq.domain.Subscription;
import io.edgemq.domain.SubscriptionConfig;
import io.edgemq.domain.Tenant;
import io.edgemq.ports.in.Outcome;
import io.edgemq.ports.in.Refusal;
import io.edgemq.ports.out.DeliveryStore;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// The stored work of a suspended tenant waits.
@Timeout(60)
final class SuspendedWorkTest extends SuspensionFixture {
  @Test
  void nothing_is_pushed_meanwhile_and_nothing_is_lost() {
    subscribe();
    begin();
    publish(3);
    awaitFloor(4);

    put(Tenant.State.SUSPENDED);
    await().until(() -> endpoint.open.get() == 0);
    publish(4);

    await()
        .during(Duration.ofMillis(400))
        .untilAsserted(() -> assertThat(endpoint.received).hasSize(3));
    put(Tenant.State.ACTIVE);
    awaitFloor(8);
    assertThat(endpoint.sequences()).containsExactlyInAnyOrder(1L, 2L, 3L, 4L, 5L, 6L, 7L);
  }

  @Test
  void nothing_is_pushed_for_a_tenant_that_was_suspended_before_the_start() {
    subscribe();
    publish(2);
    put(Tenant.State.SUSPENDED);
    begin();

    await()
        .during(Duration.ofMillis(400))
        .untilAsserted(() -> assertThat(endpoint.received).isEmpty());
    put(Tenant.State.ACTIVE);

    awaitFloor(3);
  }

  @Test
  void a_delivery_that_began_as_its_tenant_was_suspended_is_given_up() {
    subscribe();
    var released = new AtomicInteger();
    start(
        ControlFixture.failing(
            DeliveryStore.class,
            store.deliveries(),
            method -> {
              switch (method.getName()) {
                case "claim" -> put(Tenant.State.SUSPENDED);
                case "release" -> released.incrementAndGet();
                default -> {}
              }
              return false;
            }));
    await().until(() -> released.get() > 0);

    publish(2);

    await()
        .during(Duration.ofMillis(300))
        .untilAsserted(() -> assertThat(endpoint.received).isEmpty());
  }

  @Test
  void nothing_is_put_into_a_queue_meanwhile_and_nothing_is_lost() {
    subscribeToQueue();
    begin();
    publish(3);
    await().until(() -> ready(JOBS) == 3);

    put(Tenant.State.SUSPENDED);
    await().until(() -> access.toForward(TENANT, JOBS.name()) instanceof Outcome.Refused);
    publish(4);

    await()
        .during(Duration.ofMillis(400))
        .untilAsserted(() -> assertThat(ready(JOBS)).isEqualTo(3));
    put(Tenant.State.ACTIVE);
    await().until(() -> ready(JOBS) == 7);
  }

  @Test
  void who_looks_into_a_suspended_tenant_replays_what_waits() {
    subscribe();
    publish(2);
    put(Tenant.State.SUSPENDED);
    var subscriptions =
        new Subscriptions(
            new SubscriptionStores(
                store.subscriptions(),
                store.topicLog(),
                store.deliveries(),
                store.deadLetters(),
                new QueueTargets(store.queueCatalog(), store.queueStore())),
            streams,
            new SubscriptionTools(
                access,
                () -> "0".repeat(24),
                byte[]::new,
                clock,
                events,
                new FakeWebhooks(),
                new FakeEvents()));

    var replayed = subscriptions.replay(support, REF.id(), new Start.AtSequence(2));

    assertThat(value(replayed).push().map(PushState::from)).contains(2L);
    assertThat(subscriptions.replay(who, REF.id(), Start.EARLIEST))
        .isEqualTo(Outcome.refused(new Refusal.TenantSuspended()));
  }

  private void subscribeToQueue() {
    var config =
        new SubscriptionConfig(
            "s",
            TOPIC.name(),
            SubjectFilter.ALL,
            new DeliveryType.ToQueue(JOBS.name()),
            Start.LATEST,
            DeliveryPolicy.DEFAULT);
    store
        .subscriptions()
        .create(
            TENANT,
            Subscription.active(REF.id(), config, Instant.EPOCH, Optional.of(new ForwardState(1))));
  }

  @Test
  void a_redrive_waits_and_goes_on() {
    create(DEAD, QueueConfig.standard(1000));
    for (int i = 0; i < 40; i++) {
      send(DEAD, "m" + i);
    }
    var tools = new Redrives.Tools(store.jobs(), () -> "0".repeat(24), wall, Duration.ofMillis(20));
    try (var redrives = new Redrives(access, store.queueCatalog(), store.queueStore(), tools)) {
      redrives.watchOver();
      value(redrives.redrive(who, DEAD.name(), new RedrivePlan(JOBS.name(), null, 20)));
      await().until(() -> ready(JOBS) > 0);

      put(Tenant.State.SUSPENDED);
      await().until(() -> redrives.running() == 0);
      long moved = ready(JOBS);

      assertThat(moved).isLessThan(40);
      await()
          .during(Duration.ofMillis(400))
          .untilAsserted(() -> assertThat(ready(JOBS)).isEqualTo(moved));
      put(Tenant.State.ACTIVE);
      await().atMost(Duration.ofSeconds(20)).until(() -> ready(JOBS) == 40);
    }
  }

  @Test
  void a_redrive_of_a_removed_tenant_ends() {
    create(DEAD, QueueConfig.standard(1000));
    send(DEAD, "m");
    var id = new JobId("job_" + "0".repeat(24));
    var plan = new RedrivePlan(JOBS.name(), null, null);
    store.jobs().save(new RedriveJob(id, DEAD, plan, 0, 1, 0, 0, Instant.EPOCH, null, null));
    put(Tenant.State.DELETED);
    var tools = new Redrives.Tools(store.jobs(), () -> "1".repeat(24), wall, Duration.ofMillis(20));
    try (var redrives = new Redrives(access, store.queueCatalog(), store.queueStore(), tools)) {
      redrives.resumeUnfinished();

      await().until(() -> store.jobs().unfinished().isEmpty());
    }
    assertThat(store.jobs().find(TENANT, id).orElseThrow().failure())
        .isEqualTo("the tenant was removed");
    assertThat(ready(DEAD)).isEqualTo(1);
  }
}
