package io.edgemq.nats.queue;

import io.edgemq.domain.lease.Proposal;
import io.edgemq.jetstream.RequestTimeouts;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/// An errand that was brought to a [QueueReplica], and its answer. What is not for its caller is
/// for the
/// clerk.
public final class PendingCommand<T> {
  /// Waits end up to this part of them later, together with others: to wake up for each of ten
  /// thousand costs more than what is done then.
  private static final int ROUNDED = 100;

  private final Command<T> errand;
  private final ReadIndex atLeast;
  private final Duration patience;
  private final long deadline;
  private final CompletableFuture<T> answer = new CompletableFuture<>();
  private @Nullable T result;
  private @Nullable RuntimeException failure;
  private boolean taken;

  /// How far the two streams of a queue were heard, or ended: the last sequence of each.
  public record ReadIndex(long messages, long ledger) {
    public static final ReadIndex ANY = new ReadIndex(0, 0);
  }

  /// @param atLeast how far the clerk must have heard before the errand is performed
  /// @param patience how long there may be nothing to decide, from now on
  PendingCommand(Command<T> errand, ReadIndex atLeast, Duration patience) {
    this.errand = errand;
    this.atLeast = atLeast;
    this.patience = patience;
    this.deadline = ending(System.nanoTime() + patience.toNanos(), patience);
  }

  /// The first moment at or after `time` at which waits end that are as long, to the millisecond:
  /// some of each has passed already, and no two have lost the same.
  private static long ending(long time, Duration wait) {
    long grain = wait.plusNanos(999_999).toMillis() * 1_000_000 / ROUNDED;
    return grain == 0 ? time : time + Math.floorMod(-time, grain);
  }

  /// What the caller waits for. Who cancels it is not there any more.
  CompletableFuture<T> answer() {
    return answer;
  }

  /// The answer, waiting for as long as the ticket's patience and `limit` more; then a
  /// [TimeoutException], which comes wrapped as any other failure.
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

  /// What takes back what this came to.
  PendingCommand<Boolean> takingBack() {
    return new PendingCommand<>(
        proposal -> {
          undone(proposal);
          return Optional.of(true);
        },
        ReadIndex.ANY,
        Duration.ZERO);
  }

  ReadIndex atLeast() {
    return atLeast;
  }

  boolean isCancelled() {
    return answer.isDone();
  }

  /// Whether time passes for it.
  boolean looks() {
    return errand.looks();
  }

  /// Until when there may be nothing to decide, of [System#nanoTime].
  long deadline() {
    return deadline;
  }

  /// Performs the errand on the proposal; whether it has come to something.
  boolean perform(Proposal proposal) {
    var point = proposal.point();
    try {
      Optional<T> performed = errand.perform(proposal);
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

  /// Answers what [#perform] came to; whether somebody was there to hear it.
  boolean complete() {
    if (failure != null) {
      fail(failure);
      return true;
    }
    return answer.complete(result == null ? errand.nothing() : result);
  }

  /// Takes back what [#perform] decided, in a later proposal.
  void undone(Proposal proposal) {
    if (result != null) {
      errand.undone(result, proposal);
    }
  }

  void fail(RuntimeException why) {
    boolean unused = answer.completeExceptionally(why);
  }
}
