package io.edgemq.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.domain.kv.BucketState;
import io.edgemq.domain.kv.KvEntry;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// A key is read as it is now, as it was, and with what is kept of it.
public abstract class KvReadContract extends KvStoreContract {
  @Test
  void a_key_has_its_newest_value() {
    var bucket = bucket();
    bucket.put("a", "1");
    bucket.put("b", "2");

    bucket.put("a", "3");

    assertThat(bucket.textOf("a")).contains("3");
    assertThat(bucket.get("a").orElseThrow().revision()).isEqualTo(3);
    assertThat(bucket.textOf("b")).contains("2");
    assertThat(bucket.get("c")).isEmpty();
  }

  @Test
  void a_value_is_read_by_its_revision() {
    var bucket = bucket(3);
    bucket.put("a", "1");
    bucket.put("b", "2");
    bucket.put("a", "3");

    assertThat(bucket.get("a", 1).map(BucketProbe::text)).contains("1");
    assertThat(bucket.get("a", 3)).isEqualTo(bucket.get("a"));
    assertThat(bucket.get("b", 2).map(BucketProbe::text)).contains("2");
  }

  @Test
  void a_revision_of_another_key_is_none_of_this() {
    var bucket = bucket(3);
    bucket.put("a", "1");
    bucket.put("b", "2");

    assertThat(bucket.get("a", 2)).isEmpty();
    assertThat(bucket.get("b", 1)).isEmpty();
    assertThat(bucket.get("never", 1)).isEmpty();
  }

  @Test
  void a_marker_and_what_was_never_written_are_no_values() {
    var bucket = bucket(3);
    bucket.put("a", "1");
    bucket.delete("a");
    bucket.put("b", "3");
    bucket.purge("b");

    assertThat(bucket.get("a", 2)).isEmpty();
    assertThat(bucket.get("b", 4)).isEmpty();
    for (long none : List.of(-1L, 0L, 5L, Long.MAX_VALUE)) {
      assertThat(bucket.get("a", none)).isEmpty();
    }
  }

  @Test
  void a_revision_that_is_not_kept_is_not_found() {
    var bucket = bucket(2);
    bucket.put("a", "1");
    bucket.put("a", "2");

    bucket.put("a", "3");

    assertThat(bucket.get("a", 1)).isEmpty();
    assertThat(bucket.get("a", 2).map(BucketProbe::text)).contains("2");
  }

  @Test
  void one_revision_of_a_key_is_kept_when_no_more_is_asked_for() {
    var bucket = bucket();
    bucket.put("a", "1");
    bucket.put("a", "2");
    bucket.put("b", "3");
    bucket.delete("b");

    assertThat(bucket.texts("a")).containsExactly("2");
    assertThat(bucket.texts("b")).containsExactly("-delete");
    assertThat(bucket.get("a", 1)).isEmpty();
    assertThat(bucket.get("b", 3)).isEmpty();
    assertThat(bucket.state()).isEqualTo(new BucketState(1, 3, 4));
  }

  @Test
  void a_history_is_told_oldest_first_with_its_markers() {
    var bucket = bucket(10);
    bucket.put("a", "1");
    bucket.put("other", "2");
    bucket.delete("a");
    bucket.put("a", "4");
    bucket.put("a", "5");

    assertThat(bucket.texts("a")).containsExactly("1", "-delete", "4", "5");
    assertThat(bucket.history("a")).extracting(KvEntry::revision).containsExactly(1L, 3L, 4L, 5L);
    assertThat(bucket.history("never")).isEmpty();
  }

  @Test
  void a_marker_counts_as_a_revision() {
    var bucket = bucket(3);
    bucket.put("a", "1");
    bucket.delete("a");
    bucket.put("a", "3");

    bucket.put("a", "4");

    assertThat(bucket.texts("a")).containsExactly("-delete", "3", "4");
  }

  @Test
  void each_key_has_a_history_of_its_own() {
    var bucket = bucket(64);
    for (int i = 1; i <= 70; i++) {
      bucket.put("often", "" + i);
      if (i <= 3) {
        bucket.put("seldom", "" + i);
      }
    }

    assertThat(bucket.texts("often"))
        .isEqualTo(IntStream.rangeClosed(7, 70).mapToObj(Integer::toString).toList());
    assertThat(bucket.texts("seldom")).containsExactly("1", "2", "3");
  }

  @Test
  void the_state_counts_keys_with_a_value_and_the_bytes_of_all_that_is_kept() {
    var bucket = bucket(2);
    bucket.put("a.b", "12345");
    bucket.put("a.b", "123");
    bucket.put("a.b", "1");
    bucket.put("c", "12");
    bucket.put("d", "");
    bucket.delete("c");

    assertThat(bucket.state()).isEqualTo(new BucketState(2, 6 + 4 + 3 + 1 + 1, 6));
  }

  @Test
  void a_key_is_not_what_another_one_begins_with() {
    var bucket = bucket(3);
    bucket.put("a", "1");
    bucket.put("a.b", "2");
    bucket.put("a.b.c", "3");
    bucket.put("a/b", "4");

    bucket.purge("a");

    assertThat(bucket.texts("a")).containsExactly("-purge");
    assertThat(bucket.texts("a.b")).containsExactly("2");
    assertThat(bucket.texts("a.b.c")).containsExactly("3");
    assertThat(bucket.texts("a/b")).containsExactly("4");
  }
}
