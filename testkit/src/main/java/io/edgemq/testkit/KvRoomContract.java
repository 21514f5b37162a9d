package io.edgemq.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.domain.kv.KvCondition;
import io.edgemq.domain.kv.KvKey;
import io.edgemq.ports.out.KvStore.BucketFull;
import io.edgemq.ports.out.KvStore.Increment;
import io.edgemq.ports.out.KvStore.PutResult;
import org.junit.jupiter.api.Test;

/// A bucket with a limit of bytes refuses what does not fit and drops nothing. Values are much
/// larger than what a store may count besides.
public abstract class KvRoomContract extends KvStoreContract {
  private static final long LIMIT = 100_000;
  private static final String TENTH = "x".repeat(10_000);

  private static PutResult write(BucketProbe bucket, String key, String text) {
    return bucket.tryPut(BucketProbe.write(key, text));
  }

  private static void fill(BucketProbe bucket) {
    for (int i = 0; i < 9; i++) {
      bucket.put("k" + i, TENTH);
    }
  }

  @Test
  void a_write_that_does_not_fit_is_refused_and_nothing_is_dropped() {
    var bucket = bucket("users", limited(1, LIMIT));
    fill(bucket);

    assertThat(write(bucket, "more", TENTH + TENTH)).isEqualTo(new BucketFull(LIMIT));

    assertThat(bucket.get("more")).isEmpty();
    assertThat(bucket.keys(">")).hasSize(9);
    assertThat(bucket.bounds().last()).isEqualTo(9);
    bucket.put("small", "x");
  }

  @Test
  void what_a_write_replaces_makes_room_for_it() {
    var bucket = bucket("users", limited(1, LIMIT));
    fill(bucket);

    for (int i = 0; i < 5; i++) {
      bucket.put("k3", TENTH);
    }

    assertThat(bucket.keys(">")).hasSize(9);
  }

  @Test
  void former_revisions_count_while_they_are_kept() {
    var bucket = bucket("users", limited(3, LIMIT));
    var third = TENTH.repeat(3);
    bucket.put("a", third);
    bucket.put("a", third);
    bucket.put("a", third);

    assertThat(write(bucket, "b", TENTH + TENTH)).isEqualTo(new BucketFull(LIMIT));

    bucket.purge("a");
    bucket.put("b", TENTH + TENTH);
  }

  @Test
  void a_full_bucket_lets_keys_be_removed() {
    var bucket = bucket("users", limited(1, LIMIT));
    fill(bucket);
    while (!(write(bucket, "f" + bucket.bounds().last(), "x".repeat(1_000))
        instanceof BucketFull)) {
      assertThat(bucket.state().bytes()).isLessThanOrEqualTo(LIMIT);
    }

    bucket.delete("k0");
    bucket.purge("k1");

    assertThat(bucket.get("k0")).isEmpty();
    bucket.put("more", TENTH);
  }

  @Test
  void a_counter_that_does_not_fit_is_refused() {
    var bucket = bucket("users", limited(1, 2_000));
    while (!(write(bucket, "f" + bucket.bounds().last(), "") instanceof BucketFull)) {
      assertThat(bucket.state().bytes()).isLessThanOrEqualTo(2_000);
    }
    var count = new Increment(new KvKey("c".repeat(100)), 1, null, KvCondition.NONE, 0);

    assertThat(kv().increment(bucket.ref(), count)).isEqualTo(new BucketFull(2_000));

    assertThat(bucket.get("c".repeat(100))).isEmpty();
  }

  @Test
  void a_limit_set_below_what_is_there_drops_nothing() {
    var bucket = bucket();
    fill(bucket);

    bucket.configure(limited(1, LIMIT / 2));

    assertThat(bucket.keys(">")).hasSize(9);
    assertThat(write(bucket, "small", "x")).isEqualTo(new BucketFull(LIMIT / 2));
    bucket.configure(limited(1, LIMIT * 2));
    bucket.put("small", "x");
  }
}
