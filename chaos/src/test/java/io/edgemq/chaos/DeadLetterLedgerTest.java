package io.edgemq.chaos;

import static io.edgemq.chaos.Deliveries.EXHAUSTED;
import static io.edgemq.chaos.Deliveries.dead;
import static io.edgemq.chaos.Deliveries.delivery;
import static io.edgemq.chaos.Deliveries.live;
import static io.edgemq.chaos.Deliveries.marks;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/// Checks that the ledger sees every violation by a queue and its dead-letter queue, and accepts
/// all allowed behaviour.
final class DeadLetterLedgerTest {
  private final QueueLedger ledger = new QueueLedger(new DeadLetterRule("q", "dead", 3));

  private void sent() {
    ledger.sending("a");
    ledger.sent("a", 1);
  }

  private Delivery received(Delivery delivery) {
    ledger.received(delivery, System.nanoTime());
    return delivery;
  }

  private void acknowledged(Delivery delivery) {
    ledger.acknowledging(delivery);
    ledger.acknowledged(delivery, delivery.leased());
  }

  private void acknowledgedLate(Delivery delivery) {
    ledger.acknowledging(delivery);
    ledger.acknowledged(delivery, delivery.until());
  }

  private void rejected(Delivery delivery) {
    ledger.rejecting(delivery);
    ledger.rejected(delivery);
  }

  private void exhausted() {
    received(live(1, 1, 0));
    received(live(1, 2, 10));
    received(live(1, 3, 20));
  }

  @Test
  void a_message_that_is_rejected_redriven_exhausted_and_acknowledged_is_in_order() {
    sent();
    rejected(received(live(1, 1, 0)));
    received(dead(1, 1, marks("unfit-1-1", 1)));
    ledger.redriving();
    received(live(2, 1, 12));
    received(live(2, 2, 22));
    ledger.givingBack(received(live(2, 3, 32)));
    acknowledged(received(dead(2, 33, EXHAUSTED)));

    assertThat(ledger.violations()).isEmpty();
    assertThat(ledger.isSettled()).isTrue();
    assertThat(ledger.burials()).isEqualTo(new QueueLedger.Burials(1, 2, 1, 1, 0));
  }

  @Test
  void a_rejected_message_that_never_becomes_a_dead_letter_is_lost() {
    sent();
    rejected(received(live(1, 1, 0)));

    assertThat(ledger.violations()).singleElement().asString().contains("lost");
    assertThat(ledger.isSettled()).isFalse();
  }

  @Test
  void a_dead_letter_that_leaves_without_an_acknowledgement_is_lost() {
    sent();
    rejected(received(live(1, 1, 0)));
    received(dead(1, 1, marks("unfit-1-1", 1)));

    assertThat(ledger.violations()).singleElement().asString().contains("lost");
  }

  @Test
  void a_message_whose_first_place_was_acknowledged_too_late_is_lost_where_it_was_last() {
    sent();
    exhausted();
    acknowledgedLate(live(1, 3, 20));
    received(dead(1, 30, EXHAUSTED));

    assertThat(ledger.violations()).singleElement().asString().contains("lost");
  }

  @Test
  void a_dead_letter_that_comes_after_the_acknowledgement_in_its_queue_is_seen() {
    sent();
    exhausted();
    acknowledged(live(1, 3, 20));

    received(dead(1, 30, EXHAUSTED));

    assertThat(ledger.violations())
        .anySatisfy(each -> assertThat(each).contains("ack was answered"));
  }

  @Test
  void a_message_that_is_redriven_after_its_acknowledgement_as_a_dead_letter_is_seen() {
    sent();
    rejected(received(live(1, 1, 0)));
    ledger.redriving();
    acknowledged(received(dead(1, 1, marks("unfit-1-1", 1))));

    received(live(2, 1, 12));

    assertThat(ledger.violations())
        .anySatisfy(each -> assertThat(each).contains("ack was answered"));
  }

  @Test
  void a_message_that_had_moved_when_its_late_acknowledgement_came_may_come_where_it_is() {
    sent();
    exhausted();
    acknowledgedLate(live(1, 3, 20));
    acknowledged(received(dead(1, 30, EXHAUSTED)));

    assertThat(ledger.violations()).isEmpty();
  }

  @Test
  void a_message_that_comes_again_where_it_was_acknowledged_late_is_seen() {
    sent();
    received(live(1, 1, 0));
    acknowledgedLate(live(1, 1, 0));

    received(live(1, 2, 11));

    assertThat(ledger.violations())
        .anySatisfy(each -> assertThat(each).contains("ack was answered"));
  }

