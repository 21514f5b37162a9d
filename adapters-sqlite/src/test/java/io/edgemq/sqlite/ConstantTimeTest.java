package io.edgemq.sqlite;

import static io.edgemq.testkit.TestMessages.about;
import static io.edgemq.testkit.TestMessages.delayed;
import static io.edgemq.testkit.TestMessages.grouped;
import static io.edgemq.testkit.TestMessages.keyed;
import static io.edgemq.testkit.TestMessages.message;
import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.domain.NewQueueMessage;
import io.edgemq.domain.NewTopicMessage;
import io.edgemq.domain.Paging;
import io.edgemq.domain.QueueConfig;
import io.edgemq.domain.Settlement;
import io.edgemq.domain.SubjectFilter;
import io.edgemq.domain.TokenHash;
import io.edgemq.domain.TopicConfig;
import io.edgemq.domain.invite.Invite;
import io.edgemq.domain.invite.InviteRequest;
import io.edgemq.ports.out.TopicLog.Query;
import io.edgemq.testkit.AuditTexts;
import io.edgemq.testkit.QueueSetup;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collections;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.ProgressHandler;

/// What a call costs does not depend on how many messages there are. Counted in steps of SQLite's
/// virtual machine, which are the same on every machine and every run.
class ConstantTimeTest {
  private static final int FEW = 100;
  private static final int MANY = 20_000;
  private static final QueueConfig STANDARD = QueueSetup.standard().config();

  @TempDir private Path directory;
  private Workbench bench;
  private long steps;

  private interface Action {
    void run() throws SQLException;
  }

  @BeforeEach
  void open() throws SQLException {
    bench = new Workbench(directory);
  }

  @AfterEach
  void close() throws SQLException {
    bench.close();
  }

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

  private void fill(SqliteQueue queue, int count) throws SQLException {
    bench.send(queue, Collections.nCopies(count, message("m")).toArray(NewQueueMessage[]::new));
  }

  private long receiveAndAck(SqliteQueue queue) throws SQLException {
    return steps(() -> bench.ack(queue, bench.receive(queue, 10)));
  }

  @Test
  void receiving_and_acknowledging_costs_the_same_whatever_the_backlog() throws SQLException {
    var queue = bench.queue("jobs", STANDARD);
    fill(queue, FEW);
    receiveAndAck(queue);
    long few = receiveAndAck(queue);
    fill(queue, MANY);

    assertThat(receiveAndAck(queue)).isGreaterThan(100).isLessThanOrEqualTo(few);
  }

  @Test
  void receiving_costs_the_same_whatever_is_leased_or_delayed() throws SQLException {
    var queue = bench.queue("jobs", STANDARD);
    fill(queue, FEW);
    receiveAndAck(queue);
    long before = receiveAndAck(queue);
    fill(queue, MANY);
    bench.receive(queue, MANY / 2);
    var later = delayed("later", Duration.ofHours(1));
    bench.send(queue, Collections.nCopies(MANY / 2, later).toArray(NewQueueMessage[]::new));

    assertThat(receiveAndAck(queue)).isLessThanOrEqualTo(before + before / 10);
  }

  @Test
  void receiving_what_came_back_costs_the_same_whatever_came_back() throws SQLException {
    var queue = bench.queue("jobs", STANDARD);
    fill(queue, FEW);
    bench.receive(queue, FEW);
    bench.time.advance(Duration.ofSeconds(30));
    long few = receiveAndAck(queue);
    fill(queue, MANY);
    bench.receive(queue, MANY);
    bench.time.advance(Duration.ofSeconds(30));

    assertThat(receiveAndAck(queue)).isLessThanOrEqualTo(few + few / 5);
  }

  @Test
  void a_group_costs_the_same_whatever_its_length() throws SQLException {
    var queue = bench.queue("jobs.fifo", QueueSetup.fifo().config());
    bench.send(queue, grouped("g", "1"), grouped("g", "2"), grouped("g", "3"));
    receiveAndAck(queue);
    long few = receiveAndAck(queue);
    var more = Collections.nCopies(MANY, grouped("g", "m"));
    bench.send(queue, more.toArray(NewQueueMessage[]::new));

    assertThat(receiveAndAck(queue)).isLessThanOrEqualTo(few);
  }

  @Test
  void a_purge_costs_the_same_whatever_there_is() throws SQLException {
    var queue = bench.queue("jobs", STANDARD);
    fill(queue, MANY);

    // One row that condemns the old store, one new number, one row of the queue.
    long cost =
        steps(
            () ->
                bench.run(
                    tx -> {
                      queue.change(tx);
                      return SqliteQueueStore.purge(tx, queue);
                    }));

    assertThat(cost).isLessThan(200);
  }

