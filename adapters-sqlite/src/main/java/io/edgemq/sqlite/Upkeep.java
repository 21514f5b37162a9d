package io.edgemq.sqlite;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// What the writer does between commits, in small portions. It removes rows that nobody can see any
/// more, and has the log moved into the database.
final class Upkeep {
  private static final int MOST_ROWS = 4000;
  private static final int MOST_STATES = 512;
  private static final String TOPIC_FIRST =
      "SELECT seq FROM topic_message WHERE topic = ? ORDER BY seq LIMIT 1";
  private static final String TOPIC_DELETE =
      "DELETE FROM topic_message WHERE topic = ? AND seq < ?";
  private static final String CONDEMNED = "SELECT id, kind FROM condemned LIMIT 1";
  private static final String ABSOLVE = "DELETE FROM condemned WHERE id = ?";
  private static final String DELETE_TOPIC =
      """
      DELETE FROM topic_message WHERE id IN (
        SELECT id FROM topic_message WHERE topic = ? LIMIT 1000)""";
  private static final List<String> DELETE_STORE =
      List.of(
          """
          DELETE FROM queue_message WHERE id IN (
            SELECT id FROM queue_message WHERE store = ? LIMIT 1000)""",
          """
          DELETE FROM queue_pending WHERE (store, due, seq) IN (
            SELECT store, due, seq FROM queue_pending WHERE store = ? LIMIT 1000)""",
          """
          DELETE FROM queue_waiting WHERE (store, grp, seq) IN (
            SELECT store, grp, seq FROM queue_waiting WHERE store = ? LIMIT 1000)""");

  private static final List<String> DELETE_DELIVERY =
      Stream.concat(DeadLetterRows.CLEAR.stream(), Stream.of(AttemptRows.CLEAR)).toList();

  private final NameIndex<SqliteQueue> queues;
  private final NameIndex<SqliteTopic> topics;
  private final QueueExpiry expiry;
  private final KvUpkeep kv;
  private final Checkpoints checkpoints;
  private final List<SqliteQueue> queuesToDo = new ArrayList<>();
  private final List<SqliteTopic> topicsToDo = new ArrayList<>();

  Upkeep(States states, QueueExpiry expiry, KvUpkeep kv, Checkpoints checkpoints) {
    this.queues = states.queues();
    this.topics = states.topics();
    this.expiry = expiry;
    this.kv = kv;
    this.checkpoints = checkpoints;
  }

  /// What there is to keep up.
  record States(NameIndex<SqliteQueue> queues, NameIndex<SqliteTopic> topics) {}

  /// Finds out how much room there is.
  void lookForRoom(Transaction tx) {
    try {
      tx.room().look(tx.database());
    } catch (SQLException unknown) {
      // The next look may succeed. A failure that lasts shows up in the calls.
    }
  }

  /// Removes some of the rows that nobody can see. Answers whether there are more.
  boolean sweep(Transaction tx) throws SQLException {
    boolean more = clearCondemned(tx);
    more |= DedupRows.forget(tx);
    more |= FormerRows.forget(tx);
    more |= DeadLetterRows.dropOld(tx);
    more |= AttemptRows.dropOld(tx);
    more |= kv.sweep(tx);
    more |= sweepQueues(tx);
    more |= sweepTopics(tx);
    return more;
  }

  /// Counts a commit towards the next move of the log. On a disk that is nearly full the log must
  /// not grow, so it is moved at once.
  void committed(Transaction tx) {
    checkpoints.committed(tx.bytes());
    if (tx.room().isTight()) {
      checkpoints.whenTight(tx.database(), tx.room().logBytes());
    }
  }

  /// Has the log moved when it is long, or when there is nothing else to do.
  void checkpoint(Transaction tx, boolean idle) {
    if (idle && tx.room().isTight()) {
      checkpoints.giveBack(tx.database(), tx.room().logBytes());
    }
    if (idle) {
      checkpoints.whenIdle(tx.database());
    } else {
      checkpoints.whenBusy(tx.database());
    }
  }

  private static boolean clearCondemned(Transaction tx) throws SQLException {
    long id;
    String kind;
    try (var rows = tx.sql(CONDEMNED).rows()) {
      if (!rows.next()) {
        return false;
      }
      id = rows.getLong(1);
      kind = rows.getString(2);
    }
    int removed = 0;
    for (var statement : clearing(kind)) {
      removed += tx.sql(statement).set(id).run();
    }
    if (removed == 0) {
      tx.sql(ABSOLVE).set(id).run();
    }
    return true;
  }

  private static List<String> clearing(String kind) {
    return switch (kind) {
      case "topic" -> List.of(DELETE_TOPIC);
      case KvUpkeep.CONDEMNED -> KvUpkeep.CLEAR;
      case DeliveryTable.CONDEMNED -> DELETE_DELIVERY;
      default -> DELETE_STORE;
    };
  }

  private boolean sweepQueues(Transaction tx) throws SQLException {
    if (queuesToDo.isEmpty()) {
      queuesToDo.addAll(queues.all());
    }
    for (int i = 0; i < MOST_STATES && !queuesToDo.isEmpty(); i++) {
      var queue = queuesToDo.getLast();
      if (!queue.isDeleted() && sweep(tx, queue)) {
        return true;
      }
      queuesToDo.removeLast();
    }
    return false;
  }

  private boolean sweep(Transaction tx, SqliteQueue queue) throws SQLException {
    boolean more = expiry.raise(tx, queue);
    boolean clear = !queue.isFifo() && queue.floor > queue.sweptTo;
    return clear ? expiry.clear(tx, queue) : more;
  }

  private boolean sweepTopics(Transaction tx) throws SQLException {
    if (topicsToDo.isEmpty()) {
      topicsToDo.addAll(topics.all());
    }
    int rows = 0;
    for (int i = 0; i < MOST_STATES && !topicsToDo.isEmpty(); i++) {
      var topic = topicsToDo.getLast();
      rows += topic.isDeleted() ? 0 : sweep(tx, topic);
      if (rows >= MOST_ROWS) {
        return true;
      }
      topicsToDo.removeLast();
    }
    return false;
  }

  private static int sweep(Transaction tx, SqliteTopic topic) throws SQLException {
    var floor = FloorSearch.view(tx.database(), topic, tx.now()).floor();
    if (floor.seq() <= topic.sweptTo) {
      return 0;
    }
    if (topic.sweptTo == 0) {
      topic.sweptTo = tx.sql(TOPIC_FIRST).set(topic.id()).number(floor.seq());
    }
    long to = Math.min(floor.seq(), topic.sweptTo + MOST_ROWS);
    int removed = tx.sql(TOPIC_DELETE).set(topic.id()).set(to).run();
    if (removed > 0) {
      topic.change(tx);
    }
    topic.sweptTo = Math.max(to, topic.sweptTo);
    return removed;
  }
}
