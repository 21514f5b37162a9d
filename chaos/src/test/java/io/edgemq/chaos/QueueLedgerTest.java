package io.edgemq.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.chaos.Stay.Again;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Checks that the ledger sees every violation by a queue, and accepts all allowed behaviour.
final class QueueLedgerTest {
  private static final Instant T0 = Instant.parse("2026-01-01T00:00:00Z");

  private final QueueLedger ledger = new QueueLedger("q");

  /// A lease of ten seconds that begins the given number of seconds after the start.
  private static Delivery delivery(String id, int attempt, long second) {
    var leased = T0.plusSeconds(second);
    return new Delivery(
        id, new Place("q", id.charAt(0)), attempt, leased, leased.plusSeconds(10), "r", Map.of());
  }

  private void sent(String id) {
    ledger.sending(id);
    ledger.sent(id, id.charAt(0));
  }

  private void sentInGroup(String id) {
    ledger.sending(id, "g");
    ledger.sent(id, id.charAt(0));
  }

  private void received(Delivery delivery) {
    ledger.received(delivery, System.nanoTime());
  }

  private void acknowledged(Delivery delivery) {
    ledger.acknowledging(delivery);
    ledger.acknowledged(delivery, delivery.leased());
  }

  @Test
  void a_message_that_is_received_and_acknowledged_is_in_order() {
    sent("a");
    received(delivery("a", 1, 0));
    acknowledged(delivery("a", 1, 0));

    assertThat(ledger.violations()).isEmpty();
  }

  @Test
  void a_message_that_never_came_is_lost() {
    sent("a");

    assertThat(ledger.violations()).singleElement().asString().contains("lost", "never came");
    assertThat(ledger.figures().lost()).isEqualTo(1);
  }

  @Test
  void a_message_that_came_and_went_without_an_acknowledgement_is_lost() {
    sent("a");
    received(delivery("a", 1, 0));

    assertThat(ledger.violations()).singleElement().asString().contains("lost", "had come");
  }

  @Test
  void a_message_whose_send_was_not_answered_may_be_missing() {
    ledger.sending("a");

    assertThat(ledger.violations()).isEmpty();
  }

  @Test
  void a_message_whose_acknowledgement_was_not_answered_may_be_gone() {
    sent("a");
    received(delivery("a", 1, 0));
    ledger.acknowledging(delivery("a", 1, 0));
    ledger.unclear(delivery("a", 1, 0));

    assertThat(ledger.violations()).isEmpty();
  }

  @Test
  void a_message_that_comes_after_its_answered_acknowledgement_is_seen() {
    sent("a");
    received(delivery("a", 1, 0));
    acknowledged(delivery("a", 1, 0));

    received(delivery("a", 2, 20));

    assertThat(ledger.violations()).singleElement().asString().contains("ack was answered");
  }

  @Test
  void a_receive_that_began_before_the_acknowledgement_was_answered_may_bring_it() {
    sent("a");
    long begun = System.nanoTime();
    received(delivery("a", 1, 0));
    acknowledged(delivery("a", 1, 0));

    ledger.received(delivery("a", 2, 20), begun);

    assertThat(ledger.violations()).isEmpty();
  }

  @Test
  void two_live_leases_are_seen() {
    sent("a");
    received(delivery("a", 1, 0));
    received(delivery("a", 2, 9));
    acknowledged(delivery("a", 2, 9));

    assertThat(ledger.violations()).singleElement().asString().contains("while it was leased");
  }

  @Test
  void two_live_leases_are_seen_when_the_answers_come_the_other_way_around() {
    sent("a");
    received(delivery("a", 2, 9));
    received(delivery("a", 1, 0));
    acknowledged(delivery("a", 2, 9));

    assertThat(ledger.violations()).singleElement().asString().contains("while it was leased");
  }

  @Test
  void an_attempt_that_is_counted_twice_is_seen() {
    sent("a");
    received(delivery("a", 1, 0));
    received(delivery("a", 1, 20));
    acknowledged(delivery("a", 1, 20));

    assertThat(ledger.violations()).hasSize(1);
  }

  @Test
  void a_lease_that_ran_out_or_was_given_back_explains_another_delivery() {
    sent("a");
    received(delivery("a", 1, 0));
    received(delivery("a", 2, 10));
    ledger.givingBack(delivery("a", 2, 10));
    received(delivery("a", 3, 11));
    acknowledged(delivery("a", 3, 11));

    assertThat(ledger.violations()).isEmpty();
    assertThat(ledger.figures().again()).isEqualTo(Map.of(Again.LAPSED, 1, Again.GIVEN_BACK, 1));
  }

  @Test
  void a_message_that_was_stored_twice_is_seen() {
    ledger.sending("a");
    ledger.sent("a", 'b');
    received(delivery("a", 1, 0));
    acknowledged(delivery("a", 1, 0));

    assertThat(ledger.violations()).singleElement().asString().contains("stored twice");
  }

  @Test
  void a_message_that_nobody_sent_is_seen() {
    received(delivery("a", 1, 0));

    assertThat(ledger.violations()).singleElement().asString().contains("never sent");
  }

  @Test
  void a_group_that_is_received_in_order_is_in_order() {
    sentInGroup("a");
    sentInGroup("b");
    received(delivery("a", 1, 0));
    acknowledged(delivery("a", 1, 0));
    received(delivery("b", 1, 1));
    acknowledged(delivery("b", 1, 1));

    assertThat(ledger.violations()).isEmpty();
  }

  @Test
  void a_message_that_overtakes_one_of_its_group_is_seen() {
    sentInGroup("a");
    sentInGroup("b");
    received(delivery("a", 1, 0));
    received(delivery("b", 1, 1));
    acknowledged(delivery("a", 1, 0));
    acknowledged(delivery("b", 1, 1));

    assertThat(ledger.violations()).singleElement().asString().contains("overtook");
  }

  @Test
  void a_message_that_comes_back_behind_a_later_one_of_its_group_is_seen() {
    sentInGroup("a");
    sentInGroup("b");
    received(delivery("a", 1, 0));
    ledger.acknowledging(delivery("a", 1, 0));
    ledger.unclear(delivery("a", 1, 0));
    received(delivery("b", 1, 11));
    acknowledged(delivery("b", 1, 11));

    received(delivery("a", 2, 12));

    assertThat(ledger.violations()).singleElement().asString().contains("after a later one");
  }
}
