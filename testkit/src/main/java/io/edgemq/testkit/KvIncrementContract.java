package io.edgemq.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.domain.kv.Counter;
import io.edgemq.domain.kv.KvChange;
import io.edgemq.domain.kv.KvCondition;
import io.edgemq.domain.kv.KvEntry;
import io.edgemq.domain.kv.KvKey;
import io.edgemq.ports.out.KvStore.Increment;
import io.edgemq.ports.out.KvStore.Incremented;
import io.edgemq.ports.out.KvStore.NotACounter;
import io.edgemq.ports.out.KvStore.Overflow;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/// Counting in a value loses nothing.
public abstract class KvIncrementContract extends KvStoreContract {
  @Test
  void a_key_without_a_value_counts_from_zero() {
    var bucket = bucket(5);
    bucket.put("deleted", "7");
    bucket.delete("deleted");

    assertThat(bucket.tryIncrement("new", 5)).isEqualTo(new Incremented(5, 3));
    assertThat(bucket.tryIncrement("deleted", -1)).isEqualTo(new Incremented(-1, 4));
    assertThat(bucket.tryIncrement("zero", 0)).isEqualTo(new Incremented(0, 5));
  }

  @Test
  void a_counter_is_a_value_like_any_other() {
    var bucket = bucket(5);
    bucket.put("n", "41");

    assertThat(bucket.increment("n", 1)).isEqualTo(42);
    assertThat(bucket.increment("n", -50)).isEqualTo(-8);

    assertThat(bucket.get("n").orElseThrow().change())
        .isEqualTo(new KvChange.Put(Counter.value(-8)));
    assertThat(bucket.texts("n")).containsExactly("41", "42", "-8");
  }

  @Test
  void what_is_no_integer_does_not_count() {
    var bucket = bucket();
    for (var text :
        List.of("", "x", "01", "+1", "-0", " 1", "1 ", "1.0", "9223372036854775808", "--1")) {
      long revision = bucket.put("n", text);

      assertThat(bucket.tryIncrement("n", 1)).as("'" + text + "'").isEqualTo(new NotACounter());

      assertThat(bucket.textOf("n")).contains(text);
      assertThat(bucket.bounds().last()).isEqualTo(revision);
    }
  }

  @Test
  void a_sum_beyond_sixty_four_bits_is_not_written() {
    var bucket = bucket();
    assertThat(bucket.increment("n", Long.MAX_VALUE)).isEqualTo(Long.MAX_VALUE);
    assertThat(bucket.increment("m", Long.MIN_VALUE)).isEqualTo(Long.MIN_VALUE);

    assertThat(bucket.tryIncrement("n", 1)).isEqualTo(new Overflow());
    assertThat(bucket.tryIncrement("m", -1)).isEqualTo(new Overflow());

    assertThat(bucket.textOf("n")).contains(Long.toString(Long.MAX_VALUE));
    assertThat(bucket.increment("m", Long.MAX_VALUE)).isEqualTo(-1);
    assertThat(bucket.bounds().last()).isEqualTo(3);
  }

  @Test
  void a_counter_keeps_the_hops_of_who_counted() {
    var bucket = bucket(5);

    bucket.increment(new Increment(new KvKey("n"), 1, null, KvCondition.NONE, 4));
    bucket.increment("n", 1);

    assertThat(bucket.history("n")).extracting(KvEntry::hops).containsExactly(4, 0);
  }

  @Test
  void of_concurrent_increments_each_counts_once() {
    var bucket = bucket();
    var threads = new ArrayList<Background<List<Long>>>();
    for (int i = 0; i < 4; i++) {
      threads.add(
          Background.start(
              () -> LongStream.range(0, 50).map(_ -> bucket.increment("n", 1)).boxed().toList()));
    }

    var answers = threads.stream().flatMap(t -> t.result().stream()).sorted().toList();

    assertThat(answers).isEqualTo(LongStream.rangeClosed(1, 200).boxed().toList());
    assertThat(bucket.textOf("n")).contains("200");
    assertThat(bucket.bounds().last()).isEqualTo(200);
  }
}
