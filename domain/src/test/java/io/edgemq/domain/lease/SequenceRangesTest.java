package io.edgemq.domain.lease;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.domain.lease.SequenceRanges.Range;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.LongStream;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class SequenceRangesTest {
  private static final int MOST = 40;

  @Property(tries = 500)
  void ranges_hold_the_same_as_a_set(@ForAll long seed) {
    var random = new Random(seed);
    var ranges = new SequenceRanges();
    var set = new TreeSet<Long>();

    for (int step = 0; step < 60; step++) {
      long first = 1L + random.nextInt(MOST);
      long last = first + random.nextInt(6);
      switch (random.nextInt(8)) {
        case 0, 1 -> {
          ranges.remove(first);
          set.remove(first);
        }
        case 2 -> {
          ranges.removeUpTo(first / 2);
          set.headSet(first / 2, true).clear();
        }
        default -> {
          ranges.add(first, last);
          LongStream.rangeClosed(first, last).forEach(set::add);
        }
      }
    }

    var all = ranges.all();
    assertThat(all.stream().flatMapToLong(r -> LongStream.rangeClosed(r.first(), r.last())).boxed())
        .containsExactlyElementsOf(set);
    for (int i = 1; i < all.size(); i++) {
      assertThat(all.get(i).first()).isGreaterThan(all.get(i - 1).last() + 1);
    }
    for (long sequence = 0; sequence < 2 * MOST; sequence++) {
      assertThat(ranges.contains(sequence)).isEqualTo(set.contains(sequence));
    }
  }

  @Example
  void neighbours_are_one_range() {
    var ranges = new SequenceRanges();

    ranges.add(1, 2);
    ranges.add(5, 9);
    ranges.add(3, 4);

    assertThat(ranges.all()).containsExactly(new Range(1, 9));
  }
}