  @Test
  void a_message_that_was_acknowledged_late_is_not_known_to_be_settled() {
    sent();
    received(live(1, 1, 0));
    acknowledgedLate(live(1, 1, 0));

    assertThat(ledger.isSettled()).isFalse();
    assertThat(ledger.burials().late()).isEqualTo(1);
  }

  @Test
  void a_message_that_comes_again_where_it_was_rejected_is_seen() {
    sent();
    rejected(received(live(1, 1, 0)));
    acknowledged(received(live(1, 2, 10)));

    assertThat(ledger.violations()).singleElement().asString().contains("reject was answered");
  }

  @Test
  void a_receive_that_began_before_the_rejection_was_answered_may_bring_it() {
    sent();
    long begun = System.nanoTime();
    rejected(received(live(1, 1, 0)));
    ledger.received(live(1, 2, 10), begun);
    acknowledged(received(dead(1, 20, marks("unfit-1-1", 1))));

    assertThat(ledger.violations()).isEmpty();
  }

  @Test
  void a_message_whose_rejection_was_not_answered_may_come_again_or_be_a_dead_letter() {
    sent();
    ledger.rejecting(received(live(1, 1, 0)));
    ledger.rejecting(received(live(1, 2, 10)));
    acknowledged(received(dead(1, 11, marks("unfit-1-2", 2))));

    assertThat(ledger.violations()).isEmpty();
  }

  @Test
  void a_dead_letter_that_is_handed_out_while_its_message_is_leased_is_seen() {
    sent();
    exhausted();
    acknowledged(received(dead(1, 29, EXHAUSTED)));

    assertThat(ledger.violations())
        .singleElement()
        .asString()
        .contains("while it was leased at q/1");
  }

  @Test
  void a_lease_that_begins_while_the_dead_letter_is_leased_is_seen_whichever_is_heard_of_first() {
    sent();
    ledger.redriving();
    rejected(received(live(1, 1, 0)));
    var redriven = received(live(2, 1, 19));
    received(dead(1, 10, marks("unfit-1-1", 1)));
    acknowledged(redriven);

    assertThat(ledger.violations())
        .singleElement()
        .asString()
        .contains("while it was leased at q/2");
  }

  @Test
  void a_message_that_is_in_both_queues_by_turns_is_seen() {
    sent();
    exhausted();
    ledger.redriving();
    received(dead(1, 30, EXHAUSTED));
    received(live(2, 1, 40));
    acknowledged(received(delivery(new Place("dead", 1), 2, 50, EXHAUSTED)));

    assertThat(ledger.violations()).anySatisfy(each -> assertThat(each).contains("came back to"));
  }

  @Test
  void a_message_that_comes_back_under_an_earlier_sequence_is_seen() {
    ledger.sending("a");
    ledger.sent("a", 2);
    ledger.redriving();
    rejected(received(live(2, 1, 0)));
    acknowledged(received(live(1, 1, 10)));

    assertThat(ledger.violations()).singleElement().asString().contains("came back to q/1");
  }

  @Test
  void a_message_that_is_acknowledged_in_two_places_is_seen() {
    sent();
    long begun = System.nanoTime();
    exhausted();
    ledger.received(dead(1, 30, EXHAUSTED), begun);
    ledger.received(dead(2, 40, EXHAUSTED), begun);
    acknowledged(dead(1, 30, EXHAUSTED));
    acknowledged(dead(2, 40, EXHAUSTED));

    assertThat(ledger.violations()).singleElement().asString().contains("stored twice");
    assertThat(ledger.figures().twice()).isEqualTo(1);
  }

  @Test
  void a_message_that_is_moved_twice_for_one_rejection_is_seen() {
    sent();
    rejected(received(live(1, 1, 0)));
    received(dead(1, 1, marks("unfit-1-1", 1)));
    acknowledged(received(dead(2, 11, marks("unfit-1-1", 1))));

    assertThat(ledger.violations()).singleElement().asString().contains("is at dead/1 too");
  }

  @Test
  void a_message_that_comes_back_and_was_not_redriven_is_seen() {
    sent();
    received(live(1, 1, 0));
    acknowledged(received(live(2, 1, 10)));

    assertThat(ledger.violations()).singleElement().asString().contains("stored twice");
  }

  @Test
  void a_dead_letter_that_nobody_rejected_is_seen() {
    sent();
    received(live(1, 1, 0));
    acknowledged(received(dead(1, 10, marks("unfit-1-1", 1))));

    assertThat(ledger.violations()).singleElement().asString().contains("nobody rejected it");
  }

  @Test
  void a_dead_letter_that_says_another_number_of_attempts_is_seen() {
    sent();
    rejected(received(live(1, 1, 0)));
    acknowledged(received(dead(1, 1, marks("unfit-1-1", 2))));

    assertThat(ledger.violations()).singleElement().asString().contains("should say");
  }
}
