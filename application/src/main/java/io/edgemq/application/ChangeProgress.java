package io.edgemq.application;

import io.edgemq.domain.TopicName;
import io.edgemq.ports.out.ChangeStreamStore;
import io.edgemq.ports.out.ChangeStreamStore.Claim;
import io.edgemq.ports.out.ChangeStreamStore.Progress;
import io.edgemq.ports.out.SourceId;
import io.edgemq.ports.out.TopicLog.Forwarded;
import io.edgemq.ports.out.TopicLog.Source;
import java.time.Duration;

/// How far a change stream has come, and how much of that is saved. For one thread, but for
/// [#saved].
final class ChangeProgress {
  private static final long EVERY_NANOS = Duration.ofSeconds(1).toNanos();

  private final ChangeStreamStore store;
  private Claim claim;
  private Progress now;
  private boolean overtaken;
  private long savedAt = System.nanoTime();
  private volatile long saved;

  ChangeProgress(ChangeStreamStore store, Claim claim) {
    this.store = store;
    this.claim = claim;
    this.now = claim.progress();
    this.saved = now.mark();
  }

  /// The last revision that is told.
  long mark() {
    return now.mark();
  }

  /// The last revision that is told, durably. For any thread.
  long saved() {
    return saved;
  }

  /// Whether somebody else has claimed the stream.
  boolean isOvertaken() {
    return overtaken;
  }

  /// Whether `topic` is the one that was told last.
  boolean isIn(TopicName topic) {
    return topic.equals(now.topic());
  }

  /// What the topic that was told last may go by.
  Source source(SourceId id) {
    return new Source(id, now.mark(), now.seen());
  }

  /// From now on `topic` is told, whose last sequence is `last`: saved at once, before anything is
  /// told there, so that whoever goes on knows where to look.
  void goTo(TopicName topic, long last) {
    now = new Progress(now.mark(), topic, last);
    save();
  }

  /// Everything up to `revision` is told, or need not be.
  void reached(long revision) {
    if (revision > now.mark()) {
      now = new Progress(revision, now.topic(), now.seen());
    }
  }

  /// The topic that is told has everything up to `revision`, and perhaps more by another process.
  void told(long revision, Forwarded result) {
    now = new Progress(Math.max(revision, result.mark()), now.topic(), result.last());
  }

  /// Saves what is not saved, if the last time was a second ago.
  void saveIfDue() {
    if (System.nanoTime() - savedAt >= EVERY_NANOS) {
      save();
    }
  }

  /// Saves what is not saved.
  ///
  /// @throws io.edgemq.domain.StoreException when the store cannot answer
  void save() {
    if (overtaken || now.equals(claim.progress())) {
      return;
    }
    var next = store.save(claim, now);
    savedAt = System.nanoTime();
    next.ifPresentOrElse(
        later -> {
          claim = later;
          saved = now.mark();
        },
        () -> overtaken = true);
  }
}
