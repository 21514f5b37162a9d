package io.edgemq.sqlite;

import static io.edgemq.testkit.TestMessages.about;
import static io.edgemq.testkit.TestMessages.delayed;
import static io.edgemq.testkit.TestMessages.grouped;
import static io.edgemq.testkit.TestMessages.keyed;
import static io.edgemq.testkit.TestMessages.message;
import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.domain.NewQueueMessage;
import io.edgemq.domain.NewTopicMessage;
import io.edgemq.domain.TopicConfig;
import io.edgemq.testkit.QueueSetup;
import io.edgemq.testkit.TopicSetup;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collections;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What nobody can see any more leaves the file, a portion at a time.
class UpkeepTest {
  private static final int MANY = 3_000;

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

  private static NewQueueMessage[] copies(NewQueueMessage message) {
    return Collections.nCopies(MANY, message).toArray(NewQueueMessage[]::new);
  }

  @Test
  void what_is_past_its_retention_leaves_a_queue() throws SQLException {
    var queue = bench.queue("jobs", QueueSetup.standard().retention(Duration.ofDays(1)).config());
    bench.send(queue, copies(message("old")));
    bench.time.advance(Duration.ofDays(1));
    bench.send(queue, message("young"));

    int portions = bench.sweep();

    assertThat(bench.rows("queue_message")).isEqualTo(1);
    assertThat(queue.messages).isEqualTo(1);
    assertThat(portions).as("portions, not one long transaction").isGreaterThan(3);
  }

  @Test
  void what_is_past_its_retention_leaves_a_fifo_queue() throws SQLException {
    var setup = QueueSetup.fifo().retention(Duration.ofDays(1));
    var queue = bench.queue("jobs.fifo", setup.config());
    bench.send(queue, copies(grouped("g", "old")));
    bench.receive(queue, 1);
    bench.time.advance(Duration.ofDays(1));

    bench.sweep();

    assertThat(bench.rows("queue_message")).isZero();
    assertThat(bench.rows("queue_pending")).isZero();
    assertThat(bench.rows("queue_waiting")).isZero();
  }

  @Test
  void a_purged_store_leaves_with_all_its_rows() throws SQLException {
    var queue = bench.queue("jobs", QueueSetup.standard().config());
    bench.send(queue, copies(message("m")));
    bench.receive(queue, 100);
    bench.send(queue, delayed("later", Duration.ofHours(1)));
    bench.run(tx -> SqliteQueueStore.purge(tx, queue));
    bench.send(queue, message("new"));

    bench.sweep();

    assertThat(bench.rows("queue_message")).isEqualTo(1);
    assertThat(bench.rows("queue_pending")).isZero();
    assertThat(bench.rows("condemned")).isZero();
  }

  @Test
  void what_is_beyond_its_limits_leaves_a_topic() throws SQLException {
    var topic = bench.topic("orders", TopicSetup.maxMessages(10));
    var messages = Collections.nCopies(MANY, about("orders", "m"));
    bench.append(topic, messages.toArray(NewTopicMessage[]::new));

    bench.sweep();

    assertThat(bench.rows("topic_message")).isEqualTo(10);
  }

  @Test
  void what_is_past_its_retention_leaves_a_topic() throws SQLException {
    var topic = bench.topic("orders", TopicSetup.retention(Duration.ofDays(1)));
    bench.append(topic, about("orders", "old"));
    bench.time.advance(Duration.ofDays(1));
    bench.append(topic, about("orders", "young"));

    bench.sweep();

    assertThat(bench.rows("topic_message")).isEqualTo(1);
  }

  @Test
  void a_dedup_key_is_forgotten_after_its_window() throws SQLException {
    var queue = bench.queue("jobs", QueueSetup.standard().config());
    var topic = bench.topic("orders", TopicConfig.DEFAULT);
    bench.send(queue, keyed("k", "m"));
    bench.append(topic, about("orders", "m"));
    bench.time.advance(Duration.ofMinutes(2));

    bench.sweep();

    assertThat(bench.rows("dedup")).isZero();
  }

  @Test
  void what_can_be_seen_stays() throws SQLException {
    var queue = bench.queue("jobs", QueueSetup.standard().config());
    var topic = bench.topic("orders", TopicConfig.DEFAULT);
    bench.send(queue, keyed("k", "ready"), message("leased"));
    bench.receive(queue, 1);
    bench.append(topic, about("orders", "m"));

    bench.sweep();

    assertThat(bench.rows("queue_message")).isEqualTo(2);
    assertThat(bench.rows("queue_pending")).isEqualTo(1);
    assertThat(bench.rows("topic_message")).isEqualTo(1);
    assertThat(bench.rows("dedup")).isEqualTo(1);
  }
}
