package io.edgemq.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/// Checks that the ledger sees every violation by a topic, and accepts all allowed behaviour.
final class TopicLedgerTest {
  private final TopicLedger ledger = new TopicLedger();

  @Test
  void a_log_that_all_read_is_in_order() {
    ledger.published(1, "a");
    ledger.read("r1", 1, "a");
    ledger.read("r1", 2, "whose publish was not answered");
    ledger.end(2);

    assertThat(ledger.violations()).isEmpty();
  }

  @Test
  void a_message_that_no_reader_saw_is_lost() {
    ledger.published(1, "a");

    assertThat(ledger.violations()).singleElement().asString().contains("lost");
    assertThat(ledger.figures().lost()).isEqualTo(1);
  }

  @Test
  void a_message_under_another_sequence_than_answered_is_lost() {
    ledger.published(2, "a");
    ledger.read("r1", 1, "a");
    ledger.read("r1", 2, "b");

    assertThat(ledger.violations()).singleElement().asString().contains("lost");
  }

  @Test
  void a_hole_is_seen() {
    ledger.read("r1", 1, "a");
    ledger.read("r1", 3, "c");

    assertThat(ledger.violations()).singleElement().asString().contains("2 was due");
  }

  @Test
  void a_repetition_is_seen() {
    ledger.read("r1", 1, "a");
    ledger.read("r1", 1, "a");

    assertThat(ledger.violations()).singleElement().asString().contains("2 was due");
  }

  @Test
  void a_message_that_stands_twice_is_seen() {
    ledger.read("r1", 1, "a");
    ledger.read("r1", 2, "a");

    assertThat(ledger.violations()).singleElement().asString().contains("at 1 and at 2");
    assertThat(ledger.figures().twice()).isEqualTo(1);
  }

  @Test
  void a_sequence_that_is_not_the_same_for_all_is_seen() {
    ledger.read("r1", 1, "a");
    ledger.read("r2", 1, "b");

    assertThat(ledger.violations()).anyMatch(each -> each.contains("1 is b, and was a"));
  }

  @Test
  void a_reader_that_stops_early_is_seen() {
    ledger.read("r1", 1, "a");
    ledger.end(2);

    assertThat(ledger.violations()).singleElement().asString().contains("ended at 1 of 2");
  }
}
