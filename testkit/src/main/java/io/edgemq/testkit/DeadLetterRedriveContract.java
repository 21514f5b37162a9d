package io.edgemq.testkit;

import static io.edgemq.testkit.Pushes.dead;
import static io.edgemq.testkit.Pushes.delivered;
import static io.edgemq.testkit.Pushes.letter;
import static io.edgemq.testkit.Pushes.upTo;
import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.domain.push.DeadLetter;
import io.edgemq.domain.push.Redriven;
import io.edgemq.ports.out.DeadLetterStore.All;
import io.edgemq.ports.out.DeadLetterStore.Between;
import io.edgemq.ports.out.DeadLetterStore.Counts;
import io.edgemq.ports.out.DeadLetterStore.Selection;
import io.edgemq.ports.out.DeadLetterStore.Sequences;
import io.edgemq.ports.out.DeliveryStore.Claim;
import io.edgemq.ports.out.DeliveryStore.Settled;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Dead letters that are tried again have a number each. They are gone once they are delivered, and
/// dead letters again, once, when they fail.
public abstract class DeadLetterRedriveContract extends PushContract {
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
  void all_are_moved_to_what_is_tried_again_by_sequence() {
    died(5, 2, 9);

    long moved = redrive(ALL);

    assertThat(moved).isEqualTo(3);
    assertThat(listed(1)).isEmpty();
    assertThat(counts()).isEqualTo(new Counts(0, 0));
    assertThat(deadLetters().redriven(ref(1), 1, 10, Long.MAX_VALUE))
        .containsExactly(
            new Redriven(1, letter(2)), new Redriven(2, letter(5)), new Redriven(3, letter(9)));
  }

  @Test
  void what_is_moved_later_comes_behind() {
    died(5, 2, 9);
    redrive(new Sequences(Set.of(9L)));

    redrive(ALL);

    assertThat(triedAgain(1)).containsExactly(9L, 2L, 5L);
    assertThat(numbers(1)).containsExactly(1L, 2L, 3L);
  }

  @Test
  void what_is_tried_again_is_read_in_pages() {
    died(1, 2, 3, 4);
    redrive(ALL);

    assertThat(deadLetters().redriven(ref(1), 1, 3, Long.MAX_VALUE))
        .extracting(Redriven::number)
        .containsExactly(1L, 2L, 3L);
    assertThat(deadLetters().redriven(ref(1), 3, 3, Long.MAX_VALUE))
        .extracting(Redriven::number)
        .containsExactly(3L, 4L);
    assertThat(deadLetters().redriven(ref(1), 5, 3, Long.MAX_VALUE)).isEmpty();
  }

  @Test
  void a_page_of_what_is_tried_again_ends_when_it_has_its_bytes_and_has_one_in_any_case() {
    int size = letter(1).message().content().payload().size();
    died(1, 2, 3, 4);
    redrive(ALL);

    assertThat(paged(1, 1)).containsExactly(1L);
    assertThat(paged(2, size)).containsExactly(2L);
    assertThat(paged(2, size + 1)).containsExactly(2L, 3L);
    assertThat(paged(3, Long.MAX_VALUE)).containsExactly(3L, 4L);
    assertThat(paged(5, 1)).isEmpty();
  }

  private List<Long> paged(long from, long maxBytes) {
    return deadLetters().redriven(ref(1), from, 10, maxBytes).stream()
        .map(Redriven::number)
        .toList();
  }

  @Test
  void only_dead_letters_are_moved_and_counted() {
    died(5, 2, 9);
    var selection = new Sequences(Set.of(2L, 3L, 9L, 1_000_000L));

    assertThat(deadLetters().count(ref(1), selection)).isEqualTo(2);
    assertThat(redrive(selection)).isEqualTo(2);

    assertThat(deadLetters().count(ref(1), selection)).isZero();
    assertThat(redrive(selection)).isZero();
    assertThat(listed(1)).containsExactly(5L);
    assertThat(triedAgain(1)).containsExactly(2L, 9L);
  }

  @Test
  void a_range_has_both_its_ends() {
    died(1, 2, 4, 5, 6);

    assertThat(deadLetters().count(ref(1), new Between(2, 5))).isEqualTo(3);
    assertThat(deadLetters().count(ref(1), new Between(5, 2))).isZero();
    assertThat(redrive(new Between(5, 2))).isZero();
    assertThat(redrive(new Between(2, 5))).isEqualTo(3);

    assertThat(listed(1)).containsExactly(1L, 6L);
    assertThat(triedAgain(1)).containsExactly(2L, 4L, 5L);
    assertThat(redrive(new Between(0, Long.MAX_VALUE))).isEqualTo(2);
  }

