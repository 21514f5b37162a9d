package io.edgemq.nats.usage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.edgemq.domain.StoreException;
import io.edgemq.domain.TenantId;
import io.edgemq.jetstream.Await;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// How often the servers are asked for the room that a tenant takes.
@Timeout(60)
class NatsStorageUseTest {
  private static final TenantId ACME = new TenantId("acme");
  private static final TenantId OTHER = new TenantId("other");

  private final Servers servers = new Servers();
  private final Time time = new Time();
  private final NatsStorageUse use = new NatsStorageUse(servers, time, Duration.ofSeconds(30));

  private static final class Time implements NatsStorageUse.Clock {
    private final AtomicLong nanos = new AtomicLong();
    private final AtomicLong paused = new AtomicLong();

    @Override
    public long nanos() {
      return nanos.get();
    }

    @Override
    public void pause(Duration moment) {
      paused.addAndGet(moment.toNanos());
      nanos.addAndGet(moment.toNanos());
    }

    void pass(Duration moment) {
      nanos.addAndGet(moment.toNanos());
    }
  }

  private static final class Servers implements NatsStorageUse.Measure {
    private final AtomicInteger asked = new AtomicInteger();
    private volatile long held = 10;
    private volatile long counting = 4;
    private volatile boolean away;
    private volatile CountDownLatch answering = new CountDownLatch(0);

    @Override
    public long bytes(TenantId tenant) {
      return answer(held);
    }

    @Override
    public long bytesThatCount(TenantId tenant) {
      return answer(counting);
    }

    private long answer(long bytes) {
      asked.incrementAndGet();
      try {
        answering.await();
      } catch (InterruptedException stopped) {
        Thread.currentThread().interrupt();
      }
      if (away) {
        throw new StoreException.Unavailable("away", new IOException());
      }
      return bytes;
    }
  }

  @Test
  void within_a_second_the_servers_are_asked_once_for_each_tenant() {
    assertThat(use.bytes(ACME)).isEqualTo(10);
    servers.held = 11;
    time.pass(Duration.ofSeconds(1));

    assertThat(use.bytes(ACME)).isEqualTo(10);
    assertThat(use.bytes(OTHER)).isEqualTo(11);

    assertThat(servers.asked).hasValue(2);
  }

  @Test
  void after_a_second_a_newer_figure_comes_while_nobody_waits() {
    use.bytes(ACME);
    servers.held = 11;
    servers.answering = new CountDownLatch(1);
    time.pass(Duration.ofMillis(1_001));

    for (int i = 0; i < 100; i++) {
      assertThat(use.bytes(ACME)).isEqualTo(10);
    }
    servers.answering.countDown();

    Await.until(() -> use.bytes(ACME) == 11);
    assertThat(servers.asked).hasValue(2);
  }

  @Test
  void who_asks_after_a_while_gets_a_new_figure_and_all_of_them_the_same() throws Exception {
    use.bytes(ACME);
    servers.held = 11;
    servers.answering = new CountDownLatch(1);
    time.pass(Duration.ofMillis(2_001));

    var answers = new ArrayList<Future<Long>>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 50; i++) {
        answers.add(threads.submit(() -> use.bytes(ACME)));
      }
      Await.until(() -> servers.asked.get() == 2);
      servers.answering.countDown();
    }

    for (var answer : answers) {
      assertThat(answer.get()).isEqualTo(11);
    }
    assertThat(servers.asked).hasValue(2);
  }

  @Test
  void a_figure_of_now_is_newer_than_the_call_and_does_not_count_what_has_left() {
    assertThat(use.bytesNow(ACME)).isEqualTo(4);
    servers.counting = 3;

    assertThat(use.bytesNow(ACME)).isEqualTo(3);

    assertThat(time.paused).hasValue(Duration.ofMillis(100).toNanos());
    assertThat(use.bytes(ACME)).isEqualTo(3);
    assertThat(servers.asked).hasValue(2);
  }

  @Test
  void for_a_minute_after_a_figure_of_now_all_are_as_exact() {
    use.bytesNow(ACME);
    servers.counting = 5;

    time.pass(Duration.ofSeconds(59));
    assertThat(use.bytes(ACME)).isEqualTo(5);
    time.pass(Duration.ofSeconds(3));

    assertThat(use.bytes(ACME)).isEqualTo(10);
  }

  @Test
  void servers_that_do_not_answer_are_told_to_who_needs_a_new_figure() {
    use.bytes(ACME);
    servers.away = true;

    assertThat(use.bytes(ACME)).isEqualTo(10);
    assertThatExceptionOfType(StoreException.Unavailable.class)
        .isThrownBy(() -> use.bytesNow(ACME));
    time.pass(Duration.ofMillis(2_001));
    assertThatExceptionOfType(StoreException.Unavailable.class).isThrownBy(() -> use.bytes(ACME));
    servers.away = false;

    assertThat(use.bytes(ACME)).isEqualTo(10);
  }
}
