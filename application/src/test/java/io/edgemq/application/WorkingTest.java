package io.edgemq.application;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.domain.DeadLetterReason;
import io.edgemq.domain.Limit;
import io.edgemq.domain.Limits;
import io.edgemq.domain.Principal;
import io.edgemq.domain.QueueName;
import io.edgemq.domain.Range;
import io.edgemq.domain.Scopes;
import io.edgemq.ports.in.Outcome;
import io.edgemq.ports.in.Received;
import io.edgemq.ports.in.Refusal;
import io.edgemq.ports.in.SettleMessages.Effect;
import io.edgemq.ports.in.SettleMessages.Extended;
import io.edgemq.ports.in.SettleMessages.Order;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// How many messages a worker has unsettled, and what gives credit back.
@Timeout(60)
final class WorkingTest extends WorkFixture {
  @Test
  void a_worker_gets_as_many_as_it_has_credit_for() throws Exception {
    send(5);
    try (var work = work(3)) {
      assertThat(sequences(next(work))).containsExactly(1L, 2L, 3L);
      assertThat(next(work)).isEmpty();
    }
  }

  static List<Function<String, Order>> settlements() {
    return List.of(
        Order.Ack::new,
        receipt -> new Order.Nack(receipt, Duration.ofMinutes(1)),
        receipt -> new Order.Reject(receipt, new DeadLetterReason("bad")));
  }

  @ParameterizedTest
  @MethodSource("settlements")
  void a_settlement_gives_one_back(Function<String, Order> settlement) throws Exception {
    send(5);
    try (var work = work(2)) {
      var first = next(work);

      value(settle(settlement.apply(first.getLast().receipt())));

      assertThat(sequences(next(work))).containsExactly(3L);
      assertThat(next(work)).isEmpty();
    }
  }

  @Test
  void an_acknowledgement_that_is_repeated_gives_one_back_only_once() throws Exception {
    send(5);
    try (var work = work(2)) {
      var first = next(work).getFirst();
      value(ack(first));
      value(ack(first));

      assertThat(next(work)).hasSize(1);
      assertThat(next(work)).isEmpty();
    }
  }

  @Test
  void a_refused_receipt_gives_none_back() throws Exception {
    send(5);
    try (var work = work(1)) {
      var receipt = next(work).getFirst().receipt();
      var forged = (receipt.startsWith("A") ? "B" : "A") + receipt.substring(1);

      assertThat(refusal(settle(new Order.Ack(forged)))).isEqualTo(new Refusal.ReceiptInvalid());
      assertThat(refusal(settle(new Order.Nack(receipt, Duration.ofDays(1)))))
          .isInstanceOf(Refusal.OutOfRange.class);
      assertThat(next(work)).isEmpty();
    }
  }

  @Test
  void the_settlement_of_another_workers_message_gives_none_back() throws Exception {
    send(2);
    try (var work = work(1);
        var other = work(2)) {
      var mine = next(work);
      value(ack(next(other).getFirst()));
      send(1);

      assertThat(mine).hasSize(1);
      assertThat(next(work)).isEmpty();
      assertThat(next(other)).hasSize(1);
    }
  }

  @Test
  void an_extension_keeps_the_credit_and_its_receipt_gives_it_back() throws Exception {
    send(3);
    try (var work = work(1)) {
      var message = next(work).getFirst();
      var extended = extend(message.receipt(), LEASE.multipliedBy(2));
      assertThat(next(work)).isEmpty();
      clock.advance(LEASE.plusSeconds(1));
      assertThat(next(work)).isEmpty();

      value(settle(new Order.Ack(extended.receipt())));

      assertThat(sequences(next(work))).containsExactly(2L);
    }
  }

  @Test
  void an_earlier_receipt_of_an_extended_lease_gives_it_back_too() throws Exception {
    send(3);
    try (var work = work(1)) {
      var message = next(work).getFirst();
      extend(message.receipt(), LEASE.multipliedBy(2));

      value(ack(message));

      assertThat(sequences(next(work))).containsExactly(2L);
    }
  }

