package io.edgemq.sqlite;

import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/// The rows of queues' messages. A standard queue's message is a row of `queue_message` and nothing
/// else until it is handed out for the first time: those above the queue's cursor are there to be
/// taken. Whatever was handed out, delayed or taken back is listed in `queue_pending` by the time
/// at which it can be received. In a FIFO queue only the first of each group is listed there; the
/// others wait in `queue_waiting`.
final class QueueRows {
  private static final String INSERT = "INSERT INTO queue_message VALUES (?, ?, ?, ?, ?, ?, ?, ?)";
  private static final String COPY =
      """
      INSERT INTO queue_message
      SELECT ?, ?, ?, ?, ?, ?, ?, body FROM queue_message WHERE store = ? AND seq = ?""";
  private static final String SIZE =
      "SELECT id, length(body), meta FROM queue_message WHERE store = ? AND seq = ?";
  private static final String DELETE = "DELETE FROM queue_message WHERE id = ?";
  private static final String FIND =
      "SELECT " + Message.COLUMNS + " FROM queue_message m WHERE store = ? AND seq = ?";
  private static final String EXISTS = "SELECT 1 FROM queue_message WHERE store = ? AND seq = ?";
  private static final String LIST = "INSERT INTO queue_pending VALUES (?, ?, ?, ?, 0, 0, 0, ?, 0)";
  private static final String UNLIST =
      "DELETE FROM queue_pending WHERE store = ? AND due = ? AND seq = ?";
  private static final String HEAD =
      "SELECT due, seq FROM queue_pending WHERE store = ? AND grp = ?";
  private static final String WAIT = "INSERT INTO queue_waiting VALUES (?, ?, ?, ?, ?)";
  private static final String FIRST_WAITING =
      """
      SELECT seq, due, message FROM queue_waiting WHERE store = ? AND grp = ?
      ORDER BY seq LIMIT 1""";
  private static final String UNWAIT =
      "DELETE FROM queue_waiting WHERE store = ? AND grp = ? AND seq = ?";

  /// The group of messages without a group in a FIFO queue. No group can be named so.
  private static final byte[] NO_GROUP = {};

  private long nextId;

  /// The rows of an open database.
  QueueRows(Database database) throws SQLException {
    this.nextId = database.sql("SELECT max(id) FROM queue_message").number(0) + 1;
  }

  /// A message's row as the writer reads it. A long body is left out: it fills further pages, which
  /// readers read after the commit. A short one is in the page that the writer looks at anyway.
  ///
  /// @param ts when it was stored, or when its predecessor was if the clock was set back since
  /// @param size how many bytes the body has
  /// @param shortBody null when the body is longer than [#SHORT_BYTES]
  record Message(
      long seq,
      long ts,
      byte @Nullable [] group,
      byte[] meta,
      long size,
      byte @Nullable [] shortBody) {
    /// Up to where a body is short: such a row fits into its page, as a rule.
    static final int SHORT_BYTES = Database.PAGE_BYTES * 3 / 4;

    /// What [#read] reads, of a table called `m`; first the sequence, then whether it is listed.
    /// SQLite knows the length of a body from the row's header, without reading the body.
    static final String COLUMNS =
        "m.seq, m.listed, m.ts, m.grp, m.meta, length(m.body), CASE WHEN length(m.body) <= "
            + SHORT_BYTES
            + " THEN m.body END";

    /// What it counts toward its queue's bytes: [io.edgemq.domain.Content#sizeInBytes].
    long bytes() {
      return size + ContentCodec.attributeBytes(meta);
    }

    /// Reads [#COLUMNS], the first of which is column `first`.
    static Message read(ResultSet rows, int first) throws SQLException {
      return new Message(
          rows.getLong(first),
          rows.getLong(first + 2),
          rows.getBytes(first + 3),
          rows.getBytes(first + 4),
          rows.getLong(first + 5),
          rows.getBytes(first + 6));
    }
  }

  /// A message that is about to become a row.
  ///
  /// @param bytes what it counts toward its queue's bytes
  record Draft(byte @Nullable [] group, byte[] meta, byte[] body, long bytes, long delay) {}

  /// A message that is about to become another queue's, with its group and its body.
  ///
  /// @param store where the message is now
  /// @param meta what its row will say of it
  record Copy(long store, Message message, byte[] meta) {}

  /// Adds a message to the end of the queue; its sequence.
  long append(Transaction tx, SqliteQueue queue, Draft draft) throws SQLException {
    var row = next(tx, queue, draft.delay());
    columns(tx.sql(INSERT), row, draft.group(), draft.meta()).set(draft.body()).run();
    queue.bytes += draft.bytes();
    tx.wrote(draft.body().length + draft.meta().length);
    enter(tx, queue, row, group(queue, draft.group()));
    return row.seq();
  }

  /// Adds a copy of a message to the end of the queue, as a message that was never received,
  /// without delay. The original must still be there: its body is copied within the database.
  void append(Transaction tx, SqliteQueue queue, Copy copy) throws SQLException {
    var message = copy.message();
    var row = next(tx, queue, 0);
    columns(tx.sql(COPY), row, message.group(), copy.meta())
        .set(copy.store())
        .set(message.seq())
        .run();
    queue.bytes += message.size() + ContentCodec.attributeBytes(copy.meta());
    tx.wrote(message.size() + copy.meta().length);
    enter(tx, queue, row, group(queue, message.group()));
  }

  /// A row that is about to be written.
  private record Row(long id, long store, long seq, long ts, long delay, boolean listed) {}

