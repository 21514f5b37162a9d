package io.edgemq.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.edgemq.domain.Queue;
import io.edgemq.domain.QueueConfig;
import io.edgemq.domain.QueueName;
import io.edgemq.domain.QueueRef;
import io.edgemq.domain.ReceiveRequest;
import io.edgemq.domain.StoreException;
import io.edgemq.domain.TenantId;
import io.edgemq.ports.out.QueueStore.ReceiveResult;
import io.edgemq.ports.out.QueueStore.Received;
import io.edgemq.testkit.Background;
import io.edgemq.testkit.TestMessages;
import io.edgemq.testkit.TestTime;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Long bodies are read beside the writer. There is one reader here, which a test can keep busy.
@Timeout(60)
class QueueBodiesTest {
  private static final TenantId TENANT = new TenantId("acme");
  private static final QueueRef REF = new QueueRef(TENANT, new QueueName("jobs"));
  private static final String LONG = "x".repeat(100_000);

  /// After which a read fails.
  private static final Duration PATIENCE = Duration.ofSeconds(3);

  @TempDir private Path directory;
  private final CountDownLatch blocked = new CountDownLatch(1);
  private final CountDownLatch go = new CountDownLatch(1);
  private Database database;
  private Checkpoints checkpoints;
  private CallDeadlines deadlines;
  private Engine engine;
  private SqliteQueue queue;
  private SqliteQueueStore store;

  @BeforeEach
  void open() throws SQLException {
    var config = SqliteConfig.in(directory);
    database = Database.writing(config);
    new Migrations(Schema.VERSIONS).apply(database, directory);
    var rows = new QueueRows(database);
    var expiry = new QueueExpiry(rows);
    var queues = new NameIndex<SqliteQueue>();
    var topics = new NameIndex<SqliteTopic>();
    checkpoints = new Checkpoints(Database.checkpointing(config));
    var oneReader =
        new SqliteConfig(directory, SqliteConfig.DEFAULT_NAME, null, 1, 1 << 20, 16, PATIENCE);
    var states = new Upkeep.States(queues, topics);
    var kv = KvParts.of(topics);
    var upkeep = new Upkeep(states, expiry, kv.upkeep(), checkpoints);
    deadlines = new CallDeadlines();
    deadlines.start();
    var clock = new TestTime();
    var work = new Transaction(database, clock, new Room(config, () -> 1L << 50));
    var writer = new Writer(config, work, upkeep, deadlines);
    var readers = new Readers(oneReader, deadlines);
    engine = new Engine(writer, readers, clock, work.clock(), queues, topics, kv.buckets());
    writer.start();
    readers.start();
    var jobs = new Queue(REF.name(), QueueConfig.standard(1 << 20), Instant.EPOCH);
    queue = writer.call(tx -> new QueueTable(new TenantBytes()).insert(tx, REF, jobs));
    queues.put(TENANT, REF.name().value(), queue);
    store = new SqliteQueueStore(engine, rows);
  }

  @AfterEach
  void close() throws SQLException {
    go.countDown();
    engine.writer().close();
    engine.readers().close();
    deadlines.close();
    checkpoints.close();
    database.close();
  }

  /// Keeps the reader busy until the test says `go`.
  private Background<Boolean> blockReader() throws InterruptedException {
    Readers.Query<Boolean> blocker =
        _ -> {
          blocked.countDown();
          try {
            go.await();
          } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
          }
          return true;
        };
    var blocking = Background.start(() -> engine.readers().call(blocker));
    blocked.await();
    return blocking;
  }

  private ReceiveResult receive() throws InterruptedException {
    return store.receive(REF, new ReceiveRequest(10, Duration.ofHours(1), Duration.ZERO));
  }

  private static List<String> texts(ReceiveResult result) {
    return ((Received) result)
        .messages().stream().map(m -> TestMessages.text(m.message().content())).toList();
  }

  @Test
  void short_messages_need_no_reader() throws Exception {
    store.send(REF, List.of(TestMessages.message("short")));
    var unused = blockReader();

    assertThat(texts(receive())).containsExactly("short");
  }

  @Test
  void a_long_body_is_not_read_by_the_writer() throws Exception {
    store.send(REF, List.of(TestMessages.message(LONG)));
    var unused = blockReader();

    assertThatExceptionOfType(StoreException.TimedOut.class).isThrownBy(this::receive);
  }

  @Test
  void leases_whose_bodies_cannot_be_read_are_given_back() throws Exception {
    store.send(REF, List.of(TestMessages.message("short"), TestMessages.message(LONG)));
    var blocking = blockReader();
    assertThatExceptionOfType(StoreException.TimedOut.class).isThrownBy(this::receive);

    go.countDown();
    assertThat(blocking.failure()).isInstanceOf(StoreException.TimedOut.class);

    var received = (Received) receive();
    assertThat(texts(received)).containsExactlyInAnyOrder("short", LONG);
    assertThat(received.messages()).allMatch(message -> message.lease().attempt() == 1);
  }

  @Test
  void a_message_that_is_removed_before_its_body_is_read_is_left_out() throws Exception {
    store.send(REF, List.of(TestMessages.message(LONG), TestMessages.message("short")));
    var unused = blockReader();
    var receiving = Background.start(this::receive);
    while (queue.snapshot().cursor() < 2) { // both are leased and the lease is committed
      Thread.onSpinWait();
    }

    int removed =
        engine.writer().call(tx -> tx.sql("DELETE FROM queue_message WHERE seq = 1").run());
    go.countDown();

    assertThat(removed).isEqualTo(1);
    assertThat(texts(receiving.result())).containsExactly("short");
  }

  @Test
  void neighbours_and_others_are_read_alike() throws Exception {
    for (int i = 1; i <= 6; i++) {
      store.send(REF, List.of(TestMessages.message(LONG + i)));
    }
    var first = (Received) receive();
    var again = first.messages().stream().filter(m -> m.message().sequence() % 2 == 0).toList();
    store.unreceive(REF, again.stream().map(m -> m.lease().handle()).toList());

    assertThat(texts(first)).hasSize(6).allMatch(text -> text.startsWith(LONG));
    assertThat(texts(receive())).containsExactly(LONG + 2, LONG + 4, LONG + 6);
  }
}
