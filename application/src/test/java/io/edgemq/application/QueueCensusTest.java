package io.edgemq.application;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.domain.QueueName;
import io.edgemq.domain.QueueType;
import io.edgemq.domain.Tenant;
import io.edgemq.ports.in.WatchQueues.Census;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class QueueCensusTest extends QueueFixture {
  private final AtomicLong nanos = new AtomicLong();
  private final QueueCensus census =
      new QueueCensus(
          access,
          new QueueCensus.Sources(store.tenants(), store.queueCatalog(), store.queueStore()),
          nanos::get);

  @BeforeEach
  void makeTenant() {
    store.tenants().create(new Tenant(demo.tenant(), "demo", Instant.EPOCH));
  }

  private void make(int number) {
    make(new QueueName("q%03d".formatted(number)), config(QueueType.STANDARD, null));
  }

  @Test
  void each_queue_is_counted() throws Exception {
    make(1);
    sending.send(demo, new QueueName("q001"), message("a"));
    sending.send(demo, new QueueName("q001"), message("b"));
    receive(new QueueName("q001"), 1);

    var counted = census.census().named().getFirst();

    assertThat(counted.tenant()).isEqualTo(demo.tenant());
    assertThat(counted.queue().value()).isEqualTo("q001");
    assertThat(counted.counts().ready()).isEqualTo(1);
    assertThat(counted.counts().inFlight()).isEqualTo(1);
  }

  @Test
  void the_oldest_hundred_are_named_and_all_others_are_one() {
    for (int i = 1; i <= 103; i++) {
      make(i);
    }
    for (int i = 100; i <= 103; i++) {
      sending.send(demo, new QueueName("q%03d".formatted(i)), message("a"));
    }

    var taken = census.census();

    assertThat(taken.named()).hasSize(100);
    assertThat(
            Objects.requireNonNull(taken.others()).ready()
                + taken.named().stream().mapToLong(each -> each.counts().ready()).sum())
        .isEqualTo(4);
  }

  @Test
  void queues_are_counted_again_after_a_while() {
    make(1);
    assertThat(census.census().named()).hasSize(1);
    make(2);

    assertThat(census.census().named()).hasSize(1);
    nanos.addAndGet(Duration.ofSeconds(15).toNanos());
    assertThat(census.census().named()).hasSize(2);
  }

  @Test
  void a_store_that_cannot_answer_shows_nothing() {
    make(1);
    store.close();

    assertThat(census.census()).isEqualTo(Census.NONE);
  }
}
