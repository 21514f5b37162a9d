package io.edgemq.sqlite;

import io.edgemq.domain.Queue;
import io.edgemq.domain.QueueRef;
import io.edgemq.domain.QueueType;
import io.edgemq.domain.lease.Moment;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicLong;

/// What the writer knows about one queue beside its rows. The fields are the writer's own; other
/// threads read [#queue], [#snapshot], [#isDeleted] and [#waiters].
final class SqliteQueue implements Tracked {
  private static final String FLUSH =
      """
      UPDATE queue SET store = ?, last_seq = ?, last_ts = ?, cursor = ?, messages = ?, floor = ?,
        bytes = ?
      WHERE id = ?""";

  private final long id;
  private final QueueRef ref;
  private final AtomicLong tenantBytes;
  private final Waiters waiters = new Waiters();
  private volatile Queue queue;
  private volatile Snapshot snapshot;
  private volatile boolean deleted;

  /// The number under which the rows of this queue's messages are kept; a purge takes a new one.
  long store;

  long lastSeq;
  long lastTs;

  /// Up to here every message of a standard queue was handed out or listed as pending.
  long cursor;

  /// How many rows of messages there are, those past their retention included.
  long messages;

  /// What those messages count: payloads and attributes.
  long bytes;

  /// Every message before this one is past its retention, whether or not its row is still there.
  long floor;

  /// No message from the floor on is older than this; lags behind as messages leave.
  long oldestTs;

  /// No pending message that waits becomes visible before this; lags behind as messages leave.
  long nextDue;

  /// No pending message that can be received whatever the clock says is listed before this.
  long nextAlways;

  /// No row of a message before this one is left. Other threads read it, too.
  volatile long sweptTo;

  private int arrived;
  private boolean touched;
  private boolean dirty;

  /// What other threads see: the state as of the last commit.
  record Snapshot(
      long store,
      long lastSeq,
      long lastTs,
      long cursor,
      long messages,
      long bytes,
      long floor,
      long oldestTs,
      long nextDue,
      long nextAlways) {
    /// A store without a message, ever, of a queue whose first sequence is behind `last`.
    static Snapshot empty(long store, long last) {
      long never = Long.MAX_VALUE;
      return new Snapshot(store, last, 0, last, 0, 0, last + 1, never, never, never);
    }
  }

  /// Which queue it is, inside and from outside.
  ///
  /// @param tenantBytes to what its tenant's messages add up
  record Identity(long id, QueueRef ref, AtomicLong tenantBytes) {}

  SqliteQueue(Identity identity, Queue queue, Snapshot snapshot) {
    this.id = identity.id();
    this.ref = identity.ref();
    this.tenantBytes = identity.tenantBytes();
    this.queue = queue;
    this.snapshot = snapshot;
    tenantBytes.addAndGet(snapshot.bytes());
    restore();
  }

  long id() {
    return id;
  }

  QueueRef ref() {
    return ref;
  }

  Waiters waiters() {
    return waiters;
  }

  Queue queue() {
    return queue;
  }

  Snapshot snapshot() {
    return snapshot;
  }

  boolean isFifo() {
    return queue.config().type() == QueueType.FIFO;
  }

  /// A message stored at this time or before is past its retention at `now`.
  long expiry(long now) {
    return now - queue.config().retention().toMillis();
  }

  /// Whether, as of the last commit, a receive at `now` might find something.
  boolean mayHaveReady(Moment now) {
    var seen = snapshot;
    return seen.cursor() < seen.lastSeq()
        || seen.nextAlways() != Long.MAX_VALUE
        || seen.nextDue() <= now.elapsed()
        || isFifoWithExpired(seen, now.wall());
  }

  /// Whether, as of the last commit, [Snapshot#bytes] may count messages that are past their
  /// retention at `now`.
  boolean mayCountExpired(long now) {
    var seen = snapshot;
    return seen.oldestTs() <= expiry(now) || (!isFifo() && sweptTo < seen.floor());
  }

  private boolean isFifoWithExpired(Snapshot seen, long now) {
    return isFifo() && seen.oldestTs() <= expiry(now);
  }

  /// In how many milliseconds, as of the last commit, something becomes visible by itself at the
  /// earliest: a lease or a delay ends, or the first of a group is past its retention.
  /// [Long#MAX_VALUE]: nothing does.
  long millisToNextDue(Moment now) {
    var seen = snapshot;
    long due = seen.nextDue() == Long.MAX_VALUE ? Long.MAX_VALUE : seen.nextDue() - now.elapsed();
    return isFifo() && seen.oldestTs() != Long.MAX_VALUE
        ? Math.min(due, seen.oldestTs() - expiry(now.wall()))
        : due;
  }

  /// A durable change of the configuration.
  void reconfigure(Queue changed) {
    queue = changed;
    waiters.dueChanged();
  }

  /// The queue is gone for good.
  void delete() {
    deleted = true;
    tenantBytes.addAndGet(-snapshot.bytes());
    waiters.end();
  }

  boolean isDeleted() {
    return deleted;
  }

  /// The row will be written with the transaction.
  void change(Transaction tx) {
    dirty = true;
    changeHints(tx);
  }

  /// Only what is not in the row changes: `floor`, `oldestTs` or `nextDue`.
  void changeHints(Transaction tx) {
    if (!touched) {
      touched = true;
      tx.touch(this);
    }
  }

  /// A message that was listed: it can be received from `due` on ([DueTime]).
  void listed(long due) {
    if (DueTime.isAlways(due)) {
      nextAlways = Math.min(nextAlways, due);
      visible();
    } else {
      nextDue = Math.min(nextDue, due);
    }
  }

  /// A message that was handed out until `end`.
  void leased(long end) {
    nextDue = Math.min(nextDue, end);
  }

  /// One more message can be received at once.
  void visible() {
    arrived++;
  }

  @Override
  public void flush(Database database) throws SQLException {
    if (dirty) {
      database
          .sql(FLUSH)
          .set(store)
          .set(lastSeq)
          .set(lastTs)
          .set(cursor)
          .set(messages)
          .set(floor)
          .set(bytes)
          .set(id)
          .run();
    }
  }

  @Override
  public void committed() {
    var before = snapshot;
    snapshot =
        new Snapshot(
            store, lastSeq, lastTs, cursor, messages, bytes, floor, oldestTs, nextDue, nextAlways);
    tenantBytes.addAndGet(bytes - before.bytes());
    int news = arrived;
    clear();
    if (news > 0) {
      waiters.arrived(news);
    }
    if (nextDue < before.nextDue() || oldestTs < before.oldestTs()) {
      waiters.dueChanged();
    }
  }

  @Override
  public void rolledBack() {
    restore();
    sweptTo = 0;
    clear();
  }

  private void restore() {
    store = snapshot.store();
    lastSeq = snapshot.lastSeq();
    lastTs = snapshot.lastTs();
    cursor = snapshot.cursor();
    messages = snapshot.messages();
    bytes = snapshot.bytes();
    floor = snapshot.floor();
    oldestTs = snapshot.oldestTs();
    nextDue = snapshot.nextDue();
    nextAlways = snapshot.nextAlways();
  }

  private void clear() {
    arrived = 0;
    touched = false;
    dirty = false;
  }
}
