package io.edgemq.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.domain.Content;
import io.edgemq.domain.Payload;
import io.edgemq.domain.Placement;
import io.edgemq.domain.kv.BucketConfig;
import io.edgemq.domain.kv.KvChange;
import io.edgemq.domain.kv.KvCondition;
import io.edgemq.domain.kv.KvEntry;
import io.edgemq.domain.kv.KvKey;
import io.edgemq.domain.kv.KvValue;
import io.edgemq.ports.out.KvStore.Put;
import io.edgemq.ports.out.KvStore.PutResult;
import io.edgemq.ports.out.KvStore.Removal;
import io.edgemq.ports.out.KvStore.Written;
import io.edgemq.sqlite.KvReading.After;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The rows by revision, which outlast their entries for a while, and what the writer remembers of
/// keys.
class KvRevisionsTest {
  private static final int KEYS = 1000;

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

  private SqliteBucket bucket(int history) throws SQLException {
    return bench.bucket("users", new BucketConfig(history, null, null, Placement.DEFAULT, null));
  }

  /// Of the default type.
  private static Put put(String key, KvCondition condition) {
    var value = new KvValue(Content.DEFAULT_TYPE, new Payload(Sql.bytes("value")));
    return new Put(new KvKey(key), value, null, condition, 0);
  }

  /// Writes each of `keys` keys so often.
  private void overwrite(SqliteBucket bucket, int keys, int times) throws SQLException {
    bench.run(
        tx -> {
          for (int i = 0; i < keys * times; i++) {
            bench.kv.writing().put(tx, bucket, put("k." + i % keys, KvCondition.NONE));
          }
          return true;
        });
  }

  private List<Long> revisions(SqliteBucket bucket, After after) throws SQLException {
    return KvReading.after(bench.database(), bucket, after, bench.time.millis()).entries().stream()
        .map(KvEntry::revision)
        .toList();
  }

  @Test
  void rows_of_replaced_revisions_leave_a_portion_at_a_time() throws SQLException {
    var bucket = bucket(1);
    overwrite(bucket, KEYS, 6);

    int portions = bench.sweep();
    var whole = revisions(bucket, new After(0, 2 * KEYS, 1 << 20));

    assertThat(bench.database().texts())
        .allSatisfy(
            text ->
                assertThat(QueryPlans.of(bench.database(), text))
                    .as(text)
                    .noneMatch(QueryPlans::isSlow));
    assertThat(portions).isGreaterThanOrEqualTo(3);
    assertThat(bench.rows("kv_rev")).isEqualTo(KEYS);
    assertThat(bucket.held().stale()).isZero();
    assertThat(whole).hasSize(KEYS).isSorted().startsWith(5L * KEYS + 1);
  }

  @Test
  void a_few_rows_of_replaced_revisions_stay_and_are_counted() throws SQLException {
    var bucket = bucket(1);
    overwrite(bucket, 2, 3);
    bench.remove(bucket, "k.1", Removal.Kind.DELETE);
    bench.time.advance(KvEntry.MARKERS_KEPT);

    bench.sweep();

    assertThat(bench.rows("kv_rev")).isEqualTo(7);
    assertThat(bucket.held().stale()).isEqualTo(6);
    assertThat(bench.database().sql("SELECT stale FROM bucket").number(0)).isEqualTo(6);
  }

  @Test
  void who_reads_by_revision_passes_replaced_ones_in_bounded_steps() throws SQLException {
    var bucket = bucket(1);
    overwrite(bucket, 1, 5);

    var first = KvReading.after(bench.database(), bucket, new After(0, 3, 1000), 0);
    var second = KvReading.after(bench.database(), bucket, new After(3, 3, 1000), 0);

    assertThat(first.entries()).isEmpty();
    assertThat(first.last()).isEqualTo(3);
    assertThat(first.isEnd()).isFalse();
    assertThat(second.entries()).singleElement().returns(5L, KvEntry::revision);
    assertThat(second.isEnd()).isTrue();
  }

  @Test
  void a_kept_earlier_revision_is_found_once() throws SQLException {
    var bucket = bucket(3);
    overwrite(bucket, 2, 3);

    var all = revisions(bucket, new After(0, 100, 1000));

    assertThat(all).containsExactly(1L, 2L, 3L, 4L, 5L, 6L);
    assertThat(bench.rows("kv_rev")).isEqualTo(2);
    assertThat(bucket.held().stale()).isZero();
  }

  @Test
  void a_removed_bucket_takes_its_revisions_with_it() throws SQLException {
    var bucket = bucket(1);
    overwrite(bucket, KEYS, 3);
    bench.run(
        tx -> {
          BucketTable.delete(tx, bucket);
          return tx.sql("INSERT INTO condemned VALUES (?, 'bucket')").set(bucket.id()).run();
        });
    bench.kv.buckets().remove(bucket);

    bench.sweep();

    assertThat(bench.rows("kv_rev")).isZero();
  }

  @Test
  void a_rolled_back_write_is_not_remembered() throws SQLException {
    var bucket = bucket(1);
    overwrite(bucket, 1, 2);
    bench.fail(tx -> bench.kv.writing().put(tx, bucket, put("k.0", KvCondition.NONE)));

    Optional<PutResult> written =
        bench.run(
            tx -> bench.kv.writing().put(tx, bucket, put("k.0", new KvCondition.AtRevision(2))));

    assertThat(written).contains(new Written(3));
    assertThat(revisions(bucket, new After(0, 100, 1000))).containsExactly(3L);
  }

  @Test
  void a_value_that_had_more_to_it_is_replaced_by_a_plain_one() throws SQLException {
    var bucket = bucket(1);
    bench.put(bucket, "k.0", Duration.ofSeconds(1));
    overwrite(bucket, 1, 1);
    bench.time.advance(Duration.ofSeconds(1));
    bench.sweep();

    var entries =
        KvReading.history(bench.database(), bucket, new KvKey("k.0"), bench.time.millis());

    assertThat(entries)
        .singleElement()
        .returns(2L, KvEntry::revision)
        .returns(new KvChange.Put(put("k.0", KvCondition.NONE).value()), KvEntry::change);
  }

  @Test
  void a_key_whose_marker_has_left_begins_anew() throws SQLException {
    var bucket = bucket(1);
    overwrite(bucket, 1, 2);
    bench.remove(bucket, "k.0", Removal.Kind.DELETE);
    bench.time.advance(KvEntry.MARKERS_KEPT);
    bench.sweep();

    overwrite(bucket, 1, 1);

    assertThat(bench.rows("kv_entry")).isEqualTo(1);
    assertThat(revisions(bucket, new After(0, 100, 1000))).containsExactly(4L);
  }

  @Test
  void more_keys_than_are_remembered_are_all_known() throws SQLException {
    var bucket = bucket(1);
    int keys = LatestKeys.MOST + 10;

    overwrite(bucket, keys, 3);

    assertThat(bucket.held().keys()).isEqualTo(keys);
    assertThat(bench.rows("kv_entry")).isEqualTo(keys);
    assertThat(bucket.held().stale()).isEqualTo(2L * keys);
  }
}
