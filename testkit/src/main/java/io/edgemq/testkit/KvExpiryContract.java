package io.edgemq.testkit;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.domain.kv.KvCondition;
import io.edgemq.domain.kv.KvEntry;
import io.edgemq.domain.kv.KvKey;
import io.edgemq.ports.out.KvStore.Increment;
import io.edgemq.ports.out.KvStore.Incremented;
import io.edgemq.ports.out.KvStore.NothingThere;
import io.edgemq.ports.out.KvStore.Removal.Kind;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// A value whose time is over is seen by nobody, and its end is told. Times are whole seconds and
/// few: some stores let them really pass.
public abstract class KvExpiryContract extends KvStoreContract {
  private static final Duration TTL = ofSeconds(2);
  private static final Duration LONGER = ofSeconds(30);

  private static void expectNothing(BucketProbe bucket, String key) {
    assertThat(bucket.get(key)).isEmpty();
    assertThat(bucket.keys(">")).doesNotContain(key);
  }

  @Test
  void a_value_lives_as_long_as_its_bucket_says() {
    var bucket = bucket("users", living(TTL));
    bucket.put("a", "1");
    assertThat(bucket.textOf("a")).contains("1");

    age(TTL);

    expectNothing(bucket, "a");
    assertThat(bucket.get("a", 1)).isEmpty();
  }

  @Test
  void a_value_lives_as_long_as_its_writer_says() {
    var bucket = bucket();
    bucket.put("a", "1", TTL);
    bucket.put("b", "2");
    bucket.put("c", "3", LONGER);

    age(TTL);

    expectNothing(bucket, "a");
    assertThat(bucket.keys(">")).containsExactly("b", "c");
    assertThat(bucket.textOf("b")).contains("2");
    assertThat(bucket.textOf("c")).contains("3");
  }

  @Test
  void the_shorter_of_both_counts() {
    var brief = bucket("brief", living(TTL));
    var lasting = bucket("lasting", living(LONGER));
    brief.put("a", "1", LONGER);
    lasting.put("a", "1", TTL);
    lasting.put("b", "2");

    age(TTL);

    expectNothing(brief, "a");
    expectNothing(lasting, "a");
    assertThat(lasting.textOf("b")).contains("2");
  }

  @Test
  void an_expiry_is_told_with_a_revision_of_its_own() {
    var bucket = bucket(5);
    bucket.put("a", "1");
    bucket.put("a", "2", TTL);
    bucket.put("b", "3");
    try (var reader = bucket.follow(3)) {
      age(TTL.plus(LATE));
      long begin = System.nanoTime();

      var told = BucketProbe.drain(reader, 4);

      assertThat(since(begin)).isLessThan(AT_ONCE);
      assertThat(BucketProbe.told(told)).containsExactly("a=-expired");
      assertThat(told).extracting(KvEntry::revision).containsExactly(4L);
    }
    assertThat(bucket.bounds().last()).isEqualTo(4);
    assertThat(bucket.texts("a")).containsExactly("-expired");
    assertThat(bucket.history("a")).extracting(KvEntry::hops).containsExactly(0);
    assertThat(bucket.get("a", 1)).isEmpty();
    assertThat(bucket.state().keys()).isEqualTo(1);
    assertThat(bucket.put("a", "5")).isEqualTo(5);
  }

  @Test
  void an_expiry_wakes_who_waits() {
    var bucket = bucket();
    bucket.put("a", "1", ofSeconds(1));
    try (var reader = bucket.follow(1)) {
      var waiting =
          Background.startAndAwaitBlocked(
              () -> BucketProbe.told(BucketProbe.next(reader, LONG).entries()));
      long begin = System.nanoTime();

      store().time().run();

      assertThat(waiting.result()).containsExactly("a=-expired");
      assertThat(since(begin)).isBetween(ofMillis(0), AT_ONCE);
    }
  }

  @Test
  void several_expiries_are_told_once_each() {
    var bucket = bucket();
    for (var key : List.of("a", "b", "c", "d")) {
      bucket.put(key, "1", TTL);
    }
    bucket.delete("d");

    age(TTL.plus(LATE));

    try (var reader = bucket.follow(5)) {
      assertThat(BucketProbe.told(BucketProbe.drain(reader, 8)))
          .containsExactlyInAnyOrder("a=-expired", "b=-expired", "c=-expired");
    }
    age(LATE);
    bucket.put("e", "2");
    assertThat(bucket.bounds().last()).isEqualTo(9);
    assertThat(bucket.texts("d")).containsExactly("-delete");
  }

