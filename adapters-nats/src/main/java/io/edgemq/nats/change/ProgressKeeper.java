package io.edgemq.nats.change;

import io.edgemq.domain.BucketRef;
import io.edgemq.domain.kv.ChangeStream;
import io.edgemq.jetstream.Cluster;
import io.edgemq.jetstream.Condition;
import io.edgemq.jetstream.Failures;
import io.edgemq.jetstream.LatestMessages;
import io.edgemq.jetstream.Published;
import io.edgemq.jetstream.kv.KvNames;
import io.edgemq.ports.out.ChangeStreamStore.Claim;
import io.edgemq.ports.out.ChangeStreamStore.Progress;
import io.edgemq.ports.out.OwnerId;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeoutException;

/// Keeps the progress of change streams: one message for each, of which nobody has a copy.
final class ProgressKeeper {
  private static final Duration MOMENT = Duration.ofMillis(20);

  private final Cluster cluster;
  private final LatestMessages messages;

  ProgressKeeper(Cluster cluster, LatestMessages messages) {
    this.cluster = cluster;
    this.messages = messages;
  }

  /// What is stored under a key.
  ///
  /// @param revision its sequence; 0 when nothing is
  private record Stored(long revision, ProgressRecord known) {}

  private static String key(BucketRef bucket, long incarnation) {
    return KvNames.of(bucket).bucket() + "." + incarnation;
  }

  private Stored read(String key) {
    return messages
        .latest(key)
        .map(entry -> new Stored(entry.sequence(), ProgressRecord.of(entry)))
        .orElse(new Stored(0, ProgressRecord.NONE));
  }

  Progress progress(ChangeStream stream) {
    return read(key(stream.bucket(), stream.incarnation())).known().progress();
  }

  /// Writes the same progress once more: earlier claims refer to another message.
  Claim claim(ChangeStream stream, OwnerId owner) {
    var key = key(stream.bucket(), stream.incarnation());
    long deadline = System.nanoTime() + cluster.timeout().toNanos();
    while (true) {
      var stored = read(key);
      var progress = stored.known().progress();
      var result = publish(key, new ProgressRecord(0, progress), owner.value(), stored.revision());
      if (result instanceof Published.Kept(long fence)) {
        return new Claim(stream.bucket(), stream.incarnation(), fence, progress);
      }
      pause(deadline);
    }
  }

  /// Saves, unless somebody else has claimed the stream. A save whose answer was lost is known by
  /// the fence that it was made with, which no other claim has.
  Optional<Claim> save(Claim claim, Progress progress) {
    var key = key(claim.bucket(), claim.incarnation());
    var wanted = new ProgressRecord(claim.fence(), progress);
    long deadline = System.nanoTime() + cluster.timeout().toNanos();
    long expected = claim.fence();
    while (true) {
      if (publish(key, wanted, "-", expected) instanceof Published.Kept(long fence)) {
        return Optional.of(new Claim(claim.bucket(), claim.incarnation(), fence, progress));
      }
      var stored = read(key);
      boolean isMine = stored.revision() == expected || stored.known().base() == claim.fence();
      if (!isMine) {
        return Optional.empty();
      }
      expected = stored.revision();
      pause(deadline);
    }
  }

  private Published publish(String key, ProgressRecord known, String by, long expected) {
    var message = known.outgoing(messages.subject(key), by);
    var condition = Condition.lastOfSubject(expected);
    return cluster.reserve().freeing(() -> messages.stream().publish(message, condition));
  }

  /// Waits for a moment, because another write of the progress is under way.
  private void pause(long deadline) {
    if (System.nanoTime() - deadline > 0) {
      throw Failures.timedOut(new TimeoutException("another call kept writing the progress"));
    }
    cluster.pause(MOMENT);
  }

  void forget(ChangeStream stream) {
    messages.purge(key(stream.bucket(), stream.incarnation()));
  }
}
