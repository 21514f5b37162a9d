package io.edgemq.testkit;

import static java.time.Duration.ofDays;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.domain.kv.BucketBounds;
import io.edgemq.domain.kv.BucketState;
import io.edgemq.domain.kv.KvCondition;
import io.edgemq.domain.kv.KvEntry;
import io.edgemq.ports.out.KvStore.NothingThere;
import io.edgemq.ports.out.KvStore.Removal.Kind;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/// A marker is dropped when it is seven days old, for stores whose markers follow the time of the
/// tests. A watch that is older than that learns that it missed something.
public abstract class KvMarkerContract extends KvStoreContract {
  private static final Duration KEPT = KvEntry.MARKERS_KEPT;

  @Test
  void a_marker_is_kept_for_seven_days() {
    var bucket = bucket(3);
    bucket.put("a", "1");
    bucket.delete("a");
    bucket.put("b", "3");
    bucket.purge("b");

    pass(KEPT.minusSeconds(1));

    assertThat(bucket.texts("a")).containsExactly("1", "-delete");
    assertThat(bucket.texts("b")).containsExactly("-purge");
    assertThat(bucket.bounds()).isEqualTo(new BucketBounds(0, 4));
  }

  @Test
  void a_dropped_marker_moves_the_beginning_of_what_a_watch_can_tell() {
    var bucket = bucket();
    bucket.put("a", "1");
    bucket.delete("a");
    bucket.put("b", "3");
    bucket.purge("b");
    bucket.put("c", "5");

    pass(KEPT.plus(LATE));

    eventually(() -> assertThat(bucket.bounds()).isEqualTo(new BucketBounds(4, 5)));
    assertThat(bucket.bounds().hasGapAfter(3)).isTrue();
    assertThat(bucket.bounds().hasGapAfter(4)).isFalse();
    eventually(() -> assertThat(BucketProbe.told(bucket.kept(0))).containsExactly("c=5"));
    assertThat(bucket.history("a")).isEmpty();
    assertThat(bucket.history("b")).isEmpty();
    assertThat(bucket.state()).isEqualTo(new BucketState(1, 2, 5));
  }

  @Test
  void what_lies_before_a_dropped_marker_does_not_come_back() {
    var bucket = bucket(5);
    bucket.put("a", "1");
    bucket.put("a", "2");
    bucket.delete("a");

    pass(KEPT.plus(LATE));

    assertThat(bucket.get("a")).isEmpty();
    assertThat(bucket.keys(">")).isEmpty();
    assertThat(bucket.tryRemove("a", Kind.DELETE, KvCondition.NONE)).isEqualTo(new NothingThere());
    eventually(() -> assertThat(bucket.history("a")).isEmpty());
    assertThat(bucket.kept(0)).isEmpty();
    assertThat(bucket.get("a", 2)).isEmpty();
    assertThat(bucket.state()).isEqualTo(new BucketState(0, 0, 3));
    assertThat(bucket.put("a", "4")).isEqualTo(4);
  }

  @Test
  void a_value_stays_however_old_it_is() {
    var bucket = bucket();
    bucket.put("a", "1");

    pass(ofDays(400));

    assertThat(bucket.textOf("a")).contains("1");
    assertThat(bucket.bounds()).isEqualTo(new BucketBounds(0, 1));
  }

  @Test
  void a_marker_that_a_later_value_replaced_is_no_gap() {
    var bucket = bucket();
    bucket.put("a", "1");
    bucket.delete("a");
    bucket.put("a", "3");

    pass(KEPT.plus(LATE));

    assertThat(bucket.textOf("a")).contains("3");
    assertThat(bucket.bounds()).isEqualTo(new BucketBounds(0, 3));
  }

  @Test
  void a_marker_within_a_history_goes_and_the_values_stay() {
    var bucket = bucket(5);
    bucket.put("a", "1");
    bucket.delete("a");
    bucket.put("a", "3");

    pass(KEPT.plus(LATE));

    assertThat(bucket.textOf("a")).contains("3");
    eventually(() -> assertThat(bucket.texts("a")).doesNotContain("-delete").endsWith("3"));
  }

  @Test
  void the_marker_of_an_expiry_is_dropped_too() {
    var bucket = bucket();
    bucket.put("a", "1", ofSeconds(10));
    pass(ofSeconds(10).plus(LATE));
    eventually(() -> assertThat(bucket.texts("a")).containsExactly("-expired"));

    pass(KEPT.plus(LATE));

    eventually(() -> assertThat(bucket.bounds()).isEqualTo(new BucketBounds(2, 2)));
    eventually(() -> assertThat(bucket.kept(0)).isEmpty());
  }

  @Test
  void a_reader_goes_on_behind_dropped_markers() {
    var bucket = bucket();
    bucket.put("a", "1");
    try (var reader = bucket.follow(1)) {
      bucket.delete("a");
      pass(KEPT.plus(LATE));
      bucket.put("b", "3");

      assertThat(BucketProbe.told(BucketProbe.drain(reader, 3))).endsWith("b=3");
    }
  }

  @Test
  void what_was_dropped_stays_dropped_after_a_reopening() {
    var bucket = bucket();
    bucket.put("a", "1");
    bucket.delete("a");
    pass(KEPT.plus(LATE));
    eventually(() -> assertThat(bucket.bounds()).isEqualTo(new BucketBounds(2, 2)));

    store().reopen();

    switch (store().guarantees().durability()) {
      case DURABLE -> {
        assertThat(bucket.bounds()).isEqualTo(new BucketBounds(2, 2));
        assertThat(bucket.put("a", "3")).isEqualTo(3);
      }
      case VOLATILE -> assertThat(bucket().bounds()).isEqualTo(new BucketBounds(0, 0));
    }
  }
}