  @Test
  void a_put_sets_the_end_anew() {
    var bucket = bucket();
    bucket.put("a", "1", TTL);
    bucket.put("b", "2", TTL);
    bucket.put("c", "3", TTL);

    bucket.put("a", "4");
    bucket.put("b", "5", LONGER);
    age(TTL.plus(LATE));

    assertThat(bucket.textOf("a")).contains("4");
    assertThat(bucket.textOf("b")).contains("5");
    expectNothing(bucket, "c");
  }

  @Test
  void a_put_without_an_end_has_that_of_its_bucket() {
    var bucket = bucket("users", living(TTL));
    bucket.put("a", "1");
    age(ofSeconds(1));
    bucket.put("a", "2");

    age(ofSeconds(1));
    assertThat(bucket.textOf("a")).contains("2");
    age(ofSeconds(1));

    expectNothing(bucket, "a");
  }

  private static Increment one(String key, @Nullable Duration ttl) {
    return new Increment(new KvKey(key), 1, ttl, KvCondition.NONE, 0);
  }

  @Test
  void counting_leaves_the_end_as_it_is() {
    var bucket = bucket("users", living(LONGER));
    bucket.put("written", "5", TTL);
    bucket.increment(one("counted", TTL));
    bucket.increment(one("lasting", null));
    age(ofSeconds(1));

    assertThat(bucket.increment(one("written", null))).isEqualTo(6);
    assertThat(bucket.increment(one("counted", LONGER))).isEqualTo(2);
    assertThat(bucket.increment(one("lasting", ofSeconds(1)))).isEqualTo(2);
    age(ofSeconds(1));

    expectNothing(bucket, "written");
    expectNothing(bucket, "counted");
    assertThat(bucket.textOf("lasting")).contains("2");
  }

  @Test
  void counting_leaves_the_end_that_the_bucket_gave() {
    var bucket = bucket("users", living(TTL));
    bucket.increment("n", 1);
    age(ofSeconds(1));
    bucket.increment("n", 1);

    age(ofSeconds(1));

    expectNothing(bucket, "n");
    assertThat(bucket.tryIncrement("n", 1)).isInstanceOf(Incremented.class);
    assertThat(bucket.textOf("n")).contains("1");
  }

  @Test
  void an_expiry_is_told_before_what_is_written_next() {
    var bucket = bucket(5);
    for (var key : List.of("a", "b", "c")) {
      bucket.put(key, "1", TTL);
    }

    age(TTL);
    bucket.put(BucketProbe.writeIf("a", "4", new KvCondition.Absent()));
    bucket.put("b", "5", LONGER);
    bucket.increment("c", 6);

    assertThat(bucket.texts("a")).containsExactly("-expired", "4");
    assertThat(bucket.texts("b")).containsExactly("-expired", "5");
    assertThat(bucket.texts("c")).containsExactly("-expired", "6");
    assertThat(bucket.bounds().last()).isEqualTo(9);
  }

  @Test
  void removing_what_has_expired_writes_no_marker_of_its_own() {
    var bucket = bucket(5);
    bucket.put("a", "1", TTL);
    bucket.put("b", "2", TTL);

    age(TTL);

    assertThat(bucket.tryRemove("a", Kind.DELETE, KvCondition.NONE)).isEqualTo(new NothingThere());
    assertThat(bucket.tryRemove("b", Kind.PURGE, KvCondition.NONE)).isEqualTo(new NothingThere());
    age(LATE);
    try (var reader = bucket.follow(2)) {
      assertThat(BucketProbe.told(BucketProbe.drain(reader, 4)))
          .containsExactlyInAnyOrder("a=-expired", "b=-expired");
    }
  }

  @Test
  void a_shorter_time_to_live_counts_for_what_is_there() {
    var bucket = bucket();
    bucket.put("a", "1");
    age(TTL);

    bucket.configure(living(TTL));
    age(LATE);

    eventually(() -> expectNothing(bucket, "a"));
  }

  @Test
  void what_expires_while_the_store_is_closed_is_told_when_it_is_open() {
    var bucket = bucket(5);
    bucket.put("a", "1", TTL);
    bucket.put("b", "2");

    store().reopen();
    age(TTL.plus(LATE));

    switch (store().guarantees().durability()) {
      case DURABLE -> {
        expectNothing(bucket, "a");
        assertThat(bucket.textOf("b")).contains("2");
        try (var reader = bucket.follow(2)) {
          assertThat(BucketProbe.told(BucketProbe.drain(reader, 3))).containsExactly("a=-expired");
        }
      }
      case VOLATILE -> assertThat(buckets().find(bucket.ref())).isEmpty();
    }
  }
}
