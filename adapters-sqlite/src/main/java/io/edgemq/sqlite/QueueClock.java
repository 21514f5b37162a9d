package io.edgemq.sqlite;

import io.edgemq.domain.lease.Moment;
import io.edgemq.ports.out.StoreTime;
import io.edgemq.store.Moments;
import java.sql.SQLException;

/// Queue time: the unix milliseconds by which leases and delays are listed. It passes as the
/// process's own clock does, whatever happens to the wall clock. Over a restart it goes on from
/// where it was, by as much as the wall clock did; it never goes back. So nothing runs for longer
/// than it was meant to.
final class QueueClock {
  private static final System.Logger LOG = System.getLogger(QueueClock.class.getName());

  /// How old the mark in the database may be while the store is written to.
  private static final long GRAIN_MILLIS = 1_000;

  private static final String READ = "SELECT queue_time, wall FROM queue_clock WHERE id = 1";
  private static final String MARK = "INSERT OR REPLACE INTO queue_clock VALUES (1, ?, ?)";

  private final StoreTime time;
  private final long begin;
  private final long beganAt;
  private long marked = Long.MIN_VALUE;

  private QueueClock(StoreTime time, long begin, long beganAt) {
    this.time = time;
    this.begin = begin;
    this.beganAt = beganAt;
  }

  /// Goes on from the mark in the database.
  static QueueClock open(Database database, StoreTime time) throws SQLException {
    var now = Moments.now(time);
    try (var rows = database.sql(READ).rows()) {
      long begin = rows.next() ? next(rows.getLong(1), rows.getLong(2), now.wall()) : now.wall();
      return new QueueClock(time, begin, now.elapsed());
    }
  }

  /// The queue time at `wall`. When the wall clock was set back meanwhile, nobody knows how much
  /// time has passed: as much as there may be since the mark was left.
  private static long next(long queueTime, long markedAt, long wall) {
    return queueTime + (wall < markedAt ? GRAIN_MILLIS : wall - markedAt);
  }

  /// Queue time now; what is elapsed is queue time.
  Moment now() {
    var now = Moments.now(time);
    return new Moment(now.wall(), begin + now.elapsed() - beganAt);
  }

  /// Unix milliseconds by the wall clock.
  long wall() {
    return time.millis();
  }

  /// Whether the mark is old.
  boolean isMarkDue(Moment now) {
    return now.elapsed() - GRAIN_MILLIS >= marked;
  }

  /// Leaves a mark in the database. It counts once it is committed.
  void mark(Database database, Moment now) throws SQLException {
    database.sql(MARK).set(now.elapsed()).set(now.wall()).run();
  }

  /// The mark of this moment is durable.
  void marked(Moment now) {
    marked = now.elapsed();
  }

  /// Marks the time at the end, so that queue time goes on from here. Without it, it goes on from
  /// an earlier mark.
  void leaveMark(Database database) {
    try {
      mark(database, now());
    } catch (SQLException unwritable) {
      LOG.log(
          System.Logger.Level.DEBUG,
          "the time was not marked; why={0}",
          String.valueOf(unwritable));
    }
  }
}
