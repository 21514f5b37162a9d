package io.edgemq.application;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.domain.QueueName;
import io.edgemq.domain.QueueRef;
import io.edgemq.domain.QueueType;
import io.edgemq.domain.StoreException;
import io.edgemq.domain.Tenant;
import io.edgemq.ports.in.Outcome;
import io.edgemq.ports.in.SampleQueues.Sample;
import io.edgemq.ports.out.QueueStore;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class QueueSamplerTest extends QueueFixture {
  private final AtomicLong nanos = new AtomicLong();
  private final QueueSampler sampler =
      new QueueSampler(
          access,
          new QueueSampler.Sources(store.tenants(), store.queueCatalog(), store.queueStore()),
          nanos::get);

  @BeforeEach
  void makeTenant() {
    store.tenants().create(Tenant.active(demo.tenant(), "demo", Instant.EPOCH));
  }

  private static QueueName name(int number) {
    return new QueueName("q%03d".formatted(number));
  }

  private void make(int number) {
    make(name(number), config(QueueType.STANDARD, null));
  }

  @Test
  void each_queue_is_counted() throws Exception {
    make(1);
    sending.send(demo, new QueueName("q001"), message("a"));
    sending.send(demo, new QueueName("q001"), message("b"));
    receive(new QueueName("q001"), 1);

    var counted = sampler.sample().named().getFirst();

    assertThat(counted.tenant()).isEqualTo(demo.tenant());
    assertThat(counted.queue().value()).isEqualTo("q001");
    assertThat(counted.counts().ready()).isEqualTo(1);
    assertThat(counted.counts().inFlight()).isEqualTo(1);
  }

  @Test
  void the_oldest_hundred_are_named_and_all_others_are_one() {
    var ageing = new AtomicLong();
    var queues =
        new Queues(
            admission,
            store.queueCatalog(),
            store.queueStore(),
            () -> Instant.ofEpochSecond(ageing.incrementAndGet()));
    for (int i = 103; i >= 1; i--) {
      value(queues.create(demo, name(i), _ -> Outcome.done(config(QueueType.STANDARD, null))));
    }
    for (int i = 1; i <= 4; i++) {
      sending.send(demo, name(i), message("a"));
    }

    var taken = sampler.sample();

    assertThat(taken.named().stream().map(each -> each.queue()).toList())
        .isEqualTo(
            IntStream.iterate(103, i -> i >= 4, i -> i - 1)
                .mapToObj(QueueSamplerTest::name)
                .toList());
    assertThat(taken.named().getLast().counts().ready()).isEqualTo(1);
    assertThat(Objects.requireNonNull(taken.others()).ready()).isEqualTo(3);
  }

  @Test
  void a_damaged_queue_does_not_hide_the_others() {
    make(1);
    make(2);
    make(3);
    var halfBroken =
        new QueueSampler(
            access,
            new QueueSampler.Sources(store.tenants(), store.queueCatalog(), damaged(name(2))),
            nanos::get);

    var named = halfBroken.sample().named();

    assertThat(named).extracting(each -> each.queue()).containsExactly(name(1), name(3));
  }

  /// The queues, of which one cannot be counted.
  private QueueStore damaged(QueueName broken) {
    return (QueueStore)
        Proxy.newProxyInstance(
            QueueStore.class.getClassLoader(),
            new Class<?>[] {QueueStore.class},
            (_, method, arguments) -> {
              if (method.getName().equals("count")
                  && ((QueueRef) arguments[0]).name().equals(broken)) {
                throw new StoreException.Damaged("a stream", new IllegalStateException());
              }
              return method.invoke(store.queueStore(), arguments);
            });
  }

  @Test
  void queues_are_counted_again_after_a_while() {
    make(1);
    assertThat(sampler.sample().named()).hasSize(1);
    make(2);

    assertThat(sampler.sample().named()).hasSize(1);
    nanos.addAndGet(Duration.ofSeconds(15).toNanos());
    assertThat(sampler.sample().named()).hasSize(2);
  }

  @Test
  void a_store_that_cannot_answer_shows_nothing() {
    make(1);
    store.close();

    assertThat(sampler.sample()).isEqualTo(Sample.NONE);
  }
}
