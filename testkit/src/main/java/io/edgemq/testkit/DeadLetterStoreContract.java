package io.edgemq.testkit;

import static io.edgemq.testkit.Pushes.dead;
import static io.edgemq.testkit.Pushes.delivered;
import static io.edgemq.testkit.Pushes.letter;
import static io.edgemq.testkit.Pushes.upTo;
import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.domain.Attributes;
import io.edgemq.domain.Content;
import io.edgemq.domain.Payload;
import io.edgemq.domain.Subject;
import io.edgemq.domain.TopicMessage;
import io.edgemq.domain.push.DeadLetter;
import io.edgemq.domain.push.Redriven;
import io.edgemq.domain.push.Settlement;
import io.edgemq.ports.out.DeadLetterStore.All;
import io.edgemq.ports.out.DeadLetterStore.Counts;
import io.edgemq.ports.out.DeadLetterStore.Selection;
import io.edgemq.ports.out.DeadLetterStore.Sequences;
import io.edgemq.ports.out.DeliveryStore.Claim;
import io.edgemq.ports.out.DeliveryStore.Settled;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What died is listed once, by sequence, until it is tried again.
public abstract class DeadLetterStoreContract extends PushContract {
  private static final All ALL = new All();

  /// Lets messages of subscription 1 die; the right to save next.
  private Claim died(long... sequences) {
    var claim = claim(subscribed(1), FIRST);
    for (long sequence : sequences) {
      claim = saved(claim, dead(letter(sequence)));
    }
    return claim;
  }

  private long redrive(Selection selection) {
    return deadLetters().redrive(ref(1), selection);
  }

  private Counts counts() {
    return deadLetters().count(ref(1));
  }

  @Test
  void dead_letters_are_listed_by_sequence_however_they_came() {
    died(5, 2, 9, 3);

    assertThat(deadLetters().list(ref(1), 0, 10))
        .containsExactly(letter(2), letter(3), letter(5), letter(9));
    assertThat(counts()).isEqualTo(new Counts(4, 0));
  }

  @Test
  void a_list_comes_in_pages() {
    died(5, 2, 9, 3);

    assertThat(deadLetters().list(ref(1), 0, 2)).containsExactly(letter(2), letter(3));
    assertThat(deadLetters().list(ref(1), 3, 2)).containsExactly(letter(5), letter(9));
    assertThat(deadLetters().list(ref(1), 4, 1)).containsExactly(letter(5));
    assertThat(deadLetters().list(ref(1), 9, 2)).isEmpty();
  }

  @Test
  void there_are_none_where_none_died() {
    var lane = subscribed(1);

    assertThat(deadLetters().list(ref(1), 0, 10)).isEmpty();
    assertThat(deadLetters().redriven(ref(1), 1, 10, Long.MAX_VALUE)).isEmpty();
    assertThat(counts()).isEqualTo(new Counts(0, 0));
    assertThat(redrive(ALL)).isZero();
    assertThat(deadLetters().redrive(ref(2), ALL)).isZero();
    saved(claim(lane, FIRST), Pushes.progress(3));
    assertThat(redrive(ALL)).isZero();
  }

  static List<DeadLetter> letters() {
    var content =
        new Content(
            "application/json; charset=utf-8",
            Attributes.of(Map.of("a", "", "traceparent", "é😀")),
            new Payload(new byte[] {0, -1, 127, '\n'}));
    var message = new TopicMessage(new Subject("orders.Ünï.x"), 1L << 40, TestTime.START, content);
    var at = TestTime.START.plusNanos(123_456_789);
    return List.of(
        new DeadLetter(message, new Settlement.Reason.Status(410), OptionalInt.of(410), 1, at),
        new DeadLetter(message, new Settlement.Reason.MaxDeliver(), OptionalInt.of(503), 10, at),
        new DeadLetter(
            message, new Settlement.Reason.MaxDeliver(), OptionalInt.empty(), 1_000, at));
  }

  @ParameterizedTest
  @MethodSource("letters")
  void every_part_of_a_letter_is_kept(DeadLetter letter) {
    var claim = claim(subscribed(1), FIRST);

    saved(claim, dead(letter));

    assertThat(deadLetters().list(ref(1), 0, 10)).containsExactly(letter);
    redrive(ALL);
    assertThat(deadLetters().redriven(ref(1), 1, 10, Long.MAX_VALUE))
        .containsExactly(new Redriven(1, letter));
  }

  @Test
  void a_letter_without_a_body_is_kept() {
    var content = new Content("text/plain", Attributes.NONE, Payload.EMPTY);
    var message = new TopicMessage(new Subject("orders"), 1, TestTime.START, content);
    var letter =
        new DeadLetter(
            message, new Settlement.Reason.MaxDeliver(), OptionalInt.empty(), 1, TestTime.START);
    var claim = claim(subscribed(1), FIRST);

    saved(claim, dead(letter));

    assertThat(deadLetters().list(ref(1), 0, 10)).containsExactly(letter);
  }

  @Test
  void what_is_saved_once_more_is_there_once() {
    var claim = died(4);
    var settled = new Settled(upTo(9), List.of(letter(4), letter(7)), List.of());

    claim = saved(claim, settled);
    saved(claim, settled);

    assertThat(deadLetters().list(ref(1), 0, 10)).containsExactly(letter(4), letter(7));
    assertThat(counts()).isEqualTo(new Counts(2, 0));
    assertThat(redrive(ALL)).isEqualTo(2);
  }

  @Test
  void what_dies_anew_after_a_replay_is_there_once_as_it_died_last() {
    var claim = died(4);

    saved(claim, dead(letter(4, 10)));

    assertThat(deadLetters().list(ref(1), 0, 10)).containsExactly(letter(4, 10));
    assertThat(counts()).isEqualTo(new Counts(1, 0));
  }

  @Test
  void subscriptions_do_not_see_each_other() {
    died(1);
    saved(claim(subscribed(2), FIRST), dead(letter(1, 2), letter(3)));

    assertThat(redrive(ALL)).isEqualTo(1);

    assertThat(deadLetters().list(ref(2), 0, 10)).containsExactly(letter(1, 2), letter(3));
    assertThat(triedAgain(2)).isEmpty();
    assertThat(deadLetters().count(ref(2))).isEqualTo(new Counts(2, 0));
  }

  @Test
  void letters_and_numbers_are_there_after_a_reopening() {
    died(1, 2, 3);
    redrive(new Sequences(Set.of(2L)));

    reopenWithout(FIRST);

    switch (store().guarantees().durability()) {
      case DURABLE -> {
        assertThat(listed(1)).containsExactly(1L, 3L);
        assertThat(counts()).isEqualTo(new Counts(2, 0));
        saved(claim(lane(1), SECOND), delivered(1L));
        redrive(ALL);
        assertThat(deadLetters().redriven(ref(1), 1, 10, Long.MAX_VALUE))
            .containsExactly(new Redriven(2, letter(1)), new Redriven(3, letter(3)));
      }
      case VOLATILE -> assertThat(listed(1)).isEmpty();
    }
  }
}
