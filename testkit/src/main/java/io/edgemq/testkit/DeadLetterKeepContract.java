package io.edgemq.testkit;

import static io.edgemq.testkit.Pushes.dead;
import static io.edgemq.testkit.Pushes.letter;
import static io.edgemq.testkit.Pushes.upTo;
import static java.time.Duration.ofDays;
import static java.time.Duration.ofMillis;
import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.domain.push.DeadLetter;
import io.edgemq.domain.push.Redriven;
import io.edgemq.ports.out.DeadLetterStore;
import io.edgemq.ports.out.DeadLetterStore.All;
import io.edgemq.ports.out.DeadLetterStore.Counts;
import io.edgemq.ports.out.DeadLetterStore.Sequences;
import io.edgemq.ports.out.DeliveryStore.Settled;
import java.util.List;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/// How long and how many dead letters are kept, to the millisecond and to the letter, and what a
/// save that is repeated late does: for stores that one process has to itself.
public abstract class DeadLetterKeepContract extends PushContract {
  private static final All ALL = new All();

  @Test
  void after_14_days_a_letter_is_gone_and_counted() {
    saved(claim(subscribed(1), FIRST), dead(letter(1), letter(2)));

    pass(ofDays(14).minusMillis(1));

    assertThat(listed(1)).containsExactly(1L, 2L);
    assertThat(deadLetters().count(ref(1))).isEqualTo(new Counts(2, 0));

    pass(ofMillis(1));

    assertThat(listed(1)).isEmpty();
    assertThat(deadLetters().count(ref(1))).isEqualTo(new Counts(0, 2));
    assertThat(deadLetters().count(ref(1), ALL)).isZero();
    assertThat(deadLetters().redrive(ref(1), ALL)).isZero();
    assertThat(deadLetters().redrive(ref(1), new Sequences(Set.of(1L)))).isZero();
  }

  @Test
  void only_what_is_old_goes() {
    var claim = saved(claim(subscribed(1), FIRST), dead(letter(1)));
    pass(ofDays(10));
    saved(claim, dead(letter(2)));

    pass(ofDays(10));

    assertThat(listed(1)).containsExactly(2L);
    assertThat(deadLetters().count(ref(1))).isEqualTo(new Counts(1, 1));
  }

  @Test
  void what_is_moved_is_kept_for_as_long_from_then() {
    saved(claim(subscribed(1), FIRST), dead(letter(1)));
    pass(ofDays(13));
    deadLetters().redrive(ref(1), ALL);

    pass(ofDays(14).minusMillis(1));
    assertThat(triedAgain(1)).containsExactly(1L);

    pass(ofMillis(1));
    assertThat(triedAgain(1)).isEmpty();
    assertThat(deadLetters().count(ref(1))).isEqualTo(new Counts(0, 1));
  }

  @Test
  void what_dies_again_is_kept_for_as_long_from_then() {
    var claim = saved(claim(subscribed(1), FIRST), dead(letter(1)));
    deadLetters().redrive(ref(1), ALL);
    pass(ofDays(13));
    saved(claim, new Settled(upTo(2), List.of(letter(1, 10)), List.of(1L)));

    pass(ofDays(13));

    assertThat(listed(1)).containsExactly(1L);
  }

  @Test
  void what_was_dropped_stays_counted() {
    var claim = saved(claim(subscribed(1), FIRST), dead(letter(1)));
    pass(ofDays(14));
    assertThat(deadLetters().count(ref(1))).isEqualTo(new Counts(0, 1));
    claim = saved(claim, dead(letter(1, 2), letter(2)));
    pass(ofDays(14));

    saved(claim, dead(letter(3)));

    assertThat(deadLetters().count(ref(1))).isEqualTo(new Counts(1, 3));
  }

  @Test
  void a_save_that_is_repeated_late_takes_no_redrive_back() {
    var settled = dead(letter(1), letter(2));
    var claim = saved(claim(subscribed(1), FIRST), settled);
    deadLetters().redrive(ref(1), new Sequences(Set.of(2L)));

    saved(claim, settled);

    assertThat(listed(1)).containsExactly(1L);
    assertThat(deadLetters().redriven(ref(1), 1, 10, Long.MAX_VALUE))
        .containsExactly(new Redriven(1, letter(2)));
  }

  @Test
  void beyond_100_000_the_oldest_go_and_are_counted() {
    var claim = claim(subscribed(1), FIRST);
    int most = Math.toIntExact(DeadLetterStore.MOST);
    for (int begin = 1; begin <= most; begin += 1_000) {
      pass(ofMillis(1));
      claim = saved(claim, dead(letters(begin, begin + 1_000)));
    }
    assertThat(deadLetters().count(ref(1))).isEqualTo(new Counts(most, 0));

    saved(claim, dead(letter(most + 2), letter(most + 3), letter(most + 1)));

    assertThat(deadLetters().count(ref(1))).isEqualTo(new Counts(most, 3));
    assertThat(deadLetters().list(ref(1), 0, 1)).containsExactly(letter(4));
    assertThat(deadLetters().list(ref(1), most, 5)).hasSize(3);
    assertThat(deadLetters().redrive(ref(1), ALL)).isEqualTo(most);
    assertThat(deadLetters().redriven(ref(1), most, 5, Long.MAX_VALUE))
        .containsExactly(new Redriven(most, letter(most + 3)));
  }

  private static DeadLetter[] letters(long from, long to) {
    return LongStream.range(from, to).mapToObj(Pushes::letter).toArray(DeadLetter[]::new);
  }
}
