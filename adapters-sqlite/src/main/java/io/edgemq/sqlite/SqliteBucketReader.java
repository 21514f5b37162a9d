package io.edgemq.sqlite;

import io.edgemq.domain.kv.KvEntry;
import io.edgemq.ports.out.BucketReader;
import io.edgemq.sqlite.KvReading.After;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/// Follows a bucket: from memory as long as it keeps up, from the database when it does not.
final class SqliteBucketReader implements BucketReader {
  private static final long PAGE_BYTES = 4L << 20;

  private final Engine engine;
  private final SqliteBucket bucket;
  private final AtomicBoolean closed = new AtomicBoolean();
  private long after;

  SqliteBucketReader(Engine engine, SqliteBucket bucket, long after) {
    this.engine = engine;
    this.bucket = bucket;
    this.after = after;
    bucket.live().join();
  }

  @Override
  public News next(int max, Duration wait) throws InterruptedException {
    long deadline = System.nanoTime() + wait.toNanos();
    while (true) {
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      if (closed.get() || bucket.isDeleted()) {
        return new Ended();
      }
      engine.writer().refuseIfClosed();
      long seen = bucket.live().version();
      long last = bucket.held().lastRev();
      var entries = look(max, last);
      if (bucket.isDeleted()) {
        return new Ended();
      }
      if (!entries.isEmpty() || deadline - System.nanoTime() <= 0) {
        return new Entries(entries, after);
      }
      if (after >= last) {
        bucket.live().await(seen, deadline);
      }
    }
  }

  /// The entries up to `last`, which is durable, as far as there are no more than `max` and they
  /// are
  /// not too large.
  private List<KvEntry> look(int max, long last) {
    var found = new ArrayList<KvEntry>();
    long bytes = 0;
    while (after < last && found.size() < max && bytes < PAGE_BYTES) {
      int most = Math.toIntExact(Math.min(max - found.size(), last - after));
      for (var entry : some(new After(after, most, PAGE_BYTES - bytes), last)) {
        found.add(entry);
        bytes += entry.sizeInBytes();
      }
    }
    return found;
  }

  /// Moves on, by one entry at least; those of them that are not over.
  private List<KvEntry> some(After query, long last) {
    long now = engine.clock().millis();
    var live = bucket.live().read(after + 1, query.limit());
    if (!live.isEmpty()) {
      after = live.getLast().entry().revision();
      return live.stream().filter(entry -> !isOver(entry, now)).map(LiveEntry::entry).toList();
    }
    var found = engine.readers().call(db -> KvReading.after(db, bucket, query, now));
    after = Math.max(found.last(), found.isEnd() ? last : after);
    return found.entries();
  }

  private boolean isOver(LiveEntry live, long now) {
    long ts = live.entry().timestamp().toEpochMilli();
    return live.entry().isPut() && bucket.end(ts, live.ends()) <= now;
  }

  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      bucket.live().leave();
      bucket.live().wake();
    }
  }
}
