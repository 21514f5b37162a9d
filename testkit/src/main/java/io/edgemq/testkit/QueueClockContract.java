package io.edgemq.testkit;

import static java.time.Duration.ZERO;
import static java.time.Duration.ofHours;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.domain.ReceiveRequest;
import io.edgemq.domain.lease.SettleOutcome.Done;
import io.edgemq.testkit.Guarantees.Durability;
import java.time.Duration;
import java.util.HashSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Somebody sets the wall clock, and nobody waits longer or shorter for it: leases and delays that
/// run are counted by time that passes. Across a reopening the wall clock counts, and nothing runs
/// for longer than it was meant to.
public abstract class QueueClockContract extends StoreContract {
  private static final Duration SPAN = ofSeconds(30);

  private void setClock(long hours) {
    store().time().set(ofHours(hours));
  }

  private void assertEndsIn(QueueProbe queue, Duration span) {
    switch (store().guarantees().clocks()) {
      case ONE -> {
        pass(span.minusMillis(1));
        assertThat(queue.receiveTexts()).isEmpty();
        pass(ofMillis(1));
        assertThat(queue.receiveTexts()).containsExactly("job");
      }
      case MANY -> assertEndsInTime(queue);
    }
  }

  /// Each process waits for its whole span at most, from when it hears of it.
  private void assertEndsInTime(QueueProbe queue) {
    var received = queue.receiveTexts();
    for (int process = 0; process < 8 && received.isEmpty(); process++) {
      pass(SPAN);
      received = queue.receiveTexts();
    }
    assertThat(received).containsExactly("job");
  }

  @ParameterizedTest
  @ValueSource(longs = {-1, 1})
  void a_lease_ends_when_its_time_has_passed(long hours) {
    var queue = queue();
    queue.send("job");
    queue.receiveOne(SPAN);
    pass(ofSeconds(10));

    setClock(hours);

    assertEndsIn(queue, ofSeconds(20));
  }

  @ParameterizedTest
  @ValueSource(longs = {-1, 1})
  void a_delay_ends_when_its_time_has_passed(long hours) {
    var queue = queue();
    assertThat(queue.receiveTexts()).as("the queue is in use").isEmpty();
    queue.send(TestMessages.delayed("job", SPAN));
    assertThat(queue.receiveTexts()).as("the store knows of the delay").isEmpty();

    setClock(hours);

    assertEndsIn(queue, SPAN);
  }

  @ParameterizedTest
  @ValueSource(longs = {-1, 1})
  void the_delay_of_a_message_given_back_ends_when_its_time_has_passed(long hours) {
    var queue = queue();
    queue.send("job");
    queue.nack(queue.receiveOne(), SPAN);

    setClock(hours);

    assertEndsIn(queue, SPAN);
  }

  @ParameterizedTest
  @ValueSource(longs = {-1, 1})
  void an_extension_ends_when_its_time_has_passed(long hours) {
    var queue = queue();
    queue.send("job");
    var leased = queue.receiveOne();
    queue.extend(leased, ofHours(2));
    setClock(hours);
    queue.extend(leased, SPAN);

    setClock(hours);

    assertEndsIn(queue, SPAN);
  }

  @ParameterizedTest
  @ValueSource(longs = {-1, 1})
  void a_group_waits_for_as_long_as_its_first_message_does(long hours) {
    var queue = queue("jobs.fifo", QueueSetup.fifo());
    queue.send("job");
    queue.send("next");
    queue.receiveOne(SPAN);

    setClock(hours);

    assertEndsIn(queue, SPAN);
  }

  @ParameterizedTest
  @ValueSource(longs = {-1, 1})
  void what_is_told_to_others_is_the_time_on_the_wall(long hours) {
    var queue = queue();
    setClock(hours);
    queue.send("job");

    var leased = queue.receiveOne(SPAN);
    var extended = queue.extend(leased, SPAN);

    var now = store().time().instant();
    assertThat(leased.message().timestamp()).isEqualTo(now);
    assertThat(leased.lease().until()).isEqualTo(now.plus(SPAN));
    assertThat(extended.until()).isEqualTo(now.plus(SPAN));
  }

  @Test
  void what_was_visible_stays_so() {
    var queue = queue();
    queue.send("a");
    queue.send("b");
    queue.receive(new ReceiveRequest(1, SPAN, ZERO));
    pass(SPAN);

    setClock(-1);

    switch (store().guarantees().clocks()) {
      case ONE -> assertThat(queue.receiveTexts()).containsExactlyInAnyOrder("a", "b");
      case MANY -> assertThat(queue.receiveTexts()).contains("b");
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {-1, 1})
  void a_message_given_back_again_and_again_hides_no_other(long hours) {
    var queue = queue();
    setClock(hours);
    pass(ofHours(2));
    for (var text : new String[] {"a", "b", "c"}) {
      queue.send(text);
      pass(ofMillis(1));
    }
    var seen = new HashSet<String>();

    for (int i = 0; i < 9; i++) {
      var leased = queue.receiveOne();
      seen.add(TestMessages.text(leased.message().content()));
      pass(ofMillis(1));
      queue.nack(leased, ZERO);
    }

    assertThat(seen).containsExactlyInAnyOrder("a", "b", "c");
  }

  @Test
  void a_lease_lasts_no_longer_than_it_was_meant_to_over_a_reopening() {
    var queue = queue();
    queue.send("job");
    var leased = queue.receiveOne(SPAN);
    setClock(-1);

    store().reopen();

    if (store().guarantees().durability() == Durability.DURABLE) {
      assertThat(queue.receiveTexts()).as("the queue is in use").isEmpty();
      assertEndsIn(queue, SPAN);
      assertThat(queue.ack(leased)).isNotEqualTo(new Done());
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {-1, 1})
  void a_lease_that_began_after_the_clock_was_set_goes_on_over_a_reopening(long hours) {
    var queue = queue();
    queue.send("job");
    setClock(hours);
    queue.receiveOne(SPAN);
    pass(ofSeconds(10));

    store().reopen();

    if (store().guarantees().durability() == Durability.DURABLE) {
      assertEndsIn(queue, ofSeconds(20));
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {-1, 1})
  void a_delay_that_began_after_the_clock_was_set_goes_on_over_a_reopening(long hours) {
    var queue = queue();
    setClock(hours);
    queue.send(TestMessages.delayed("job", SPAN));
    pass(ofSeconds(10));

    store().reopen();

    if (store().guarantees().durability() == Durability.DURABLE) {
      assertEndsIn(queue, ofSeconds(20));
    }
  }
}
