package io.edgemq.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.edgemq.domain.StoreException;
import io.edgemq.testkit.Background;
import io.edgemq.testkit.TestTime;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

@Timeout(60)
class WriterTest {
  private static final String INSERT =
      "INSERT INTO tenant (id, tag, created_at) VALUES (?, 'tag', 'now')";

  @TempDir private Path directory;
  private Database database;
  private Checkpoints checkpoints;
  private Writer writer;
  private CallDeadlines deadlines;

  @BeforeEach
  void open() throws SQLException {
    var config = SqliteConfig.in(directory);
    database = Database.writing(config);
    new Migrations(Schema.VERSIONS).apply(database, directory);
    var expiry = new QueueExpiry(new QueueRows(database));
    var topics = new NameIndex<SqliteTopic>();
    var states = new Upkeep.States(new NameIndex<>(), topics);
    checkpoints = new Checkpoints(Database.checkpointing(config));
    var upkeep = new Upkeep(states, expiry, KvParts.of(topics).upkeep(), checkpoints);
    var tx = new Transaction(database, new TestTime(), new Room(config, () -> 1L << 50));
    deadlines = new CallDeadlines();
    deadlines.start();
    writer = new Writer(config, tx, upkeep, deadlines);
    writer.start();
  }

  @AfterEach
  void close() throws SQLException {
    writer.close();
    deadlines.close();
    checkpoints.close();
    database.close();
  }

  private static Work<Integer> insert(String id) {
    return tx -> tx.sql(INSERT).set(id).run();
  }

  private static Work<Integer> failing(SQLiteErrorCode code) {
    return tx -> {
      tx.sql(INSERT).set("half done").run();
      throw new SQLiteException("on purpose", code);
    };
  }

  /// Hands in every work of `works` while the writer is busy, so that they share a transaction.
  private List<Background<Integer>> together(List<Work<Integer>> works) throws Exception {
    var blocked = new CountDownLatch(1);
    var go = new CountDownLatch(1);
    Work<Boolean> blocker =
        _ -> {
          blocked.countDown();
          return await(go);
        };
    var busy = Background.start(() -> writer.call(blocker));
    blocked.await();
    var calls = new ArrayList<Background<Integer>>();
    for (var work : works) {
      calls.add(Background.startAndAwaitBlocked(() -> writer.call(work)));
    }
    go.countDown();
    assertThat(busy.result()).isTrue();
    return calls;
  }

  private static boolean await(CountDownLatch latch) {
    try {
      latch.await();
      return true;
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private List<String> stored() throws SQLException {
    writer.close();
    var ids = new ArrayList<String>();
    try (var rows = database.sql("SELECT id FROM tenant ORDER BY id").rows()) {
      while (rows.next()) {
        ids.add(rows.getString(1));
      }
    }
    return ids;
  }

  @Test
  void calls_that_gather_share_a_commit() throws Exception {
    var calls = together(List.of(insert("a"), insert("b"), insert("c")));

    assertThat(calls).allSatisfy(call -> assertThat(call.result()).isEqualTo(1));
    // One for the call that kept the writer busy, one for the three.
    assertThat(writer.gauges().commits.sum()).isEqualTo(2);
    assertThat(writer.gauges().commands.sum()).isEqualTo(4);
    assertThat(stored()).containsExactly("a", "b", "c");
  }

  @Test
  void a_call_that_fails_takes_no_other_with_it() throws Exception {
    var full = failing(SQLiteErrorCode.SQLITE_FULL);

    var calls = together(List.of(insert("a"), full, insert("c")));

    assertThat(calls.get(0).result()).isEqualTo(1);
    assertThat(calls.get(1).failure()).isInstanceOf(StoreException.Full.class);
    assertThat(calls.get(2).result()).isEqualTo(1);
    assertThat(stored()).containsExactly("a", "c");
  }

  @Test
  void a_call_that_refuses_before_it_writes_costs_no_rollback() throws Exception {
    Work<Integer> refusing =
        _ -> {
          throw new IllegalArgumentException("no");
        };

    var calls = together(List.of(insert("a"), refusing, insert("c")));

    assertThat(calls.get(1).failure()).isInstanceOf(IllegalArgumentException.class);
    assertThat(writer.gauges().rollbacks.sum()).isZero();
    assertThat(stored()).containsExactly("a", "c");
  }

  @Test
  void a_bug_in_the_midst_of_a_call_undoes_that_call_only() throws Exception {
    Work<Integer> bug =
        tx -> {
          tx.sql(INSERT).set("half done").run();
          throw new IllegalStateException("bug");
        };

    var calls = together(List.of(insert("a"), bug, insert("c")));

    assertThat(calls.get(1).failure()).isInstanceOf(IllegalStateException.class);
    assertThat(stored()).containsExactly("a", "c");
  }

  @Test
  void work_that_wants_to_be_alone_is() throws Exception {
    var alone = new Work.Alone<>(insert("b"));

    together(List.of(insert("a"), alone, insert("c"), insert("d"))).forEach(Background::result);

    // The blocker's, a's, b's, and that of c and d.
    assertThat(writer.gauges().commits.sum()).isEqualTo(4);
  }

  @Test
  void nothing_is_written_after_a_failed_sync() throws SQLException {
    assertThatExceptionOfType(StoreException.Unavailable.class)
        .isThrownBy(() -> writer.call(failing(SQLiteErrorCode.SQLITE_IOERR_FSYNC)));

    assertThatExceptionOfType(StoreException.Unavailable.class)
        .isThrownBy(() -> writer.call(insert("later")))
        .withMessageContaining("restart");
    assertThat(stored()).isEmpty();
  }

  @Test
  void a_passing_failure_of_the_disk_is_over_when_it_has_passed() throws SQLException {
    assertThatExceptionOfType(StoreException.Unavailable.class)
        .isThrownBy(() -> writer.call(failing(SQLiteErrorCode.SQLITE_IOERR_WRITE)));

    writer.call(insert("later"));

    assertThat(stored()).containsExactly("later");
  }

  @Test
  void a_caller_waits_no_longer_than_it_wants() throws Exception {
    var blocked = new CountDownLatch(1);
    var go = new CountDownLatch(1);
    Work<Boolean> blocker =
        _ -> {
          blocked.countDown();
          return await(go);
        };
    var busy = Background.start(() -> writer.call(blocker));
    blocked.await();

    assertThatExceptionOfType(StoreException.TimedOut.class)
        .isThrownBy(() -> writer.call(insert("late"), Duration.ofMillis(50)))
        .withMessageContaining("nothing was done");

    go.countDown();
    assertThat(busy.result()).isTrue();
    assertThat(stored()).isEmpty();
  }

  @Test
  void an_interrupted_caller_learns_what_was_done_and_stays_interrupted() {
    Thread.currentThread().interrupt();

    int changed = writer.call(insert("a"));

    assertThat(changed).isEqualTo(1);
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void a_broken_row_is_a_bug_and_no_outage() {
    writer.call(insert("a"));

    assertThatExceptionOfType(IllegalStateException.class)
        .isThrownBy(() -> writer.call(insert("a")));
  }

  @Test
  void a_refused_argument_is_the_callers() {
    Work<Integer> refusing =
        _ -> {
          throw new IllegalArgumentException("no");
        };

    assertThatIllegalArgumentException().isThrownBy(() -> writer.call(refusing));
  }

  @Test
  void a_closed_writer_is_unavailable() {
    writer.close();

    assertThatExceptionOfType(StoreException.Unavailable.class)
        .isThrownBy(() -> writer.call(insert("a")));
  }
}