  @Test
  void a_count_moves_nothing() {
    died(1, 2);

    assertThat(deadLetters().count(ref(1), ALL)).isEqualTo(2);

    assertThat(listed(1)).containsExactly(1L, 2L);
    assertThat(triedAgain(1)).isEmpty();
  }

  @Test
  void what_was_tried_again_and_is_delivered_is_gone() {
    var claim = died(1, 2, 3);
    redrive(ALL);

    saved(claim, delivered(1L, 3L));

    assertThat(deadLetters().redriven(ref(1), 1, 10, Long.MAX_VALUE))
        .containsExactly(new Redriven(2, letter(2)));
    assertThat(listed(1)).isEmpty();
    assertThat(counts()).isEqualTo(new Counts(0, 0));
  }

  @Test
  void what_is_settled_twice_is_settled_once() {
    var claim = died(1, 2);
    redrive(ALL);

    claim = saved(claim, delivered(1L));
    saved(claim, delivered(1L, 77L));

    assertThat(triedAgain(1)).containsExactly(2L);
  }

  @Test
  void what_fails_again_is_a_dead_letter_again_as_it_died_last() {
    var claim = died(1, 2);
    redrive(ALL);

    claim = saved(claim, new Settled(upTo(9), List.of(letter(2, 10)), List.of(2L)));

    assertThat(deadLetters().list(ref(1), 0, 10)).containsExactly(letter(2, 10));
    assertThat(triedAgain(1)).containsExactly(1L);
    assertThat(counts()).isEqualTo(new Counts(1, 0));
    saved(claim, delivered(2L));
    assertThat(listed(1)).containsExactly(2L);
  }

  @Test
  void what_fails_again_just_as_before_is_a_dead_letter_again() {
    var claim = died(1);
    redrive(ALL);

    saved(claim, new Settled(upTo(9), List.of(letter(1)), List.of(1L)));

    assertThat(listed(1)).containsExactly(1L);
    assertThat(triedAgain(1)).isEmpty();
  }

  @Test
  void a_number_is_never_used_again() {
    var claim = died(1);
    redrive(ALL);
    claim = saved(claim, new Settled(upTo(9), List.of(letter(1, 2)), List.of(1L)));
    redrive(ALL);
    claim = saved(claim, delivered(2L));
    saved(claim, dead(letter(5)));

    redrive(ALL);

    assertThat(deadLetters().redriven(ref(1), 1, 10, Long.MAX_VALUE))
        .containsExactly(new Redriven(3, letter(5)));
  }

  @Test
  void what_dies_after_a_replay_while_it_is_tried_again_is_there_once() {
    var claim = died(1);
    redrive(ALL);

    claim = saved(claim, dead(letter(1, 10)));

    assertThat(deadLetters().list(ref(1), 0, 10)).containsExactly(letter(1, 10));
    assertThat(counts()).isEqualTo(new Counts(1, 0));
    claim = saved(claim, delivered(1L));
    assertThat(deadLetters().list(ref(1), 0, 10)).containsExactly(letter(1, 10));
    assertThat(triedAgain(1)).isEmpty();
    assertThat(redrive(ALL)).isEqualTo(1);
    saved(claim, delivered(2L));
    assertThat(listed(1)).isEmpty();
  }

  @Test
  void what_dies_and_what_is_delivered_is_saved_together() {
    var claim = died(1, 2);
    redrive(ALL);

    saved(claim, new Settled(upTo(9), List.of(letter(8), letter(2, 3)), List.of(1L, 2L)));

    assertThat(deadLetters().list(ref(1), 0, 10)).containsExactly(letter(2, 3), letter(8));
    assertThat(triedAgain(1)).isEmpty();
    assertThat(deliveries().read(lane(1))).contains(upTo(9));
  }

  @Test
  void a_thousand_letters_in_one_save_are_kept_and_moved() {
    var claim = claim(subscribed(1), FIRST);
    var letters = new DeadLetter[1_000];
    for (int i = 0; i < letters.length; i++) {
      letters[i] = letter(i + 1);
    }

    saved(claim, dead(letters));

    assertThat(listed(1)).hasSize(1_000);
    assertThat(redrive(ALL)).isEqualTo(1_000);
    assertThat(triedAgain(1)).hasSize(1_000).isSorted();
  }
}
