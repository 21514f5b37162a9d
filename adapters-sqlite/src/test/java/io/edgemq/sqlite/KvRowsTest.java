package io.edgemq.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.domain.Paging;
import io.edgemq.domain.Placement;
import io.edgemq.domain.TopicName;
import io.edgemq.domain.kv.Bucket;
import io.edgemq.domain.kv.BucketConfig;
import io.edgemq.domain.kv.KeyFilter;
import io.edgemq.domain.kv.KvCondition;
import io.edgemq.domain.kv.KvEntry;
import io.edgemq.domain.kv.KvKey;
import io.edgemq.ports.out.KvStore.Increment;
import io.edgemq.ports.out.KvStore.Removal;
import io.edgemq.sqlite.KvReading.Query;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What is kept of buckets in rows, and that it leaves a portion at a time.
class KvRowsTest {
  private static final int SOME = 1_200;

  @TempDir private Path directory;
  private Workbench bench;

  @BeforeEach
  void open() throws SQLException {
    bench = new Workbench(directory);
  }

  @AfterEach
  void close() throws SQLException {
    bench.close();
  }

  private static BucketConfig config(int history, @Nullable Duration ttl) {
    return new BucketConfig(history, ttl, null, Placement.DEFAULT, null);
  }

  private void fill(SqliteBucket bucket, int from, int to) throws SQLException {
    var now = new ArrayList<Integer>();
    for (int i = from; i < to; i++) {
      now.add(i);
    }
    bench.run(
        tx -> {
          for (int i : now) {
            var increment = new Increment(new KvKey("k." + i), 1, null, KvCondition.NONE, 0);
            bench.kv.writing().increment(tx, bucket, increment);
          }
          return true;
        });
  }

  private void reconfigure(SqliteBucket bucket, BucketConfig config) throws SQLException {
    bench.run(
        tx -> {
          BucketTable.update(tx, bucket, config);
          return true;
        });
    bucket.reconfigure(new Bucket(bucket.ref().name(), config, bucket.bucket().createdAt()));
  }

  @Test
  void what_has_expired_is_marked_a_portion_at_a_time() throws SQLException {
    var bucket = bench.bucket("users", config(1, Duration.ofMinutes(1)));
    fill(bucket, 0, SOME);
    bench.time.advance(Duration.ofMinutes(1));

    int portions = bench.sweep();

    assertThat(portions).isGreaterThanOrEqualTo(3);
    assertThat(bucket.held().keys()).isZero();
    assertThat(bucket.held().lastRev()).isEqualTo(2L * SOME);
    assertThat(bench.database().sql("SELECT count(*) FROM kv_entry WHERE due > 0").number(0))
        .isZero();
  }

  @Test
  void markers_leave_a_portion_at_a_time() throws SQLException {
    var bucket = bench.bucket("users", config(1, Duration.ofMinutes(1)));
    fill(bucket, 0, SOME);
    bench.time.advance(Duration.ofMinutes(1));
    bench.sweep();
    bench.time.advance(KvEntry.MARKERS_KEPT);

    int portions = bench.sweep();

    assertThat(portions).isGreaterThanOrEqualTo(3);
    assertThat(bench.rows("kv_entry")).isZero();
    assertThat(bucket.held().bytes()).isZero();
    assertThat(bucket.held().since()).isEqualTo(2L * SOME);
  }

  @Test
  void a_removed_bucket_leaves_with_all_its_rows() throws SQLException {
    var bucket = bench.bucket("users", config(2, Duration.ofMinutes(1)));
    fill(bucket, 0, SOME);
    fill(bucket, 0, SOME);
    bench.remove(bucket, "k.1", Removal.Kind.DELETE);
    var other = bench.bucket("other", config(2, null));
    bench.put(other, "a", null);
    bench.put(other, "a", null);
    bench.run(
        tx -> {
          BucketTable.delete(tx, bucket);
          return tx.sql("INSERT INTO condemned VALUES (?, 'bucket')").set(bucket.id()).run();
        });
    bench.kv.buckets().remove(bucket);
    bench.time.advance(KvEntry.MARKERS_KEPT);

    int portions = bench.sweep();

    assertThat(portions).isGreaterThanOrEqualTo(3);
    assertThat(bench.rows("kv_entry")).isEqualTo(1);
    assertThat(bench.rows("kv_past")).isEqualTo(1);
    assertThat(bench.rows("condemned")).isZero();
  }

  @Test
  void a_shorter_history_takes_revisions_away_a_portion_at_a_time() throws SQLException {
    var bucket = bench.bucket("users", config(3, null));
    for (int i = 0; i < 3; i++) {
      fill(bucket, 0, 250);
    }
    bench.sweep();
    long whole = bucket.held().bytes();

    reconfigure(bucket, config(1, null));
    int portions = bench.sweep();

    assertThat(portions).isGreaterThanOrEqualTo(3);
    assertThat(bench.rows("kv_past")).isZero();
    assertThat(bucket.held().bytes()).isEqualTo(whole / 3);
  }

  @Test
  void a_time_to_live_that_is_set_later_counts_from_the_write() throws SQLException {
    var bucket = bench.bucket("users", config(1, null));
    fill(bucket, 0, SOME);
    bench.time.advance(Duration.ofMinutes(1));
    bench.put(bucket, "young", null);

    reconfigure(bucket, config(1, Duration.ofMinutes(1)));
    bench.sweep();

    assertThat(bucket.held().keys()).isEqualTo(1);
    assertThat(bucket.held().dueBy()).isEqualTo(Duration.ofMinutes(1));
  }

