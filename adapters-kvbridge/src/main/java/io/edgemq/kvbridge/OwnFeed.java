package io.edgemq.kvbridge;

import io.edgemq.jetstream.kv.KvTrim;
import io.edgemq.ports.out.BucketFeed;
import java.time.Duration;

/// The writes of a bucket of ours, whose stream keeps every revision until it is told.
final class OwnFeed implements BucketFeed {
  /// How many keys are trimmed at a time: a round trip each.
  private static final int MOST = 100;

  private final WriteReader reader;
  private final KvTrim trim;
  private final KeyRevisions revisions;

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
      for (var write : writes) {
        if (write instanceof Entry(var entry)) {
          revisions.read(entry.key(), entry.revision(), entry.change().removesHistory());
        }
      }
    }
    return news;
  }

  /// Trims some keys; more of them the more there are that wait for it.
  @Override
  public void trim(long mark) {
    if (reader.isSealed()) {
      return; // it is removed as a whole soon
    }
    int most = Math.max(MOST, revisions.waiting(mark) / 4);
    for (int i = 0; i < most; i++) {
      var due = revisions.due();
      if (due.isEmpty()) {
        return;
      }
      trim.before(due.get().key(), due.get().first());
      revisions.done(due.get());
    }
  }

  @Override
  public void close() {
    reader.close();
  }
}
