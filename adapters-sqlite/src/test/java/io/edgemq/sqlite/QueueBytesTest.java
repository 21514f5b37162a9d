package io.edgemq.sqlite;

import static io.edgemq.testkit.TestMessages.delayed;
import static io.edgemq.testkit.TestMessages.grouped;
import static io.edgemq.testkit.TestMessages.message;
import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.domain.DeadLetterReason;
import io.edgemq.domain.NewQueueMessage;
import io.edgemq.domain.Settlement;
import io.edgemq.domain.TenantId;
import io.edgemq.testkit.QueueSetup;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collections;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The sum that is kept with a queue is that of its rows, whatever becomes of them.
class QueueBytesTest {
  private static final TenantId TENANT = new TenantId("acme");
  private static final Duration DAY = Duration.ofDays(1);

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

  private long kept(SqliteQueue queue) throws SQLException {
    return bench.database().sql("SELECT bytes FROM queue WHERE id = ?").set(queue.id()).number(-1);
  }

  /// None of the messages has attributes.
  private long inRows(SqliteQueue queue) throws SQLException {
    return bench
        .database()
        .sql("SELECT coalesce(sum(length(body)), 0) FROM queue_message WHERE store = ?")
        .set(queue.store)
        .number(-1);
  }

  private void assertSum(SqliteQueue queue, long bytes) throws SQLException {
    assertThat(kept(queue)).isEqualTo(bytes).isEqualTo(inRows(queue));
    assertThat(queue.snapshot().bytes()).isEqualTo(bytes);
  }

  @Test
  void a_standard_queue() throws SQLException {
    var queue = bench.queue("jobs", QueueSetup.standard().retention(DAY).config());
    bench.send(queue, message("a"), message("bb"), delayed("ccc", Duration.ofSeconds(9)));
    assertSum(queue, 6);
    bench.ack(queue, bench.receive(queue, 1));
    assertSum(queue, 5);
    bench.time.advance(DAY);
    bench.send(queue, message("young"));
    assertSum(queue, 10);
    assertThat(QueueBytes.live(bench.database(), queue, bench.time.millis())).isEqualTo(5);

    bench.sweep();

    assertSum(queue, 5);
    bench.run(tx -> SqliteQueueStore.purge(tx, queue));
    assertSum(queue, 0);
    assertThat(bench.tenantBytes.read(TENANT)).isZero();
  }

  @Test
  void a_fifo_queue() throws SQLException {
    var queue = bench.queue("jobs.fifo", QueueSetup.fifo().retention(DAY).config());
    bench.send(queue, grouped("g", "a"), grouped("g", "bb"), grouped("h", "ccc"), message("d"));
    bench.ack(queue, bench.receive(queue, 1));
    assertSum(queue, 6);
    bench.time.advance(DAY);
    bench.send(queue, grouped("g", "young"));
    assertThat(QueueBytes.live(bench.database(), queue, bench.time.millis())).isEqualTo(5);

    bench.sweep();

    assertSum(queue, 5);
  }

  @Test
  void a_queue_whose_dead_letters_go_elsewhere() throws SQLException {
    var dead = bench.queue("dead", QueueSetup.standard().config());
    var queue = bench.queue("jobs", QueueSetup.standard().deadLetter("dead", 9).config());
    bench.send(queue, message("a"), message("bb"));
    var leased = bench.receive(queue, 1).getFirst();

    bench.settle(queue, new Settlement.Reject(leased.key().handle(), new DeadLetterReason("bad")));

    assertSum(queue, 2);
    var letter = bench.receive(dead, 1);
    var content = ContentCodec.decode(letter.getFirst().message().meta(), new byte[] {(byte) 'a'});
    assertThat(kept(dead)).isEqualTo(content.sizeInBytes()).isGreaterThan(1);
    assertThat(bench.tenantBytes.read(TENANT)).isEqualTo(2 + content.sizeInBytes());
    bench.ack(dead, letter);
    assertSum(dead, 0);
  }

  @Test
  void what_is_rolled_back_counts_nothing() throws SQLException {
    var queue = bench.queue("jobs", QueueSetup.standard().config());
    bench.send(queue, message("a"));

    bench.fail(
        tx -> {
          queue.change(tx);
          queue.bytes += 7;
          return true;
        });

    bench.send(queue, message("bb"));
    assertSum(queue, 3);
    assertThat(bench.tenantBytes.read(TENANT)).isEqualTo(3);
  }

  @Test
  void much_that_is_past_its_retention_is_looked_at_in_part() throws SQLException {
    int many = 12_000;
    var queue = bench.queue("jobs", QueueSetup.standard().retention(DAY).config());
    bench.send(queue, Collections.nCopies(many, message("m")).toArray(NewQueueMessage[]::new));
    bench.time.advance(DAY);

    assertThat(QueueBytes.live(bench.database(), queue, bench.time.millis())).isEqualTo(2_000);
    bench.sweep();

    assertSum(queue, 0);
    assertThat(queue.mayCountExpired(bench.time.millis())).isFalse();
  }
}
