package io.edgemq.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.domain.Payload;
import io.edgemq.domain.kv.BucketBounds;
import io.edgemq.domain.kv.BucketConfig;
import io.edgemq.domain.kv.BucketState;
import io.edgemq.domain.kv.KvChange;
import io.edgemq.domain.kv.KvCondition;
import io.edgemq.domain.kv.KvEntry;
import io.edgemq.domain.kv.KvKey;
import io.edgemq.domain.kv.KvValue;
import io.edgemq.ports.out.KvStore.NothingThere;
import io.edgemq.ports.out.KvStore.Put;
import io.edgemq.ports.out.KvStore.Removal;
import io.edgemq.ports.out.KvStore.Written;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Every write has a revision and is kept as it came.
public abstract class KvWriteContract extends KvStoreContract {
  @Test
  void each_write_of_a_bucket_gets_the_next_revision() {
    var bucket = bucket();
    var other = bucket("other", BucketConfig.DEFAULT);

    assertThat(bucket.put("a", "1")).isEqualTo(1);
    assertThat(other.put("a", "1")).isEqualTo(1);
    assertThat(bucket.put("b", "2")).isEqualTo(2);
    assertThat(bucket.put("a", "3")).isEqualTo(3);
    assertThat(bucket.delete("b")).isEqualTo(4);
    assertThat(bucket.purge("a")).isEqualTo(5);
    assertThat(bucket.increment("n", 1)).isEqualTo(1);

    assertThat(bucket.get("n").orElseThrow().revision()).isEqualTo(6);
    assertThat(bucket.bounds()).isEqualTo(new BucketBounds(0, 6));
    assertThat(other.bounds()).isEqualTo(new BucketBounds(0, 1));
  }

  @Test
  void a_value_is_kept_as_it_came() {
    var bucket = bucket();
    var type = "application/vnd.example+json; charset=\"utf-8\"";
    var payload = new Payload(new byte[] {0, 13, 10, -1, -128, 127, 34, 0});

    bucket.put(new Put(new KvKey("a"), new KvValue(type, payload), null, KvCondition.NONE, 5));

    var entry = bucket.get("a").orElseThrow();
    assertThat(entry.key()).isEqualTo(new KvKey("a"));
    assertThat(entry.change()).isEqualTo(new KvChange.Put(new KvValue(type, payload)));
    assertThat(entry.hops()).isEqualTo(5);
    assertThat(entry.revision()).isEqualTo(1);
  }

  @Test
  void each_write_has_its_time_to_the_millisecond() {
    var bucket = bucket(3);
    var before = store().time().instant();
    bucket.put("a", "1");
    bucket.delete("a");

    assertThat(bucket.history("a"))
        .extracting(KvEntry::timestamp)
        .allSatisfy(
            at -> {
              assertThat(at).isEqualTo(at.truncatedTo(ChronoUnit.MILLIS));
              assertThat(at).isAfterOrEqualTo(before.minusMillis(1));
            });
  }

  @Test
  void a_value_may_be_empty() {
    var bucket = bucket();

    bucket.put("a", "");

    assertThat(bucket.textOf("a")).contains("");
    assertThat(bucket.keys(">")).containsExactly("a");
    assertThat(bucket.state()).isEqualTo(new BucketState(1, 1, 1));
  }

  @Test
  void a_value_may_be_large() {
    var bucket = bucket();
    var bytes = new byte[700_000];
    new Random(1).nextBytes(bytes);
    var value = new KvValue("application/octet-stream", new Payload(bytes));

    bucket.put(new Put(new KvKey("a"), value, null, KvCondition.NONE, 0));

    assertThat(bucket.get("a").orElseThrow().change()).isEqualTo(new KvChange.Put(value));
    assertThat(bucket.kept(0).getFirst().change()).isEqualTo(new KvChange.Put(value));
  }