  @Test
  void a_time_to_live_that_is_taken_back_lets_values_live() throws SQLException {
    var bucket = bench.bucket("users", config(1, Duration.ofMinutes(1)));
    fill(bucket, 0, 3);
    bench.put(bucket, "own", Duration.ofSeconds(70));

    reconfigure(bucket, config(1, null));
    bench.time.advance(Duration.ofSeconds(69));
    bench.sweep();
    long before = bucket.held().keys();
    bench.time.advance(Duration.ofSeconds(1));
    bench.sweep();

    assertThat(before).isEqualTo(4);
    assertThat(bucket.held().keys()).isEqualTo(3);
  }

  @Test
  void a_time_to_live_that_was_another_one_for_a_moment_is_reckoned_anew() throws SQLException {
    var minute = Duration.ofMinutes(1);
    var bucket = bench.bucket("users", config(1, minute));
    reconfigure(bucket, config(1, null));
    bench.put(bucket, "a", null);

    reconfigure(bucket, config(1, minute));
    assertThat(bucket.held().dueBy()).isEqualTo(SqliteBucket.SEVERAL);
    bench.sweep();
    bench.time.advance(minute);
    bench.sweep();

    assertThat(bucket.held().keys()).isZero();
    assertThat(bucket.held().dueBy()).isEqualTo(minute);
  }

  @Test
  void an_earlier_value_ends_in_its_time_and_nothing_is_told() throws SQLException {
    var bucket = bench.bucket("users", config(3, null));
    bench.put(bucket, "a", Duration.ofSeconds(1));
    bench.put(bucket, "a", null);
    bench.time.advance(Duration.ofSeconds(1));
    var key = new KvKey("a");
    var before =
        KvReading.history(bench.database(), bucket, key, bench.time.millis()).stream()
            .map(KvEntry::revision)
            .toList();

    bench.sweep();

    assertThat(before).containsExactly(2L);
    assertThat(bench.rows("kv_past")).isZero();
    assertThat(bucket.held().bytes()).isEqualTo(6);
    assertThat(bucket.held().lastRev()).isEqualTo(2);
  }

  @Test
  void what_a_rolled_back_write_changed_is_as_it_was() throws SQLException {
    var bucket = bench.bucket("users", config(2, null));
    bench.put(bucket, "a", null);
    var before = bucket.held();

    bench.fail(
        tx ->
            bench
                .kv
                .writing()
                .increment(
                    tx, bucket, new Increment(new KvKey("n"), 1, null, KvCondition.NONE, 0)));
    bench.put(bucket, "b", null);

    assertThat(before.lastRev()).isEqualTo(1);
    assertThat(bucket.held().lastRev()).isEqualTo(2);
    assertThat(bucket.held().keys()).isEqualTo(2);
    assertThat(bucket.held().bytes()).isEqualTo(12);
    assertThat(bench.tenantBytes.read(bucket.ref().tenant())).isEqualTo(12);
  }

  @Test
  void an_expiry_makes_the_topic_that_it_is_told_on() throws SQLException {
    var telling = config(1, null).telling(new TopicName("changes"));
    var bucket = bench.bucket("users", config(1, null));
    bench.put(bucket, "a", Duration.ofSeconds(1));
    bench.put(bucket, "b", Duration.ofSeconds(1));
    reconfigure(bucket, telling);
    bench.time.advance(Duration.ofSeconds(1));

    bench.sweep();

    assertThat(bench.rows("topic")).isEqualTo(1);
    assertThat(bench.rows("topic_message")).isEqualTo(2);
  }

  @Test
  void what_is_kept_in_rows_adds_up() throws SQLException {
    var bucket = bench.bucket("users", config(3, null));
    for (int i = 0; i < 5; i++) {
      bench.put(bucket, "a", null);
      bench.put(bucket, "b." + i, Duration.ofSeconds(1));
    }
    bench.remove(bucket, "a", Removal.Kind.DELETE);
    bench.put(bucket, "a", null);
    bench.remove(bucket, "b.1", Removal.Kind.PURGE);
    bench.time.advance(Duration.ofSeconds(1));
    bench.sweep();

    long bytes = 0;
    for (var table : List.of("kv_entry", "kv_past")) {
      bytes +=
          bench
              .database()
              .sql("SELECT coalesce(sum(length(key) + length(value)), 0) FROM " + table)
              .number(0);
    }

    assertThat(bucket.held().bytes()).isEqualTo(bytes);
    assertThat(bench.rows("kv_past")).isEqualTo(2);
    assertThat(bench.database().sql("SELECT sum(past) FROM kv_entry").number(0)).isEqualTo(2);
  }

  @Test
  void a_list_goes_by_bytes_and_in_pages() throws SQLException {
    var bucket = bench.bucket("users", config(1, null));
    for (var key : List.of("a.b", "a", "a/b", "a-b", "a.c.d", "B", "b")) {
      bench.put(bucket, key, null);
    }
    var pages = new ArrayList<String>();

    String after = null;
    do {
      var query = new Query(KeyFilter.ALL, new Paging(after, 2), 1 << 20);
      var page = KvReading.list(bench.database(), bucket, query, bench.time.millis());
      page.items().forEach(entry -> pages.add(entry.key().value()));
      after = page.next();
    } while (after != null);

    assertThat(pages).containsExactly("B", "a", "a-b", "a.b", "a.c.d", "a/b", "b");
  }
}
