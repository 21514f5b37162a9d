package io.edgemq.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.domain.BucketName;
import io.edgemq.domain.kv.Bucket;
import io.edgemq.domain.kv.BucketConfig;
import io.edgemq.domain.kv.KvCondition;
import io.edgemq.domain.kv.KvCondition.Absent;
import io.edgemq.domain.kv.KvCondition.AtRevision;
import io.edgemq.ports.out.BucketCatalog;
import io.edgemq.ports.out.KvStore;
import io.edgemq.ports.out.KvStore.Removal.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;

/// Whatever many threads write to a bucket: revisions are unique, and of those who write on one
/// condition one wins.
public abstract class KvConcurrencyContract extends KvStoreContract {
  private static final int THREADS = 4;
  private static final int ROUNDS = 25;
  private static final int EACH = 100;

  private static <T> List<T> all(Callable<T> call) {
    var running = new ArrayList<Background<T>>();
    for (int i = 0; i < THREADS; i++) {
      running.add(Background.start(call));
    }
    return running.stream().map(Background::result).toList();
  }

  private static boolean isWritten(Object result) {
    return result instanceof KvStore.Written;
  }

  private void race(BucketProbe bucket, KvCondition condition) {
    var results = all(() -> bucket.tryPut(BucketProbe.writeIf("a", "x", condition)));

    assertThat(results.stream().filter(KvConcurrencyContract::isWritten)).hasSize(1);
    assertThat(results.stream().filter(new KvStore.Mismatch()::equals)).hasSize(THREADS - 1);
  }

  @Test
  void of_those_who_make_a_key_one_wins() {
    var bucket = bucket();
    for (int round = 0; round < ROUNDS; round++) {
      race(bucket, new Absent());
      bucket.delete("a");
    }
    assertThat(bucket.bounds().last()).isEqualTo(2 * ROUNDS);
  }

  @Test
  void of_those_who_replace_a_revision_one_wins() {
    var bucket = bucket();
    long newest = bucket.put("a", "0");
    for (int round = 0; round < ROUNDS; round++) {
      race(bucket, new AtRevision(newest));
      newest = bucket.get("a").orElseThrow().revision();
    }
    assertThat(bucket.bounds().last()).isEqualTo(1 + ROUNDS);
  }

  @Test
  void of_those_who_remove_a_key_one_removes_it() {
    var bucket = bucket();
    for (int round = 0; round < ROUNDS; round++) {
      bucket.put("a", "x");

      var results = all(() -> bucket.tryRemove("a", Kind.DELETE, KvCondition.NONE));

      assertThat(results.stream().filter(KvConcurrencyContract::isWritten)).hasSize(1);
      assertThat(results.stream().filter(new KvStore.NothingThere()::equals)).hasSize(THREADS - 1);
    }
  }

  @Test
  void compare_and_set_loses_no_update() {
    var bucket = bucket();
    bucket.put("a", "0");

    all(
        () -> {
          for (int done = 0; done < 20; ) {
            var entry = bucket.get("a").orElseThrow();
            var next = "" + (Integer.parseInt(BucketProbe.text(entry)) + 1);
            var put = BucketProbe.writeIf("a", next, new AtRevision(entry.revision()));
            done += isWritten(bucket.tryPut(put)) ? 1 : 0;
          }
          return 20;
        });

    assertThat(bucket.textOf("a")).contains("" + 20 * THREADS);
  }

  /// Writes its own keys, and what every thread writes; notes what it was told.
  private static long write(BucketProbe bucket, Map<Long, String> where) {
    long before = 0;
    for (int i = 0; i < EACH; i++) {
      var text = Thread.currentThread().threadId() + "-" + i;
      long revision = bucket.put(i % 2 == 0 ? "shared" : "own" + text, text);
      assertThat(revision).as("of later writes of a thread").isGreaterThan(before);
      assertThat(where.put(revision, text)).as("also written as " + revision).isNull();
      before = revision;
    }
    return before;
  }

  @Test
  void revisions_are_unique_and_every_value_is_where_its_writer_was_told() {
    var bucket = bucket(64);
    var where = new ConcurrentHashMap<Long, String>();
    var reader =
        Background.start(
            () -> {
              try (var entries = bucket.follow(0)) {
                return BucketProbe.drain(entries, THREADS * EACH);
              }
            });

    all(() -> write(bucket, where));

    assertThat(where).hasSize(THREADS * EACH);
    assertThat(bucket.bounds().last()).isEqualTo(THREADS * EACH);
    var seen = reader.result();
    assertThat(seen).extracting(e -> e.revision()).isSorted().doesNotHaveDuplicates();
    for (var entry : seen) {
      assertThat(where).containsEntry(entry.revision(), BucketProbe.text(entry));
    }
    for (var entry : bucket.listAll(">")) {
      assertThat(seen).contains(entry);
    }
  }

  @Test
  void of_those_who_change_a_configuration_one_wins() {
    bucket();
    for (int round = 0; round < ROUNDS; round++) {
      var current = buckets().find(ref("users")).orElseThrow().config();
      var wanted = keeping(2 + round % 2);

      var results = all(() -> buckets().update(ref("users"), current, wanted));

      assertThat(results.stream().filter(BucketCatalog.Updated.class::isInstance)).hasSize(1);
      assertThat(results.stream().filter(BucketCatalog.Changed.class::isInstance))
          .hasSize(THREADS - 1);
    }
  }

  @Test
  void of_those_who_make_a_bucket_one_makes_it() {
    for (int round = 0; round < ROUNDS; round++) {
      var name = "b" + round;

      var results = all(() -> buckets().create(TENANT, bucketOf(name)));

      assertThat(results.stream().filter(BucketCatalog.Created.class::isInstance)).hasSize(1);
      assertThat(results.stream().filter(BucketCatalog.Exists.class::isInstance))
          .hasSize(THREADS - 1);
    }
  }

  private static Bucket bucketOf(String name) {
    return new Bucket(new BucketName(name), BucketConfig.DEFAULT, TestTime.START);
  }
}
