package io.edgemq.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.domain.kv.KvCondition;
import io.edgemq.domain.kv.KvCondition.Absent;
import io.edgemq.domain.kv.KvCondition.AtRevision;
import io.edgemq.domain.kv.KvKey;
import io.edgemq.ports.out.KvStore.Increment;
import io.edgemq.ports.out.KvStore.IncrementResult;
import io.edgemq.ports.out.KvStore.Incremented;
import io.edgemq.ports.out.KvStore.Mismatch;
import io.edgemq.ports.out.KvStore.PutResult;
import io.edgemq.ports.out.KvStore.Removal.Kind;
import io.edgemq.ports.out.KvStore.Written;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/// A write whose condition does not hold writes nothing.
public abstract class KvConditionContract extends KvStoreContract {
  private static PutResult putIf(BucketProbe bucket, String key, KvCondition condition) {
    return bucket.tryPut(BucketProbe.writeIf(key, "new", condition));
  }

  private IncrementResult incrementIf(BucketProbe bucket, String key, KvCondition condition) {
    return kv().increment(bucket.ref(), new Increment(new KvKey(key), 1, null, condition, 0));
  }

  @Test
  void a_value_is_replaced_at_its_newest_revision_only() {
    var bucket = bucket(5);
    bucket.put("a", "1");
    bucket.put("a", "2");
    bucket.put("b", "3");

    assertThat(putIf(bucket, "a", new AtRevision(1))).isEqualTo(new Mismatch());
    assertThat(putIf(bucket, "a", new AtRevision(3))).isEqualTo(new Mismatch());
    assertThat(putIf(bucket, "a", new AtRevision(4))).isEqualTo(new Mismatch());
    assertThat(putIf(bucket, "a", new AtRevision(0))).isEqualTo(new Mismatch());
    assertThat(bucket.texts("a")).containsExactly("1", "2");
    assertThat(bucket.bounds().last()).isEqualTo(3);
    assertThat(putIf(bucket, "a", new AtRevision(2))).isEqualTo(new Written(4));

    assertThat(bucket.textOf("a")).contains("new");
  }

  @Test
  void a_value_is_made_only_where_there_is_none() {
    var bucket = bucket();

    assertThat(putIf(bucket, "a", new Absent())).isEqualTo(new Written(1));
    assertThat(putIf(bucket, "a", new Absent())).isEqualTo(new Mismatch());

    assertThat(bucket.bounds().last()).isEqualTo(1);
  }

  @Test
  void a_deleted_key_is_absent_and_at_no_revision() {
    var bucket = bucket(5);
    bucket.put("a", "1");
    bucket.delete("a");
    bucket.put("b", "3");
    bucket.purge("b");

    for (long revision = 0; revision <= 5; revision++) {
      assertThat(putIf(bucket, "a", new AtRevision(revision))).isEqualTo(new Mismatch());
      assertThat(putIf(bucket, "b", new AtRevision(revision))).isEqualTo(new Mismatch());
      assertThat(incrementIf(bucket, "a", new AtRevision(revision))).isEqualTo(new Mismatch());
    }

    assertThat(putIf(bucket, "a", new Absent())).isEqualTo(new Written(5));
    assertThat(putIf(bucket, "b", new Absent())).isEqualTo(new Written(6));
  }

  @Test
  void a_key_that_was_never_written_is_at_no_revision() {
    var bucket = bucket();

    assertThat(putIf(bucket, "a", new AtRevision(0))).isEqualTo(new Mismatch());
    assertThat(putIf(bucket, "a", new AtRevision(1))).isEqualTo(new Mismatch());

    assertThat(bucket.bounds().last()).isZero();
  }

  @Test
  void an_expired_key_is_absent_and_at_no_revision() {
    var bucket = bucket();
    bucket.put("a", "1", Duration.ofSeconds(1));
    bucket.put("b", "2", Duration.ofSeconds(1));

    age(Duration.ofSeconds(1));

    assertThat(putIf(bucket, "a", new AtRevision(1))).isEqualTo(new Mismatch());
    assertThat(bucket.tryRemove("b", Kind.DELETE, new AtRevision(2))).isEqualTo(new Mismatch());
    assertThat(putIf(bucket, "a", new Absent())).isInstanceOf(Written.class);
    assertThat(incrementIf(bucket, "b", new Absent())).isInstanceOf(Incremented.class);
    assertThat(bucket.textOf("a")).contains("new");
    assertThat(bucket.textOf("b")).contains("1");
  }

  @Test
  void a_key_is_removed_at_its_newest_revision_only() {
    var bucket = bucket(5);
    for (var kind : Kind.values()) {
      bucket.put("a", "old");
      long newest = bucket.put("a", "new");

      assertThat(bucket.tryRemove("a", kind, new AtRevision(newest - 1))).isEqualTo(new Mismatch());
      assertThat(bucket.tryRemove("a", kind, new AtRevision(newest + 1))).isEqualTo(new Mismatch());
      assertThat(bucket.tryRemove("a", kind, new Absent())).isEqualTo(new Mismatch());
      assertThat(bucket.textOf("a")).contains("new");
      assertThat(bucket.tryRemove("a", kind, new AtRevision(newest)))
          .isEqualTo(new Written(newest + 1));

      assertThat(bucket.get("a")).isEmpty();
    }
  }

  @Test
  void removing_what_is_not_there_at_a_revision_is_a_mismatch() {
    var bucket = bucket(5);
    bucket.put("a", "1");
    bucket.delete("a");

    for (var kind : Kind.values()) {
      assertThat(bucket.tryRemove("a", kind, new AtRevision(1))).isEqualTo(new Mismatch());
      assertThat(bucket.tryRemove("a", kind, new AtRevision(2))).isEqualTo(new Mismatch());
      assertThat(bucket.tryRemove("never", kind, new AtRevision(0))).isEqualTo(new Mismatch());
    }

    assertThat(bucket.texts("a")).containsExactly("1", "-delete");
  }

  @Test
  void a_counter_counts_on_a_condition() {
    var bucket = bucket();

    assertThat(incrementIf(bucket, "n", new Absent())).isEqualTo(new Incremented(1, 1));
    assertThat(incrementIf(bucket, "n", new Absent())).isEqualTo(new Mismatch());
    assertThat(incrementIf(bucket, "n", new AtRevision(2))).isEqualTo(new Mismatch());
    assertThat(incrementIf(bucket, "n", new AtRevision(1))).isEqualTo(new Incremented(2, 2));

    assertThat(bucket.textOf("n")).contains("2");
    assertThat(bucket.bounds().last()).isEqualTo(2);
  }
}