  @Test
  void passing_over_what_is_past_its_retention_costs_little_whatever_that_is() throws SQLException {
    var queue = bench.queue("jobs", QueueSetup.standard().retention(Duration.ofDays(1)).config());
    fill(queue, MANY);
    bench.time.advance(Duration.ofDays(1));
    fill(queue, FEW);

    long cost = receiveAndAck(queue);

    long young = receiveAndAck(queue);
    assertThat(cost).isLessThan(3 * young);
  }

  @Test
  void dropping_what_a_topic_must_not_keep_costs_little_to_its_readers() throws SQLException {
    var topic =
        bench.topic(
            "orders",
            new TopicConfig(
                Duration.ofDays(1),
                1L << 30,
                null,
                TopicConfig.DEFAULT.storage(),
                TopicConfig.DEFAULT.placement()));
    var message = Collections.nCopies(MANY, about("orders", "m"));
    bench.append(topic, message.toArray(NewTopicMessage[]::new));
    bench.time.advance(Duration.ofDays(1));
    bench.append(topic, about("orders", "young"));
    long now = bench.time.millis();

    long cost = steps(() -> FloorSearch.view(bench.database(), topic, now));

    assertThat(FloorSearch.view(bench.database(), topic, now).bounds().first()).isEqualTo(MANY + 1);
    assertThat(cost).isLessThan(50 * 20);
  }

  @Test
  void no_statement_scans_a_table_or_sorts_rows() throws SQLException {
    exerciseEverything();

    for (var text : bench.database().texts()) {
      assertThat(QueryPlans.of(bench.database(), text)).as(text).noneMatch(QueryPlans::isSlow);
    }
  }

  private void exerciseEverything() throws SQLException {
    bench.queue("dead", STANDARD);
    var queue = bench.queue("jobs", QueueSetup.standard().deadLetter("dead", 2).config());
    bench.send(queue, message("a"), keyed("k", "b"), delayed("c", Duration.ofSeconds(5)));
    var leased = bench.receive(queue, 2);
    bench.settle(
        queue,
        new Settlement.Nack(leased.getFirst().key().handle(), Duration.ZERO),
        new Settlement.Extend(leased.getLast().key().handle(), Duration.ofSeconds(9)));
    bench.receive(queue, 10);
    bench.time.advance(Duration.ofSeconds(60));
    bench.receive(queue, 10);
    var fifo = bench.queue("jobs.fifo", QueueSetup.fifo().config());
    bench.send(fifo, grouped("g", "a"), grouped("g", "b"));
    bench.ack(fifo, bench.receive(fifo, 1));
    bench.time.advance(Duration.ofDays(30));
    var topic = bench.topic("orders", TopicConfig.DEFAULT);
    bench.append(topic, about("orders", "a"), about("orders.x", "b"));
    var all = new Query(1, SubjectFilter.ALL, 10, 1000);
    TopicScan.page(bench.database(), topic, all, bench.time.millis());
    var countdown = new TopicScan.Countdown(2, 1, 1, 3);
    TopicScan.countDown(bench.database(), topic, SubjectFilter.ALL, countdown);
    QueueCounting.count(bench.database(), queue, bench.now());
    QueueCounting.count(bench.database(), fifo, bench.now());
    QueueBytes.live(bench.database(), queue, bench.time.millis());
    exerciseControl();
    bench.sweep();
  }

  private void exerciseControl() throws SQLException {
    var database = bench.database();
    bench.run(tx -> AuditRows.append(tx, AuditTexts.record(1), AuditTexts.SEALER));
    AuditRows.after(database, 0, 10);
    AuditRows.before(database, 2, 10);
    var now = bench.time.instant();
    var token = new TokenHash("0".repeat(64));
    var invite = Invite.open("inv_1", token, "tag", "ops", now, now.plusSeconds(1));
    bench.run(tx -> InviteRows.add(tx, invite));
    bench.run(tx -> InviteRows.replace(tx, invite, invite.in(Invite.State.CLAIMING, null)));
    InviteRows.find(database, token);
    InviteRows.claiming(database);
    InviteRows.list(database, new Paging("inv_1", 10));
    var request = new InviteRequest("req_1", "who", "e", "r", "a", now, null);
    var decision = new InviteRequest.Decision(now, "ops", "", null);
    bench.run(tx -> InviteRequestRows.add(tx, request));
    bench.run(tx -> InviteRequestRows.replace(tx, request, request.decided(decision)));
    InviteRequestRows.list(database, null, new Paging("req_1", 10));
    InviteRequestRows.list(database, InviteRequest.Status.PENDING, new Paging(null, 10));
    assertThat(database.texts())
        .filteredOn(text -> text.contains("audit") || text.contains("invite"))
        .as("statements about the audit and invites")
        .hasSize(19);
    assertThat(database.texts())
        .filteredOn(text -> text.contains("WHERE status = ?"))
        .singleElement()
        .satisfies(
            text ->
                assertThat(QueryPlans.of(database, text))
                    .anyMatch(step -> step.contains("invite_request_status")));
  }
}
