package io.edgemq.nats.push;

import io.edgemq.domain.StoreException;
import io.edgemq.jetstream.Cluster;
import io.edgemq.jetstream.Condition;
import io.edgemq.jetstream.Failures;
import io.edgemq.jetstream.LatestMessages;
import io.edgemq.jetstream.Outgoing;
import io.edgemq.jetstream.Published;
import io.edgemq.ports.out.DeliveryStore.Claim;
import io.edgemq.ports.out.DeliveryStore.Overtaken;
import io.edgemq.ports.out.DeliveryStore.SaveResult;
import io.edgemq.ports.out.DeliveryStore.Saved;
import io.edgemq.ports.out.DeliveryStore.Settled;
import io.edgemq.ports.out.OwnerId;
import io.edgemq.store.ProgressFormat;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeoutException;

/// Saves. The lane's message and those of its dead letters are one atomic batch, on condition that
/// the lane's last message is the one that the claim refers to. Of a save that is too large for one
/// batch, only the last one has the new progress.
final class LaneWriter {
  private static final System.Logger LOG = System.getLogger(LaneWriter.class.getName());
  private static final Duration MOMENT = Duration.ofMillis(20);

  /// The fence of a claim that saves nothing.
  static final long NOTHING = 0;

  private final Cluster cluster;
  private final LatestMessages messages;
  private final LetterChanges changes;

  LaneWriter(Cluster cluster, LatestMessages messages) {
    this.cluster = cluster;
    this.messages = messages;
    this.changes = new LetterChanges(messages);
  }

  /// What is stored of a lane.
  ///
  /// @param revision its sequence; 0 when nothing is
  record Stored(long revision, LaneRecord lane) {}

  /// What the leader has of the lane with that key.
  Stored read(String key) {
    return messages
        .latest(key)
        .map(entry -> new Stored(entry.sequence(), LaneRecord.of(entry)))
        .orElse(new Stored(0, LaneRecord.NEW));
  }

  /// Saves; `after` says who delivers from then on.
  SaveResult save(Claim claim, Settled settled, Optional<OwnerId> after) {
    if (claim.fence() == NOTHING) {
      return new Overtaken();
    }
    var batches = LetterChanges.batches(changes.of(claim.lane().subscription(), settled));
    var writing = new Writing(claim, after, new ArrayList<>());
    var saving = Optional.of(LaneRecord.Saving.of(claim));
    long revision = claim.fence();
    for (int i = 0; i < batches.size(); i++) {
      boolean isLast = i == batches.size() - 1;
      var lane =
          isLast
              ? new LaneRecord(after, saving, ProgressFormat.write(settled.progress()))
              : new LaneRecord(
                  Optional.of(claim.owner()), saving, read(writing.key()).lane().progress());
      var kept = write(writing, revision, lane, batches.get(i));
      if (kept.isEmpty()) {
        return new Overtaken();
      }
      revision = kept.getAsLong();
    }
    remove(writing.gone());
    return new Saved(
        new Claim(claim.lane(), claim.owner(), after.isPresent() ? revision : NOTHING));
  }

  /// A save under way.
  ///
  /// @param gone the sequences of what only says that something is gone
  private record Writing(Claim claim, Optional<OwnerId> after, List<Long> gone) {
    String key() {
      return Keys.lane(claim.lane());
    }
  }

  /// Stores one batch, if the lane's last message is at `expected`, or is from an earlier attempt
  /// of the same save whose answer was lost. Answers the new sequence of the lane; empty when the
  /// claim was overtaken.
  private OptionalLong write(
      Writing writing, long expected, LaneRecord lane, List<Outgoing> others) {
    var batch = new ArrayList<Outgoing>();
    batch.add(lane.outgoing(messages.subject(writing.key())));
    batch.addAll(others);
    long deadline = System.nanoTime() + cluster.timeout().toNanos();
    long revision = expected;
    while (true) {
      if (publish(batch, revision) instanceof Published.Kept(long last)) {
        long first = last - others.size();
        for (int i = 0; i < others.size(); i++) {
          if (LatestMessages.isGone(others.get(i).headers())) {
            writing.gone().add(first + 1 + i);
          }
        }
        return OptionalLong.of(first);
      }
      var stored = read(writing.key());
      boolean isUnderWay = stored.revision() == revision;
      if (!isUnderWay && !stored.lane().isOf(writing.claim(), writing.after())) {
        return OptionalLong.empty();
      }
      revision = stored.revision();
      pause(deadline);
    }
  }

  /// Waits for a moment, because another write of the lane is under way.
  void pause(long deadline) {
    if (System.nanoTime() - deadline > 0) {
      throw Failures.timedOut(new TimeoutException("another call kept writing the lane"));
    }
    cluster.pause(MOMENT);
  }

  /// Stores a batch if the last message of its first message's subject is at `revision`. What only
  /// tells of progress, or removes, may use the room of the reserve.
  Published publish(List<Outgoing> batch, long revision) {
    var conditions = new ArrayList<Condition>();
    conditions.add(Condition.lastOfSubject(revision));
    batch.stream().skip(1).forEach(_ -> conditions.add(Condition.NONE));
    boolean takesRoom = batch.stream().skip(1).anyMatch(m -> !LatestMessages.isGone(m.headers()));
    var reserve = cluster.reserve();
    return takesRoom
        ? reserve.unlessSpent(() -> messages.stream().publish(batch, conditions))
        : reserve.freeing(() -> messages.stream().publish(batch, conditions));
  }

  /// Removes what the server would drop soon.
  void remove(List<Long> sequences) {
    try {
      sequences.forEach(messages::remove);
    } catch (StoreException later) {
      LOG.log(System.Logger.Level.DEBUG, "left for the server to drop", later);
    }
  }
}
