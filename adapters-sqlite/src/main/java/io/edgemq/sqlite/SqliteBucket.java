package io.edgemq.sqlite;

import io.edgemq.domain.BucketRef;
import io.edgemq.domain.kv.Bucket;
import io.edgemq.domain.kv.BucketBounds;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// What is known about one bucket beside its rows. The plain fields are the writer's own; other
/// threads read [#held], [#bucket], [#isDeleted] and [#live].
final class SqliteBucket implements Tracked {
  private static final String FLUSH =
      """
      UPDATE bucket SET last_rev = ?, since = ?, keys = ?, bytes = ?, due_by = ?, stale = ?
      WHERE id = ?""";

  private final long id;
  private final BucketRef ref;
  private final AtomicLong tenantBytes;
  private final LiveMessages<LiveEntry> live;
  private volatile Bucket bucket;
  private volatile Held held;
  private volatile boolean deleted;

  /// The newest revision that was given.
  long lastRev;

  /// The newest revision of which a watch cannot tell any more.
  long since;

  /// Keys whose newest revision is a value, also one whose time is over.
  long keys;

  /// Of keys and values of all rows.
  long bytes;

  /// Rows of [KvRevisions] whose entry has gone on.
  long stale;

  /// By several times to live: equal to none, as none is that short.
  static final Duration SEVERAL = Duration.ZERO;

  /// By which time to live the times were reckoned when values are due; [#SEVERAL] since it was
  /// changed, until all are reckoned anew.
  @Nullable Duration dueBy;

  /// Up to which revision they were reckoned anew by another one.
  long dueTo;

  /// Whether a key may have more revisions than the history has now.
  boolean mayKeepTooMuch = true;

  /// How far [KvRevisions] has come with removing stale rows.
  KvRevisions.Pass pass = KvRevisions.Pass.NONE;

  private final List<LiveEntry> written = new ArrayList<>();
  private boolean touched;

  /// Which bucket it is, inside and from outside.
  ///
  /// @param tenantBytes to what its tenant's messages add up
  record Identity(long id, BucketRef ref, AtomicLong tenantBytes) {}

  /// What it held at the last commit; the parts are as the fields are.
  record Held(
      long lastRev, long since, long keys, long bytes, @Nullable Duration dueBy, long stale) {
    BucketBounds bounds() {
      return new BucketBounds(since, lastRev);
    }
  }

  SqliteBucket(Identity identity, LiveMessages<LiveEntry> live, Bucket bucket, Held held) {
    this.id = identity.id();
    this.ref = identity.ref();
    this.tenantBytes = identity.tenantBytes();
    this.live = live;
    this.bucket = bucket;
    this.held = held;
    tenantBytes.addAndGet(held.bytes());
    restore();
  }

  long id() {
    return id;
  }

  BucketRef ref() {
    return ref;
  }

  Bucket bucket() {
    return bucket;
  }

  Held held() {
    return held;
  }

  LiveMessages<LiveEntry> live() {
    return live;
  }

  boolean isDeleted() {
    return deleted;
  }

  /// When a value ends that was written at `ts` and has an end of its own; [KvRows#NEVER] when it
  /// does not.
  long end(long ts, long own) {
    return KvRows.sooner(own, ts, bucket.config().ttl());
  }

  /// A durable change of the configuration. Only the writer calls this.
  void reconfigure(Bucket changed) {
    mayKeepTooMuch |= changed.config().history() < bucket.config().history();
    dueTo = 0;
    bucket = changed;
  }

  /// The bucket is gone for good.
  void delete() {
    deleted = true;
    tenantBytes.addAndGet(-held.bytes());
    live.end();
  }

  /// The row will be written with the transaction.
  void change(Transaction tx) {
    if (!touched) {
      touched = true;
      tx.touch(this);
    }
  }

  /// An entry for those who follow the bucket.
  void publish(LiveEntry entry) {
    written.add(entry);
  }

  @Override
  public void flush(Database database) throws SQLException {
    database
        .sql(FLUSH)
        .set(lastRev)
        .set(since)
        .set(keys)
        .set(bytes)
        .set(KvRows.text(dueBy))
        .set(stale)
        .set(id)
        .run();
  }

  @Override
  public void committed() {
    var before = held;
    touched = false;
    held = new Held(lastRev, since, keys, bytes, dueBy, stale);
    if (!deleted) {
      tenantBytes.addAndGet(bytes - before.bytes());
    }
    if (before.lastRev() != lastRev) {
      live.publish(written, lastRev);
      written.clear();
    }
  }

  @Override
  public void rolledBack() {
    restore();
    written.clear();
    touched = false;
    dueTo = 0;
    pass = KvRevisions.Pass.NONE;
    mayKeepTooMuch = true;
  }

  private void restore() {
    lastRev = held.lastRev();
    since = held.since();
    keys = held.keys();
    bytes = held.bytes();
    dueBy = held.dueBy();
    stale = held.stale();
  }
}
