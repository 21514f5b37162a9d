package io.edgemq.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.domain.Paging;
import io.edgemq.domain.Placement;
import io.edgemq.domain.kv.BucketConfig;
import io.edgemq.domain.kv.KeyFilter;
import io.edgemq.domain.kv.KvCondition;
import io.edgemq.domain.kv.KvEntry;
import io.edgemq.domain.kv.KvKey;
import io.edgemq.ports.out.KvStore.Increment;
import io.edgemq.ports.out.KvStore.Removal;
import io.edgemq.sqlite.KvReading.After;
import io.edgemq.sqlite.KvReading.Query;
import io.edgemq.sqlite.KvReading.Revision;
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
import org.sqlite.ProgressHandler;

/// What calls about buckets cost, whatever there is in them.
class KvCostTest {
  private static final int FEW = 100;
  private static final int MANY = 20_000;

  @TempDir private Path directory;
  private Workbench bench;
  private long steps;

  @BeforeEach
  void open() throws SQLException {
    bench = new Workbench(directory);
  }

  @AfterEach
  void close() throws SQLException {
    bench.close();
  }

  private interface Action {
    void run() throws SQLException;
  }

  /// In steps of SQLite's virtual machine.
  private long steps(Action action) throws SQLException {
    steps = 0;
    var counter =
        new ProgressHandler() {
          @Override
          protected int progress() {
            steps++;
            return 0;
          }
        };
    ProgressHandler.setHandler(bench.database().connection(), 1, counter);
    action.run();
    ProgressHandler.clearHandler(bench.database().connection());
    return steps;
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

  private long use(SqliteBucket bucket) throws SQLException {
    long now = bench.time.millis();
    var key = new KvKey("k.50");
    var query = new Query(new KeyFilter("k.*"), new Paging("k.5", 10), 1000);
    return steps(
        () -> {
          bench.put(bucket, "k.50", null);
          KvReading.get(bench.database(), bucket, key, now);
          KvReading.get(bench.database(), bucket, new Revision(key, 7), now);
          KvReading.history(bench.database(), bucket, key, now);
          KvReading.after(bench.database(), bucket, new After(10, 5, 1000), now);
          KvReading.list(bench.database(), bucket, query, now);
          KvReading.over(bench.database(), bucket, now);
          bench.sweep();
        });
  }

  @Test
  void no_statement_scans_a_table_or_sorts_rows() throws SQLException {
    exerciseBuckets();

    for (var text : bench.database().texts()) {
      assertThat(QueryPlans.of(bench.database(), text)).as(text).noneMatch(QueryPlans::isSlow);
    }
  }

  private void exerciseBuckets() throws SQLException {
    var database = bench.database();
    var day = Duration.ofDays(1);
    var bucket = bench.bucket("users", config(2, null));
    for (var key : List.of("a", "a", "b", "b", "b", "c", "c")) {
      bench.put(bucket, key, null);
    }
    bench.put(bucket, "d", day);
    bench.put(bucket, "e", day);
    bench.put(bucket, "e", day.multipliedBy(30));
    bench.database().execute("UPDATE kv_past SET due = 1 WHERE due > 0");
    bench.remove(bucket, "a", Removal.Kind.DELETE);
    bench.put(bucket, "a", null);
    bench.remove(bucket, "b", Removal.Kind.PURGE);
    fill(bucket, 0, 1);
    fill(bucket, 0, 1);
    var key = new KvKey("c");
    long now = bench.time.millis();
    KvReading.get(database, bucket, new Revision(key, 6), now);
    KvReading.history(database, bucket, key, now);
    KvReading.after(database, bucket, new After(0, 10, 1000), now);
    KvReading.list(database, bucket, new Query(KeyFilter.ALL, new Paging("a", 10), 10), now);
    KvReading.over(database, bucket, now);
    bucket.dueBy = day;
    bench.sweep();
    bench.time.advance(KvEntry.MARKERS_KEPT);
    bench.sweep();
    bench.run(tx -> tx.sql("INSERT INTO condemned VALUES (?, 'bucket')").set(bucket.id()).run());
    bench.sweep();
    assertThat(database.texts())
        .filteredOn(text -> text.contains("kv_entry") || text.contains("kv_past"))
        .as("statements about entries")
        .hasSize(28);
  }

  @Test
  void a_write_and_reads_cost_the_same_whatever_there_is() throws SQLException {
    var bucket = bench.bucket("users", config(3, Duration.ofDays(1)));
    fill(bucket, 0, FEW);
    for (int i = 0; i < 5; i++) {
      use(bucket);
    }
    long few = use(bucket);
    fill(bucket, FEW, MANY);
    use(bucket);

    assertThat(use(bucket)).isGreaterThan(100).isLessThanOrEqualTo(few + few / 10);
  }
}
