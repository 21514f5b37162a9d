package io.edgemq.sqlite;

import static io.edgemq.testkit.TestMessages.message;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.edgemq.domain.Queue;
import io.edgemq.domain.QueueConfig;
import io.edgemq.domain.QueueName;
import io.edgemq.domain.QueueRef;
import io.edgemq.domain.TenantId;
import io.edgemq.domain.Topic;
import io.edgemq.domain.TopicConfig;
import io.edgemq.domain.TopicName;
import io.edgemq.domain.TopicRef;
import io.edgemq.ports.out.QueueStore.Forwarded;
import io.edgemq.ports.out.QueueStore.SourceMessage;
import io.edgemq.ports.out.SourceId;
import io.edgemq.ports.out.TopicLog;
import io.edgemq.testkit.TestMessages;
import io.edgemq.testkit.TestTime;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The rows of marks, and what a call that fails leaves of them.
@Timeout(60)
class SourceMarksTest {
  private static final QueueRef QUEUE = new QueueRef(new TenantId("acme"), new QueueName("jobs"));
  private static final QueueRef OTHER = new QueueRef(QUEUE.tenant(), new QueueName("mails"));
  private static final SourceId SOURCE = new SourceId("sub_1-0");

  @TempDir private Path directory;

  @BeforeEach
  void makeQueues() {
    try (var store = open()) {
      for (var ref : List.of(QUEUE, OTHER)) {
        var queue = new Queue(ref.name(), QueueConfig.standard(1 << 20), Instant.EPOCH);
        store.queueCatalog().create(ref.tenant(), queue);
      }
    }
  }

  private SqliteStore open() {
    return SqliteStore.open(SqliteConfig.in(directory), new TestTime());
  }

  private static SourceMessage at(long sequence) {
    return new SourceMessage(sequence, message("s" + sequence));
  }

  private long marks() throws SQLException {
    try (var database = Database.writing(SqliteConfig.in(directory))) {
      return database.sql("SELECT count(*) FROM source_mark").number(0);
    }
  }

  private void execute(String sql) throws SQLException {
    try (var database = Database.writing(SqliteConfig.in(directory))) {
      database.execute(sql);
    }
  }

  @Test
  void a_source_that_offers_nothing_leaves_no_mark() throws SQLException {
    try (var store = open()) {
      store.queueStore().forward(QUEUE, SOURCE, List.of());
    }

    assertThat(marks()).isZero();
  }

  @Test
  void the_marks_go_with_their_queue() throws SQLException {
    try (var store = open()) {
      store.queueStore().forward(QUEUE, SOURCE, List.of(at(1)));
      store.queueStore().forward(QUEUE, new SourceId("sub_2-0"), List.of(at(1)));
      store.queueStore().forward(OTHER, SOURCE, List.of(at(1)));

      store.queueCatalog().delete(QUEUE);
    }

    assertThat(marks()).isEqualTo(1);
  }

  @Test
  void a_source_that_retires_takes_its_mark() throws SQLException {
    try (var store = open()) {
      store.queueStore().forward(QUEUE, SOURCE, List.of(at(1)));
      store.queueStore().forward(OTHER, SOURCE, List.of(at(1)));

      store.queueStore().retire(QUEUE, SOURCE);
    }

    assertThat(marks()).isEqualTo(1);
  }

  @Test
  void a_topic_has_marks_of_its_own_and_takes_them_along() throws SQLException {
    var topic = new TopicRef(QUEUE.tenant(), new TopicName("orders"));
    var message = new TopicLog.SourceMessage(1, TestMessages.about("orders", "1"));
    var source = new TopicLog.Source(SOURCE, 0, 0);
    try (var store = open()) {
      var config = TopicConfig.DEFAULT;
      store.topicCatalog().create(topic.tenant(), new Topic(topic.name(), config, Instant.EPOCH));
      store.topicLog().forward(topic, source, List.of(message));
      store.queueStore().forward(QUEUE, SOURCE, List.of(at(1), at(2)));
    }
    assertThat(marks()).isEqualTo(2);

    try (var store = open()) {
      assertThat(store.topicLog().forward(topic, source, List.of(message)))
          .isEqualTo(new TopicLog.Forwarded(1, 1));
      store.topicCatalog().delete(topic);
    }

    assertThat(marks()).isEqualTo(1);
  }

  /// The last of the batch cannot be stored, or the mark cannot be moved.
  @ParameterizedTest
  @ValueSource(
      strings = {"BEFORE INSERT ON queue_message WHEN new.seq = 4", "BEFORE UPDATE ON source_mark"})
  void a_batch_that_fails_in_the_middle_stores_nothing_and_moves_no_mark(String event)
      throws SQLException {
    execute("CREATE TRIGGER broken " + event + " BEGIN SELECT raise(ABORT, 'broken'); END");
    try (var store = open()) {
      store.queueStore().forward(QUEUE, SOURCE, List.of(at(1)));
      var batch = List.of(at(1), at(2), at(3), at(4));

      assertThatIllegalStateException()
          .isThrownBy(() -> store.queueStore().forward(QUEUE, SOURCE, batch));

      assertThat(store.queueStore().forward(QUEUE, SOURCE, List.of())).isEqualTo(new Forwarded(1));
      assertThat(store.queueStore().lastSequence(QUEUE)).contains(1L);
    }
  }
}