  private Extended extend(String receipt, Duration visibility) {
    Effect effect = value(settle(new Order.Extend(receipt, visibility)));
    return (Extended) effect;
  }

  @Test
  void a_lease_that_ran_out_gives_one_back_once() throws Exception {
    send(1);
    try (var work = work(1)) {
      var first = next(work).getFirst();
      clock.advance(LEASE);

      var again = next(work).getFirst();

      assertThat(again.attempt()).isEqualTo(2);
      send(1);
      assertThat(refusal(ack(first))).isInstanceOf(Refusal.ReceiptStale.class);
      assertThat(next(work)).isEmpty();
      value(ack(again));
      assertThat(next(work)).hasSize(1);
      assertThat(next(work)).isEmpty();
    }
  }

  @Test
  void an_extension_of_a_lease_that_ran_out_counts_again() throws Exception {
    send(1);
    try (var work = work(1)) {
      var message = next(work).getFirst();
      clock.advance(LEASE);
      assertThat(work.credit(1)).isInstanceOf(Outcome.Done.class);
      var later = work(1); // looks for nothing yet
      extend(message.receipt(), LEASE);
      send(1);

      assertThat(next(work)).isEmpty();
      assertThat(sequences(next(later))).containsExactly(2L);
      later.close();
    }
    assertThat(sequences(receive(JOBS, 10))).containsExactlyInAnyOrder(1L, 2L);
  }

  @Test
  void one_look_takes_no_more_than_one_receive_may() throws Exception {
    var usual = Limits.DEFAULT;
    limits.put(
        demo.tenant(),
        new Limits(
            usual.messageBytes(),
            usual.attributeBytes(),
            usual.batchEntries(),
            usual.batchBytes(),
            2,
            usual.receiveWait(),
            usual.visibility(),
            usual.delay(),
            usual.retention()));
    send(5);
    try (var work = work(5)) {
      assertThat(next(work)).hasSize(2);
      assertThat(next(work)).hasSize(2);
    }
  }

  @Test
  void less_credit_leaves_leased_what_is_leased() throws Exception {
    send(5);
    try (var work = work(3)) {
      var messages = new ArrayList<Received>(next(work));
      value(work.credit(1));
      value(ack(messages.removeLast()));
      value(ack(messages.removeLast()));
      assertThat(next(work)).isEmpty();

      value(ack(messages.removeLast()));

      assertThat(sequences(next(work))).containsExactly(4L);
    }
  }

  @Test
  void credit_is_1_to_1000() {
    var refused = new Refusal.OutOfRange(Limit.WORK_CREDIT, new Range.Numbers(1, 1000));

    assertThat(refusal(working.open(demo, JOBS, 0))).isEqualTo(refused);
    assertThat(refusal(working.open(demo, JOBS, 1001))).isEqualTo(refused);
    try (var work = work(1000)) {
      assertThat(refusal(work.credit(0))).isEqualTo(refused);
      assertThat(refusal(work.credit(1001))).isEqualTo(refused);
    }
  }

  @Test
  void nobody_works_where_it_may_not_or_where_nothing_is() {
    var scoped = new Principal(demo.tenant(), demo.credential(), Scopes.of("queue:other"), null);

    assertThat(refusal(working.open(scoped, JOBS, 1)))
        .isInstanceOf(Refusal.InsufficientScope.class);
    assertThat(refusal(working.open(demo, new QueueName("none"), 1)))
        .isEqualTo(new Refusal.NoSuchQueue(new QueueName("none")));
  }

  @Test
  void work_is_over_when_its_queue_is_gone() throws Exception {
    try (var work = work(1)) {
      value(queues.delete(demo, JOBS));

      assertThat(refusal(work.next(SHORT))).isEqualTo(new Refusal.NoSuchQueue(JOBS));
    }
  }

  @Test
  void nothing_is_remembered_of_work_that_is_over() throws Exception {
    send(3);
    try (var work = work(3)) {
      var messages = next(work);
      extend(messages.get(0).receipt(), LEASE.multipliedBy(2));
      value(ack(messages.get(1)));
      clock.advance(LEASE);
      next(work);
    }

    assertThat(leases.size()).isZero();
  }
}
