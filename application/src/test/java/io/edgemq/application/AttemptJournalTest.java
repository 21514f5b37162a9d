package io.edgemq.application;

import static io.edgemq.application.PendingAttemptsTest.ONE;
import static io.edgemq.application.PendingAttemptsTest.OTHER;
import static io.edgemq.application.PendingAttemptsTest.attempt;
import static io.edgemq.application.PendingAttemptsTest.range;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.edgemq.domain.StoreException;
import io.edgemq.domain.SubscriptionRef;
import io.edgemq.domain.TenantId;
import io.edgemq.domain.push.Answer;
import io.edgemq.domain.push.AttemptRecord;
import io.edgemq.domain.push.Settlement;
import io.edgemq.ports.out.AttemptLog;
import io.edgemq.ports.out.PushTraffic;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Attempts are written together, beside what is going on.
@Timeout(30)
final class AttemptJournalTest {
  private final Log log = new Log();
  private final Traffic traffic = new Traffic();
  private final AttemptJournal journal = new AttemptJournal(log, traffic);

  /// A log that takes a batch when it is allowed to, or fails.
  private static final class Log implements AttemptLog {
    final List<Map<SubscriptionRef, List<AttemptRecord>>> batches = new CopyOnWriteArrayList<>();
    final List<Long> times = new CopyOnWriteArrayList<>();
    final Semaphore allowed = new Semaphore(1_000);
    volatile @Nullable RuntimeException failure;

    @Override
    public void append(Map<SubscriptionRef, List<AttemptRecord>> attempts) {
      times.add(System.nanoTime());
      allowed.acquireUninterruptibly();
      batches.add(attempts);
      var why = failure;
      if (why != null) {
        throw why;
      }
    }

    @Override
    public List<Logged> list(SubscriptionRef subscription, long before, int limit) {
      return List.of();
    }

    @Override
    public void forget(SubscriptionRef subscription) {
      batches.add(Map.of(subscription, List.of()));
    }
  }

  private static final class Traffic implements PushTraffic {
    final AtomicLong unlogged = new AtomicLong();

    @Override
    public void attempted(TenantId tenant, Answer answer, Settlement settlement, Duration took) {}

    @Override
    public void expired(TenantId tenant, long messages) {}

    @Override
    public void forwarded(TenantId tenant, long messages) {}

    @Override
    public void saved(Duration took) {}

    @Override
    public void unlogged(long attempts) {
      unlogged.addAndGet(attempts);
    }
  }

  @AfterEach
  void close() {
    log.allowed.release(1_000);
    journal.close();
  }

  private void awaitBatches(int count) {
    await().until(() -> log.times.size() == count);
  }

  @Test
  void what_comes_within_a_second_is_written_together_and_a_second_after_the_last_write() {
    journal.start();
    journal.note(ONE, attempt(1));
    awaitBatches(1);

    journal.note(ONE, attempt(2));
    journal.note(OTHER, attempt(3));
    journal.note(ONE, attempt(4));

    awaitBatches(2);
    assertThat(log.batches)
        .containsExactly(
            Map.of(ONE, List.of(attempt(1))),
            Map.of(ONE, List.of(attempt(2), attempt(4)), OTHER, List.of(attempt(3))));
    assertThat(log.times.getLast() - log.times.getFirst())
        .isGreaterThanOrEqualTo(Duration.ofMillis(999).toNanos());
  }

  @Test
  void nobody_waits_for_a_log_that_does_not_answer() {
    log.allowed.drainPermits();
    journal.start();
    journal.note(ONE, attempt(0));
    awaitBatches(1);

    for (long i = 1; i <= 1_000; i++) {
      journal.note(ONE, attempt(i));
    }

    log.allowed.release(2);
    await().until(() -> log.batches.size() == 2);
    assertThat(log.batches.getLast()).isEqualTo(Map.of(ONE, range(801, 1_000)));
    assertThat(traffic.unlogged).hasValue(0);
  }

  @Test
  void what_cannot_be_written_is_dropped_and_counted_and_the_rest_is_written() {
    log.failure = new StoreException.Unavailable("away", new IOException("away"));
    journal.start();
    journal.note(ONE, attempt(1));
    awaitBatches(1);
    await().until(() -> traffic.unlogged.get() == 1);
    log.failure = new IllegalStateException("a bug");
    journal.note(ONE, attempt(2));
    journal.note(OTHER, attempt(3));
    awaitBatches(2);
    await().until(() -> traffic.unlogged.get() == 3);
    log.failure = null;

    journal.note(ONE, attempt(4));

    awaitBatches(3);
    assertThat(log.batches.getLast()).isEqualTo(Map.of(ONE, List.of(attempt(4))));
    assertThat(traffic.unlogged).hasValue(3);
  }

  @Test
  void without_attempts_nothing_is_written() {
    journal.start();

    journal.close();

    assertThat(log.batches).isEmpty();
  }

  @Test
  void a_close_writes_what_is_left() {
    journal.start();
    journal.note(ONE, attempt(1));
    awaitBatches(1);
    journal.note(ONE, attempt(2));

    journal.close();

    assertThat(log.batches.getLast()).isEqualTo(Map.of(ONE, List.of(attempt(2))));
  }

  @Test
  void what_is_forgotten_is_not_written_any_more() {
    journal.start();
    journal.note(ONE, attempt(1));
    awaitBatches(1);
    journal.note(ONE, attempt(2));
    journal.note(OTHER, attempt(3));

    journal.forget(ONE);

    journal.close();
    assertThat(log.batches)
        .containsExactly(
            Map.of(ONE, List.of(attempt(1))),
            Map.of(ONE, List.of()),
            Map.of(OTHER, List.of(attempt(3))));
  }
}
