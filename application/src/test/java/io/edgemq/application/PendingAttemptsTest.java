package io.edgemq.application;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.domain.SubscriptionId;
import io.edgemq.domain.SubscriptionRef;
import io.edgemq.domain.TenantId;
import io.edgemq.domain.push.AttemptRecord;
import io.edgemq.ports.out.AttemptLog;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/// What waits to be written stays within its bounds.
final class PendingAttemptsTest {
  static final SubscriptionRef ONE = subscription(1);
  static final SubscriptionRef OTHER = subscription(2);

  private final PendingAttempts pending = new PendingAttempts(1 << 20);

  static SubscriptionRef subscription(int number) {
    return new SubscriptionRef(
        new TenantId("demo"), new SubscriptionId("sub_" + "%024d".formatted(number)));
  }

  static AttemptRecord attempt(long sequence, String answer) {
    return new AttemptRecord(
        Instant.EPOCH,
        sequence,
        1,
        OptionalInt.of(200),
        Duration.ofMillis(1),
        Optional.empty(),
        answer);
  }

  static AttemptRecord attempt(long sequence) {
    return attempt(sequence, "");
  }

  static List<AttemptRecord> range(long from, long to) {
    return LongStream.rangeClosed(from, to).mapToObj(PendingAttemptsTest::attempt).toList();
  }

  @Test
  void what_is_taken_is_in_order_by_subscription_and_taken_once() {
    pending.add(ONE, attempt(1));
    pending.add(OTHER, attempt(2));
    pending.add(ONE, attempt(3));

    assertThat(pending.take())
        .isEqualTo(Map.of(ONE, List.of(attempt(1), attempt(3)), OTHER, List.of(attempt(2))));
    assertThat(pending.take()).isEmpty();
  }

  @Test
  void of_a_subscription_the_latest_wait_and_the_others_count_as_no_loss() {
    int lost = 0;
    for (long i = 1; i <= 3L * AttemptLog.MOST; i++) {
      lost += pending.add(ONE, attempt(i));
    }

    assertThat(pending.take())
        .isEqualTo(Map.of(ONE, range(2L * AttemptLog.MOST + 1, 3L * AttemptLog.MOST)));
    assertThat(lost).isZero();
  }

  @Test
  void beyond_the_bound_a_subscription_displaces_its_own_only() {
    var small = new PendingAttempts(1_000);
    assertThat(small.add(ONE, attempt(1))).isZero();
    assertThat(small.add(OTHER, attempt(2))).isZero();
    assertThat(small.add(OTHER, attempt(3))).isZero();

    assertThat(small.add(OTHER, attempt(4))).isEqualTo(1);
    assertThat(small.add(ONE, attempt(5, "x".repeat(900)))).isEqualTo(2);
    assertThat(small.add(subscription(3), attempt(6, "x".repeat(900)))).isEqualTo(1);

    assertThat(small.take()).isEqualTo(Map.of(OTHER, List.of(attempt(3), attempt(4))));
  }

  @Test
  void what_is_taken_or_forgotten_makes_room() {
    var small = new PendingAttempts(1_000);
    var large = attempt(1, "x".repeat(700));

    assertThat(small.add(ONE, large)).isZero();
    small.take();
    assertThat(small.add(ONE, large)).isZero();
    small.forget(ONE);
    small.forget(ONE);
    assertThat(small.add(OTHER, large)).isZero();
    assertThat(small.take()).isEqualTo(Map.of(OTHER, List.of(large)));
  }
}