  @Test
  void keys_are_told_apart_to_the_letter() {
    var bucket = bucket();
    var token = "x".repeat(128);
    var keys =
        List.of("a", "A", "a.b", "a/b", "a-b", "a_b", "a=b", "ab", "watch.a", "0", "-", "_", "=");
    keys.forEach(key -> bucket.put(key, key));
    var longest = String.join(".", List.of(token, token, token, token, "Z"));
    bucket.put(longest, longest);

    for (var key : keys) {
      assertThat(bucket.textOf(key)).contains(key);
    }
    assertThat(bucket.textOf(longest)).contains(longest);
    assertThat(bucket.textOf("B")).isEmpty();
    assertThat(bucket.state().keys()).isEqualTo(keys.size() + 1);
  }

  @Test
  void a_deleted_key_has_no_value_and_keeps_its_history() {
    var bucket = bucket(5);
    bucket.put("a", "1");
    bucket.put("b", "2");

    assertThat(bucket.delete("a")).isEqualTo(3);

    assertThat(bucket.get("a")).isEmpty();
    assertThat(bucket.textOf("b")).contains("2");
    assertThat(bucket.texts("a")).containsExactly("1", "-delete");
    assertThat(bucket.get("a", 1).map(BucketProbe::text)).contains("1");
    assertThat(bucket.state()).isEqualTo(new BucketState(1, 5, 3));
  }

  @Test
  void a_purged_key_has_no_history_either() {
    var bucket = bucket(5);
    bucket.put("a", "1");
    bucket.put("a", "2");
    bucket.put("b", "3");

    assertThat(bucket.purge("a")).isEqualTo(4);

    assertThat(bucket.get("a")).isEmpty();
    assertThat(bucket.get("a", 1)).isEmpty();
    assertThat(bucket.get("a", 2)).isEmpty();
    assertThat(bucket.texts("a")).containsExactly("-purge");
    assertThat(bucket.textOf("b")).contains("3");
    assertThat(bucket.state()).isEqualTo(new BucketState(1, 3, 4));
  }

  @Test
  void markers_keep_the_hops_of_who_wrote_them() {
    var bucket = bucket(5);
    bucket.put("a", "1");
    bucket.put("b", "2");

    kv().remove(bucket.ref(), removal("a", Removal.Kind.DELETE, 3));
    kv().remove(bucket.ref(), removal("b", Removal.Kind.PURGE, 8));

    assertThat(bucket.history("a")).extracting(KvEntry::hops).containsExactly(0, 3);
    assertThat(bucket.history("b")).extracting(KvEntry::hops).containsExactly(8);
  }

  private static Removal removal(String key, Removal.Kind kind, int hops) {
    return new Removal(new KvKey(key), kind, KvCondition.NONE, hops);
  }

  @Test
  void removing_what_is_not_there_writes_nothing() {
    var bucket = bucket(5);
    bucket.put("a", "1");
    bucket.delete("a");
    bucket.put("b", "2");
    bucket.purge("b");

    for (var kind : Removal.Kind.values()) {
      for (var key : List.of("a", "b", "never")) {
        assertThat(bucket.tryRemove(key, kind, KvCondition.NONE)).isEqualTo(new NothingThere());
      }
    }

    assertThat(bucket.bounds().last()).isEqualTo(4);
    assertThat(bucket.texts("a")).containsExactly("1", "-delete");
    assertThat(bucket.texts("b")).containsExactly("-purge");
    assertThat(bucket.history("never")).isEmpty();
  }

  @Test
  void a_key_may_be_written_again_after_it_was_removed() {
    var bucket = bucket(5);
    bucket.put("a", "1");
    bucket.delete("a");
    bucket.put("a", "3");
    bucket.purge("a");

    assertThat(bucket.tryPut(BucketProbe.write("a", "5"))).isEqualTo(new Written(5));

    assertThat(bucket.textOf("a")).contains("5");
    assertThat(bucket.texts("a")).containsExactly("-purge", "5");
  }

  @Test
  void writes_go_on_behind_what_was_removed() {
    var bucket = bucket();
    bucket.put("a", "1");
    bucket.purge("a");

    store().reopen();

    switch (store().guarantees().durability()) {
      case DURABLE -> assertThat(bucket.put("a", "3")).isEqualTo(3);
      case VOLATILE -> assertThat(bucket().put("a", "1")).isEqualTo(1);
    }
  }
}
