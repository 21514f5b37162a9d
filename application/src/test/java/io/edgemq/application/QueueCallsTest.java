package io.edgemq.application;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.domain.DeadLetterPolicy;
import io.edgemq.domain.DeadLetterReason;
import io.edgemq.domain.DedupKey;
import io.edgemq.domain.GroupId;
import io.edgemq.domain.Limit;
import io.edgemq.domain.Limits;
import io.edgemq.domain.NewQueueMessage;
import io.edgemq.domain.Placement;
import io.edgemq.domain.Queue;
import io.edgemq.domain.QueueConfig;
import io.edgemq.domain.QueueName;
import io.edgemq.domain.QueueType;
import io.edgemq.domain.Range;
import io.edgemq.domain.ReceiveRequest;
import io.edgemq.domain.Stored;
import io.edgemq.ports.in.Creation;
import io.edgemq.ports.in.Outcome;
import io.edgemq.ports.in.Refusal;
import io.edgemq.ports.in.Refusal.Staleness;
import io.edgemq.ports.in.SettleMessages;
import io.edgemq.ports.in.SettleMessages.Order;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class QueueCallsTest extends QueueFixture {
  @Test
  void a_message_at_the_queues_limit_is_taken_and_one_past_it_refused() {
    make(JOBS, config(QueueType.STANDARD, null));

    assertThat(sending.send(demo, JOBS, message("x".repeat(1000))))
        .isInstanceOf(Outcome.Done.class);
    assertThat(refusal(sending.send(demo, JOBS, message("x".repeat(1001)))))
        .isEqualTo(new Refusal.MessageTooLarge(1001, 1000));
  }

  @Test
  void attributes_at_the_limit_are_taken_and_one_byte_past_it_refused() {
    make(JOBS, config(QueueType.STANDARD, null));
    int most = Limits.DEFAULT.attributeBytes() - 1;

    var atLimit = new NewQueueMessage(content("", Map.of("k", "v".repeat(most))), null, null, null);
    var past =
        new NewQueueMessage(content("", Map.of("k", "v".repeat(most + 1))), null, null, null);

    assertThat(sending.send(demo, JOBS, atLimit)).isInstanceOf(Outcome.Done.class);
    assertThat(refusal(sending.send(demo, JOBS, past)))
        .isInstanceOf(Refusal.AttributesTooLarge.class);
  }

  @Test
  void the_servers_own_attributes_cannot_be_set() {
    make(JOBS, config(QueueType.STANDARD, null));
    var forged = new NewQueueMessage(content("", Map.of("mq-source", "x")), null, null, null);

    assertThat(refusal(sending.send(demo, JOBS, forged)))
        .isEqualTo(new Refusal.ReservedAttribute("mq-source"));
  }

  @Test
  void a_batch_stores_what_is_good_and_says_what_is_not() {
    make(JOBS, config(QueueType.STANDARD, null));
    var batch = List.of(message("a"), message("x".repeat(1001)), message("b"));

    var results = value(sending.sendBatch(demo, JOBS, batch));

    assertThat(value(results.get(0)).sequence()).isEqualTo(1);
    assertThat(refusal(results.get(1))).isInstanceOf(Refusal.MessageTooLarge.class);
    assertThat(value(results.get(2)).sequence()).isEqualTo(2);
  }

  @Test
  void a_batch_has_1_to_100_entries() {
    make(JOBS, config(QueueType.STANDARD, null));

    assertThat(sending.sendBatch(demo, JOBS, java.util.Collections.nCopies(100, message("a"))))
        .isInstanceOf(Outcome.Done.class);
    assertThat(
            refusal(
                sending.sendBatch(demo, JOBS, java.util.Collections.nCopies(101, message("a")))))
        .isInstanceOf(Refusal.OutOfRange.class);
    assertThat(refusal(sending.sendBatch(demo, JOBS, List.of())))
        .isInstanceOf(Refusal.OutOfRange.class);
  }

  @Test
  void equal_content_in_one_group_of_a_fifo_queue_is_one_message() {
    make(JOBS, config(QueueType.FIFO, null));
    var inA = new NewQueueMessage(content("hi", Map.of()), null, new GroupId("a"), null);
    var inB = new NewQueueMessage(content("hi", Map.of()), null, new GroupId("b"), null);
    var keyed =
        new NewQueueMessage(content("hi", Map.of()), null, new GroupId("a"), new DedupKey("k"));

    var first = value(sending.send(demo, JOBS, inA));

    assertThat(value(sending.send(demo, JOBS, inA)))
        .isEqualTo(new Stored(first.sequence(), Stored.Origin.REPLAYED));
    assertThat(value(sending.send(demo, JOBS, inB)).origin()).isEqualTo(Stored.Origin.FRESH);
    assertThat(value(sending.send(demo, JOBS, keyed)).origin()).isEqualTo(Stored.Origin.FRESH);
  }

  @Test
  void receiving_has_limits() throws Exception {
    make(JOBS, config(QueueType.STANDARD, null));

    for (var request :
        List.of(
            new ReceiveRequest(0, null, Duration.ZERO),
            new ReceiveRequest(101, null, Duration.ZERO),
            new ReceiveRequest(1, null, Duration.ofSeconds(21)),
            new ReceiveRequest(1, Duration.ofSeconds(43_201), Duration.ZERO))) {
      assertThat(refusal(receiving.receive(demo, JOBS, request)))
          .isInstanceOf(Refusal.OutOfRange.class);
    }
    assertThat(
            receiving.receive(
                demo, JOBS, new ReceiveRequest(100, Duration.ofHours(12), Duration.ZERO)))
        .isInstanceOf(Outcome.Done.class);
  }

  @Test
  void an_acknowledgement_may_be_repeated() throws Exception {
    make(JOBS, config(QueueType.STANDARD, null));
    sending.send(demo, JOBS, message("a"));
    var receipt = receive(JOBS, 1).getFirst().receipt();

    assertThat(settle(new Order.Ack(receipt))).isInstanceOf(Outcome.Done.class);
    assertThat(settle(new Order.Ack(receipt))).isInstanceOf(Outcome.Done.class);
  }

  @Test
  void a_receipt_says_why_it_settles_nothing_any_more() throws Exception {
    make(JOBS, config(QueueType.STANDARD, null));
    sending.send(demo, JOBS, message("a"));
    var first = receive(JOBS, 1).getFirst().receipt();
    settle(new Order.Nack(first, Duration.ZERO));
    var givenBack = settle(new Order.Extend(first, Duration.ofSeconds(1)));
    var second = receive(JOBS, 1).getFirst().receipt();
    var handedOut = settle(new Order.Ack(first));
    settle(new Order.Ack(second));

    assertThat(refusal(givenBack)).isEqualTo(new Refusal.ReceiptStale(Staleness.GIVEN_BACK));
    assertThat(refusal(handedOut)).isEqualTo(new Refusal.ReceiptStale(Staleness.HANDED_OUT_AGAIN));
    var late =
        List.<Order>of(
            new Order.Nack(second, Duration.ZERO),
            new Order.Extend(second, Duration.ofSeconds(1)),
            new Order.Reject(second, DeadLetterReason.rejected(null)));
    assertThat(value(settling.settle(demo, JOBS, late)))
        .extracting(QueueCallsTest::refusal)
        .containsOnly(new Refusal.ReceiptStale(Staleness.LEFT_THE_QUEUE));
  }

  @Test
  void an_extension_answers_a_receipt_and_the_earlier_one_stays_good() throws Exception {
    make(JOBS, config(QueueType.STANDARD, null));
    sending.send(demo, JOBS, message("a"));
    var receipt = receive(JOBS, 1).getFirst().receipt();

    var extended =
        (SettleMessages.Extended) value(settle(new Order.Extend(receipt, Duration.ofSeconds(60))));

    assertThat(settle(new Order.Nack(receipt, Duration.ZERO))).isInstanceOf(Outcome.Done.class);
    assertThat(refusal(settle(new Order.Ack(extended.receipt()))))
        .isEqualTo(new Refusal.ReceiptStale(Staleness.GIVEN_BACK));
  }

  @Test
  void each_receipt_of_a_settlement_is_judged_for_itself() throws Exception {
    make(JOBS, config(QueueType.STANDARD, null));
    sending.send(demo, JOBS, message("a"));
    var receipt = receive(JOBS, 1).getFirst().receipt();
    var orders =
        List.<Order>of(
            new Order.Ack("nonsense"),
            new Order.Reject(receipt, DeadLetterReason.rejected(null)),
            new Order.Nack(receipt, Duration.ofDays(1)),
            new Order.Nack(receipt, Duration.ZERO));

    var results = value(settling.settle(demo, JOBS, orders));

    assertThat(refusal(results.get(0))).isEqualTo(new Refusal.ReceiptInvalid());
    assertThat(refusal(results.get(1))).isEqualTo(new Refusal.NothingToRejectTo());
    assertThat(refusal(results.get(2))).isInstanceOf(Refusal.OutOfRange.class);
    assertThat(results.get(3)).isInstanceOf(Outcome.Done.class);
  }

  @Test
  void what_could_not_be_handed_over_is_as_if_it_had_never_been_received() throws Exception {
    make(JOBS, config(QueueType.STANDARD, null));
    sending.send(demo, JOBS, message("a"));

    receiving.giveBack(demo, JOBS, receive(JOBS, 1));

    assertThat(receive(JOBS, 1)).singleElement().matches(each -> each.attempt() == 1);
  }

  @Test
  void a_configuration_must_stay_within_the_limits() {
    var tooLong =
        new QueueConfig(
            QueueType.STANDARD,
            Duration.ofSeconds(43_201),
            Duration.ofDays(4),
            Duration.ZERO,
            1000,
            Duration.ZERO,
            null,
            Placement.DEFAULT);

    var fifoName = new QueueName("a.fifo");
    var noDeadLetters = config(QueueType.STANDARD, new DeadLetterPolicy(DEAD, 1));

    assertThat(refusal(create(JOBS, tooLong)))
        .isEqualTo(
            new Refusal.OutOfRange(
                Limit.QUEUE_VISIBILITY, new Range.Durations(Duration.ZERO, Duration.ofHours(12))));
    assertThat(refusal(create(fifoName, config(QueueType.STANDARD, null))))
        .isEqualTo(new Refusal.FifoName(fifoName));
    assertThat(refusal(create(JOBS, noDeadLetters))).isEqualTo(new Refusal.NoDeadLetterQueue(DEAD));
    assertThat(refusal(create(DEAD, noDeadLetters)))
        .isEqualTo(new Refusal.OwnDeadLetterQueue(DEAD));
  }

  @Test
  void the_type_of_a_queue_stays() {
    make(JOBS, config(QueueType.STANDARD, null));

    var changed = queues.change(demo, JOBS, _ -> Outcome.done(config(QueueType.FIFO, null)));

    assertThat(refusal(changed)).isEqualTo(new Refusal.Immutable(Refusal.FixedProperty.QUEUE_TYPE));
  }

  @Test
  void a_queue_of_that_name_with_another_configuration_is_in_the_way() {
    make(JOBS, config(QueueType.STANDARD, null));

    assertThat(value(create(JOBS, config(QueueType.STANDARD, null))))
        .isInstanceOf(Creation.Existing.class);
    assertThat(refusal(create(JOBS, config(QueueType.FIFO, null))))
        .isEqualTo(new Refusal.QueueExists(JOBS));
  }

  @Test
  void what_is_out_of_range_is_told_with_its_limit_and_range() throws Exception {
    make(JOBS, config(QueueType.STANDARD, null));
    var late = new NewQueueMessage(content("", Map.of()), Duration.ofDays(1), null, null);
    var batch = Collections.nCopies(101, message("m"));
    List<Order> acks = Collections.nCopies(101, new Order.Ack("r"));
    var hasty = new ReceiveRequest(101, null, Duration.ZERO);
    var patient = new ReceiveRequest(1, null, Duration.ofMinutes(1));
    var hundred = new Range.Numbers(1, 100);

    assertThat(refusal(sending.send(demo, JOBS, late)))
        .isEqualTo(outOfRange(Limit.DELAY, Duration.ofMinutes(15)));
    assertThat(refusal(sending.sendBatch(demo, JOBS, batch)))
        .isEqualTo(new Refusal.OutOfRange(Limit.BATCH_ENTRIES, hundred));
    assertThat(refusal(settling.settle(demo, JOBS, acks)))
        .isEqualTo(new Refusal.OutOfRange(Limit.SETTLEMENTS, hundred));
    assertThat(refusal(settle(new Order.Nack("r", Duration.ofDays(1)))))
        .isEqualTo(outOfRange(Limit.NACK_DELAY, Duration.ofHours(12)));
    assertThat(refusal(settle(new Order.Extend("r", Duration.ofDays(1)))))
        .isEqualTo(outOfRange(Limit.VISIBILITY, Duration.ofHours(12)));
    assertThat(refusal(receiving.receive(demo, JOBS, hasty)))
        .isEqualTo(new Refusal.OutOfRange(Limit.RECEIVE_MAX, hundred));
    assertThat(refusal(receiving.receive(demo, JOBS, patient)))
        .isEqualTo(outOfRange(Limit.RECEIVE_WAIT, Duration.ofSeconds(20)));
  }

  private static Refusal outOfRange(Limit limit, Duration most) {
    return new Refusal.OutOfRange(limit, new Range.Durations(Duration.ZERO, most));
  }

  private Outcome<Creation<Queue>> create(QueueName name, QueueConfig config) {
    return queues.create(demo, name, _ -> Outcome.done(config));
  }
}
