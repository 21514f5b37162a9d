package io.edgemq.nats.queue;

import io.edgemq.domain.lease.Proposal;
import io.edgemq.jetstream.RequestTimeouts;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/// A command that was submitted to a [QueueReplica], and its answer. Methods that are not for the
/// caller are for the replica's loop.
public final class PendingCommand<T> {
  /// Waits are extended by up to this fraction, so that many end together: waking up for each of
  /// ten thousand costs more than the work itself.
  private static final int ROUNDED = 100;

  private final Command<T> command;
  private final ReadIndex atLeast;
  private final Duration patience;
  private final long deadline;
  private final CompletableFuture<T> answer = new CompletableFuture<>();
  private @Nullable T result;
  private @Nullable RuntimeException failure;
  private boolean taken;

  /// A position in the two streams of a queue: the last sequence of each.
  public record ReadIndex(long messages, long ledger) {
    public static final ReadIndex ANY = new ReadIndex(0, 0);
  }

  /// @param atLeast how far the replica must have read before the command is performed
  /// @param patience how long the command may wait for something to decide, from now on
  PendingCommand(Command<T> command, ReadIndex atLeast, Duration patience) {
    this.command = command;
    this.atLeast = atLeast;
    this.patience = patience;
    this.deadline = ending(System.nanoTime() + patience.toNanos(), patience);
  }

  /// The first moment at or after `time` at which waits of this length end. Lengths are rounded to
  /// the millisecond, because a part of each wait has already passed, and never the same part.
  private static long ending(long time, Duration wait) {
    long grain = wait.plusNanos(999_999).toMillis() * 1_000_000 / ROUNDED;
    return grain == 0 ? time : time + Math.floorMod(-time, grain);
  }

  /// The answer for the caller. A caller that leaves cancels it.
  CompletableFuture<T> answer() {
    return answer;
  }

  /// The answer, waiting for the command's patience and `limit` more; then a [TimeoutException],
  /// which is wrapped like any other failure.
  T take(RequestTimeouts deadlines, Duration limit)
      throws InterruptedException, ExecutionException {
    var answered =
        patience.isPositive()
            ? deadlines.awaitLong(answer, patience.plus(limit))
            : deadlines.await(answer, limit);
    taken = true;
    return answered;
  }

  /// Whether the caller has the answer.
  boolean isTaken() {
    return taken;
  }

  /// A command that undoes what this one decided.
  PendingCommand<Boolean> undoing() {
    return new PendingCommand<>(
        Command.onLedger(
            proposal -> {
              undo(proposal);
              return Optional.of(true);
            }),
        ReadIndex.ANY,
        Duration.ZERO);
  }

  ReadIndex atLeast() {
    return atLeast;
  }

  boolean isCancelled() {
    return answer.isDone();
  }

  /// Whether time advances for the command.
  boolean advancesTime() {
    return command.advancesTime();
  }

  /// Whether the queue's messages must have arrived.
  boolean readsMessages() {
    return command.readsMessages();
  }

  /// Until when the command may wait for something to decide, in terms of [System#nanoTime].
  long deadline() {
    return deadline;
  }

  /// Performs the command on the proposal; returns whether it has a result.
  boolean perform(Proposal proposal) {
    var point = proposal.point();
    try {
      Optional<T> performed = command.perform(proposal);
      result = performed.orElse(null);
      failure = null;
      return performed.isPresent();
    } catch (RuntimeException refused) {
      proposal.undoTo(point);
      result = null;
      failure = refused;
      return true;
    }
  }

  /// Completes the answer with the result of [#perform]; returns whether the caller was still
  /// there.
  boolean complete() {
    if (failure != null) {
      fail(failure);
      return true;
    }
    return answer.complete(result == null ? command.onTimeout() : result);
  }

  /// Undoes what [#perform] decided, in a later proposal.
  void undo(Proposal proposal) {
    if (result != null) {
      command.undo(result, proposal);
    }
  }

  void fail(RuntimeException why) {
    boolean unused = answer.completeExceptionally(why);
  }
}