  private Row next(Transaction tx, SqliteQueue queue, long delay) {
    queue.change(tx);
    queue.lastSeq++;
    queue.lastTs = Math.max(tx.now(), queue.lastTs);
    queue.messages++;
    queue.oldestTs = Math.min(queue.oldestTs, queue.lastTs);
    boolean listed = queue.isFifo() || delay > 0;
    return new Row(nextId++, queue.store, queue.lastSeq, queue.lastTs, delay, listed);
  }

  private static Sql columns(Sql statement, Row row, byte @Nullable [] group, byte[] meta)
      throws SQLException {
    return statement
        .set(row.id())
        .set(row.store())
        .set(row.seq())
        .set(row.ts())
        .set(row.listed() ? 1 : 0)
        .set(group)
        .set(meta);
  }

  private void enter(Transaction tx, SqliteQueue queue, Row row, byte @Nullable [] group)
      throws SQLException {
    if (!row.listed()) {
      queue.visible();
      return;
    }
    if (queue.cursor == row.seq() - 1) {
      queue.cursor = row.seq();
    }
    var due = DueTime.after(tx.queueTime(), row.delay());
    enlist(tx, queue, new Waiting(row.seq(), due, row.id()), group);
  }

  /// What waits its turn in a FIFO queue.
  private record Waiting(long seq, long due, long id) {}

  /// The group that orders a message in this queue; null in a standard queue.
  private static byte @Nullable [] group(SqliteQueue queue, byte @Nullable [] group) {
    if (!queue.isFifo()) {
      return null;
    }
    return group == null ? NO_GROUP : group;
  }

  private void enlist(Transaction tx, SqliteQueue queue, Waiting message, byte @Nullable [] group)
      throws SQLException {
    if (group != null && tx.sql(HEAD).set(queue.store).set(group).any()) {
      tx.sql(WAIT)
          .set(queue.store)
          .set(group)
          .set(message.seq())
          .set(message.due())
          .set(message.id())
          .run();
    } else {
      list(tx, queue, message, group);
    }
  }

  private void list(Transaction tx, SqliteQueue queue, Waiting message, byte @Nullable [] group)
      throws SQLException {
    tx.sql(LIST)
        .set(queue.store)
        .set(message.due())
        .set(message.seq())
        .set(message.id())
        .set(group)
        .run();
    queue.changeHints(tx);
    queue.listed(message.due());
  }

  /// The message, if its row is there.
  @Nullable Message find(Transaction tx, SqliteQueue queue, long seq) throws SQLException {
    try (var rows = tx.sql(FIND).set(queue.store).set(seq).rows()) {
      return rows.next() ? Message.read(rows, 1) : null;
    }
  }

  /// Whether the message is in the queue.
  boolean exists(Transaction tx, SqliteQueue queue, long seq) throws SQLException {
    return seq >= queue.floor && tx.sql(EXISTS).set(queue.store).set(seq).any();
  }

  /// Removes the listing of a message. Answers whether there was one.
  boolean unlist(Transaction tx, SqliteQueue queue, long due, long seq) throws SQLException {
    return tx.sql(UNLIST).set(queue.store).set(due).set(seq).run() > 0;
  }

  /// Removes a message that is not listed any more, and lets the next message of its group through.
  void remove(Transaction tx, SqliteQueue queue, long seq, byte @Nullable [] group)
      throws SQLException {
    delete(tx, queue, seq);
    var key = group(queue, group);
    if (key != null) {
      promote(tx, queue, key);
    }
  }

  private void promote(Transaction tx, SqliteQueue queue, byte[] group) throws SQLException {
    Waiting next;
    try (var rows = tx.sql(FIRST_WAITING).set(queue.store).set(group).rows()) {
      if (!rows.next()) {
        return;
      }
      next = new Waiting(rows.getLong(1), rows.getLong(2), rows.getLong(3));
    }
    tx.sql(UNWAIT).set(queue.store).set(group).set(next.seq()).run();
    list(tx, queue, next, group);
  }

  /// Removes a message of a FIFO queue wherever it stands in its group.
  void removeFromGroup(Transaction tx, SqliteQueue queue, Message message) throws SQLException {
    var key = message.group() == null ? NO_GROUP : message.group();
    var due = headDue(tx, queue, key, message.seq());
    if (due != null) {
      unlist(tx, queue, due, message.seq());
      remove(tx, queue, message.seq(), key);
    } else {
      tx.sql(UNWAIT).set(queue.store).set(key).set(message.seq()).run();
      delete(tx, queue, message.seq());
    }
  }

  /// Removes the row of a message. SQLite would read the whole row, its body too, if the deletion
  /// itself answered how large that was.
  private static void delete(Transaction tx, SqliteQueue queue, long seq) throws SQLException {
    queue.change(tx);
    long id;
    long bytes;
    try (var rows = tx.sql(SIZE).set(queue.store).set(seq).rows()) {
      if (!rows.next()) {
        return;
      }
      id = rows.getLong(1);
      bytes = rows.getLong(2) + ContentCodec.attributeBytes(rows.getBytes(3));
    }
    int removed = tx.sql(DELETE).set(id).run();
    queue.messages -= removed;
    queue.bytes -= removed * bytes;
  }

  /// When the first message of the group becomes visible, if its sequence is `seq`; otherwise null.
  private @Nullable Long headDue(Transaction tx, SqliteQueue queue, byte[] group, long seq)
      throws SQLException {
    try (var rows = tx.sql(HEAD).set(queue.store).set(group).rows()) {
      return rows.next() && rows.getLong(2) == seq ? (Long) rows.getLong(1) : null;
    }
  }
}
