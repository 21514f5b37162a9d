package io.edgemq.kvbridge;

import io.edgemq.jetstream.kv.KvTrim;
import io.edgemq.ports.out.BucketFeed;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/// The writes of a bucket of ours, whose stream keeps every revision until it is told.
final class OwnFeed implements BucketFeed {
  /// How many keys are trimmed at a time: a server needs a millisecond or more for each.
  private static final int MOST = 100;

  private final WriteReader reader;
  private final KvTrim trim;

  /// Of who holds the lock.
  private final KeyRevisions revisions;

  private final ReentrantLock lock = new ReentrantLock();

  /// @param history how many revisions of a key count
  OwnFeed(WriteReader reader, KvTrim trim, int history) {
    this.reader = reader;
    this.trim = trim;
    this.revisions = new KeyRevisions(history);
  }

  @Override
  public News next(int max, Duration wait) throws InterruptedException {
    var news = reader.next(max, wait);
    if (news instanceof Writes(var writes)) {
      lock.lock();
      try {
        for (var write : writes) {
          if (write instanceof Entry(var entry)) {
            revisions.read(entry.key(), entry.revision(), entry.change().removesHistory());
          }
        }
      } finally {
        lock.unlock();
      }
    }
    return news;
  }

  /// Trims some keys; more of them the more there are that wait for it. Where one revision of a key
  /// counts, whatever lies before the oldest one that counts goes at once.
  @Override
  public void trim(long mark) throws InterruptedException {
    if (reader.isSealed()) {
      return; // it is removed as a whole soon
    }
    if (waiting(mark) > MOST && revisions.history() == 1) {
      var oldest = trim.oldestNewest();
      if (oldest.isPresent()) {
        long first = Math.min(oldest.getAsLong(), mark + 1);
        trim.before(first);
        gone(first);
      }
    }
    int most = Math.max(MOST, waiting(mark) / 4);
    for (int i = 0; i < most && !reader.isSealed(); i++) {
      var due = due();
      if (due.isEmpty()) {
        return;
      }
      trim.before(due.get().key(), due.get().first());
      done(due.get());
    }
  }

  private int waiting(long mark) {
    lock.lock();
    try {
      return revisions.waiting(mark);
    } finally {
      lock.unlock();
    }
  }

  private void gone(long first) {
    lock.lock();
    try {
      revisions.gone(first);
    } finally {
      lock.unlock();
    }
  }

  private Optional<KeyRevisions.Due> due() {
    lock.lock();
    try {
      return revisions.due();
    } finally {
      lock.unlock();
    }
  }

  private void done(KeyRevisions.Due trimmed) {
    lock.lock();
    try {
      revisions.done(trimmed);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    reader.close();
  }
}
