package io.edgemq.sqlite;

import io.edgemq.domain.LogBounds;
import io.edgemq.domain.Topic;
import io.edgemq.domain.TopicConfig;
import io.edgemq.domain.TopicMessage;
import io.edgemq.domain.TopicRef;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/// What is known about one topic beside its rows. The plain fields are the writer's own; other
/// threads read [#tail], [#floor], [#topic], [#isDeleted] and [#live].
final class SqliteTopic implements Tracked {
  private static final String FLUSH =
      "UPDATE topic SET first_seq = ?, last_seq = ?, last_ts = ?, last_pos = ? WHERE id = ?";

  private final long id;
  private final TopicRef ref;
  private final AtomicLong tenantBytes;
  private final LiveMessages<TopicMessage> live;
  private volatile Topic topic;
  private volatile Tail tail;
  private volatile Floor floor;
  private volatile boolean deleted;

  /// The last message's sequence and time, and how many bytes there ever were up to its end.
  long lastSeq;

  long lastTs;
  long lastPos;

  /// Rows before this one have been removed; 0 when that was not looked up yet.
  long sweptTo;

  private final List<TopicMessage> appended = new ArrayList<>();
  private boolean touched;

  /// What it adds to `tenantBytes` now.
  private long counted;

  /// Which topic it is, inside and from outside.
  ///
  /// @param tenantBytes to what its tenant's messages add up
  record Identity(long id, TopicRef ref, AtomicLong tenantBytes) {}

  /// The end of the log as of the last commit.
  ///
  /// @param seq the last sequence
  /// @param ts the last message's time
  /// @param pos how many bytes there ever were
  record Tail(long seq, long ts, long pos) {}

  /// The beginning of the log. It never goes back, whatever the limits or the clock do.
  ///
  /// @param seq the first sequence; one after the last when the log is empty
  /// @param ts the first message's time; [Long#MAX_VALUE] when the log is empty, and
  ///     [Long#MIN_VALUE] when it was not looked up yet
  /// @param pos how many bytes there ever were before it
  record Floor(long seq, long ts, long pos) {
    static final long UNKNOWN = Long.MIN_VALUE;

    /// The beginning of a log of whose first message the time is not known.
    static Floor unread(long seq, long pos) {
      return new Floor(seq, UNKNOWN, pos);
    }
  }

  SqliteTopic(Identity identity, LiveMessages<TopicMessage> live, Topic topic, Tail tail) {
    this.id = identity.id();
    this.ref = identity.ref();
    this.tenantBytes = identity.tenantBytes();
    this.live = live;
    this.topic = topic;
    this.tail = tail;
    this.floor = new Floor(1, Long.MAX_VALUE, 0);
    restore();
  }

  /// This, with what is kept beginning at `first`. How much that is, is counted once the row of
  /// `first` was looked at.
  SqliteTopic from(long first) {
    floor =
        first > tail.seq()
            ? new Floor(first, Long.MAX_VALUE, tail.pos())
            : Floor.unread(first, tail.pos());
    return this;
  }

  long id() {
    return id;
  }

  TopicRef ref() {
    return ref;
  }

  Topic topic() {
    return topic;
  }

  Tail tail() {
    return tail;
  }

  Floor floor() {
    return floor;
  }

  LiveMessages<TopicMessage> live() {
    return live;
  }

  boolean isDeleted() {
    return deleted;
  }

  /// Whether, at `now`, the log begins later than `begin` says because of age or limits.
  static boolean isOutdated(Floor begin, Tail end, TopicConfig config, long now) {
    if (begin.seq() > end.seq()) {
      return false;
    }
    return begin.ts() == Floor.UNKNOWN || !isKept(begin, end, config, now);
  }

  /// Whether the message at `at` is within the retention and the limits of a log that ends at
  /// `end`.
  static boolean isKept(Floor at, Tail end, TopicConfig config, long now) {
    var maxBytes = config.maxBytes();
    var maxMessages = config.maxMessages();
    return at.ts() > now - config.retention().toMillis()
        && (maxMessages == null || end.seq() - at.seq() < maxMessages)
        && (maxBytes == null || end.pos() - at.pos() <= maxBytes);
  }

  /// The log begins at `found` or later from now on.
  synchronized void raise(Floor found) {
    boolean sameButRead = found.seq() == floor.seq() && floor.ts() == Floor.UNKNOWN;
    if (found.seq() > floor.seq() || sameButRead) {
      floor = found;
      recount();
    }
  }

  /// Brings what the tenant's messages add up to up to date. What the limits have dropped counts
  /// until somebody has looked where the log begins.
  private void recount() {
    long now = deleted ? 0 : bytes();
    tenantBytes.addAndGet(now - counted);
    counted = now;
  }

  private long bytes() {
    return floor.seq() > tail.seq() ? 0 : tail.pos() - floor.pos();
  }

  /// What a log holds that begins and ends so.
  static LogBounds bounds(Floor begin, Tail end) {
    return new LogBounds(Math.min(begin.seq(), end.seq() + 1), end.seq());
  }

  /// A durable change of the configuration.
  void reconfigure(Topic changed) {
    topic = changed;
  }

  /// The topic is gone for good.
  void delete() {
    synchronized (this) {
      deleted = true;
      recount();
    }
    live.end();
  }

  /// The row will be written with the transaction.
  void change(Transaction tx) {
    if (!touched) {
      touched = true;
      tx.touch(this);
    }
  }

  /// A message for those who follow the log.
  void publish(TopicMessage message) {
    appended.add(message);
  }

  @Override
  public void flush(Database database) throws SQLException {
    database.sql(FLUSH).set(floor.seq()).set(lastSeq).set(lastTs).set(lastPos).set(id).run();
  }

  @Override
  public void committed() {
    var before = tail;
    touched = false;
    if (before.seq() != lastSeq) {
      grow(before);
      live.publish(appended, lastSeq);
      appended.clear();
    }
  }

  /// An empty log begins with the first message that is appended. The next look reads its time.
  private synchronized void grow(Tail before) {
    tail = new Tail(lastSeq, lastTs, lastPos);
    if (floor.seq() == before.seq() + 1) {
      floor = Floor.unread(floor.seq(), before.pos());
    }
    recount();
  }

  @Override
  public void rolledBack() {
    restore();
    appended.clear();
    touched = false;
  }

  private void restore() {
    lastSeq = tail.seq();
    lastTs = tail.ts();
    lastPos = tail.pos();
  }
}
