package io.edgemq.nats.queue;

import io.edgemq.domain.StoreException;
import io.edgemq.domain.lease.LeaseBook;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Commands whose read index is ahead of what the replica has read from the queue's streams. They
/// are admitted once the replica has caught up; when that takes long, the streams are read again.
/// For the loop's thread.
final class AwaitingCatchUp {
  private static final System.Logger LOG = System.getLogger(AwaitingCatchUp.class.getName());
  private static final long BOUNDS_NANOS = Duration.ofMillis(100).toNanos();
  private static final long STALLED_NANOS = Duration.ofSeconds(1).toNanos();

  private final QueueRecovery recovery;
  private final Arrivals arrivals;
  private final List<PendingCommand<?>> commands = new ArrayList<>();
  private long boundsAt = System.nanoTime();

  /// Since when commands have been waiting, if any are.
  private long waitingSince = System.nanoTime();

  AwaitingCatchUp(QueueRecovery recovery, Arrivals arrivals) {
    this.recovery = recovery;
    this.arrivals = arrivals;
  }

  LeaseBook book() {
    return recovery.book();
  }

  Arrivals arrivals() {
    return arrivals;
  }

  boolean isEmpty() {
    return commands.isEmpty();
  }

  /// All waiting commands, oldest first.
  List<PendingCommand<?>> all() {
    return List.copyOf(commands);
  }

  void add(PendingCommand<?> pending) {
    if (commands.isEmpty()) {
      waitingSince = System.nanoTime();
    }
    commands.add(pending);
  }

  /// Whether the replica has read as much as the command needs.
  boolean hasReached(PendingCommand<?> pending) {
    var needs = pending.atLeast();
    return recovery.ledger().end() >= needs.ledger()
        && (!pending.readsMessages() || arrivals.hasReached(needs.messages()));
  }

  /// Removes the commands that need not wait any longer, and the cancelled ones; returns the
  /// former.
  List<PendingCommand<?>> admitted() {
    var admitted = new ArrayList<PendingCommand<?>>();
    commands.removeIf(
        pending -> {
          boolean caughtUp = hasReached(pending);
          if (caughtUp) {
            admitted.add(pending);
          }
          return caughtUp || pending.isCancelled();
        });
    if (!commands.isEmpty() && System.nanoTime() - boundsAt > BOUNDS_NANOS) {
      boundsAt = System.nanoTime();
      learnFirstSequence();
      if (System.nanoTime() - waitingSince > STALLED_NANOS) {
        doubtStalledTails();
      }
    }
    return admitted;
  }

  /// Messages that were removed from the stream before this adapter read them never arrive, so the
  /// stream's first sequence is asked for.
  private void learnFirstSequence() {
    try {
      recovery.book().arrivedUpTo(recovery.messages().bounds().first() - 1);
    } catch (StoreException lost) {
      LOG.log(
          System.Logger.Level.DEBUG,
          "a stream's first sequence is unknown; why={0}",
          String.valueOf(lost));
    }
  }

  private void doubtStalledTails() {
    boolean lacksMessages =
        commands.stream()
            .filter(PendingCommand::readsMessages)
            .anyMatch(pending -> !arrivals.hasReached(pending.atLeast().messages()));
    if (lacksMessages) {
      recovery.arrivals().doubt();
    }
    long decided = recovery.ledger().end();
    if (commands.stream().anyMatch(pending -> pending.atLeast().ledger() > decided)) {
      recovery.entries().doubt();
    }
  }
}
