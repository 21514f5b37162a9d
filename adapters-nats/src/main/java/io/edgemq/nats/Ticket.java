package io.edgemq.nats;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// An errand that was brought to a [Desk], and its answer. What is not for its caller is for the
/// clerk.
final class Ticket<T> {
  private final Errand<T> errand;
  private final Horizon atLeast;
  private final CompletableFuture<T> answer = new CompletableFuture<>();
  private @Nullable T result;
  private @Nullable RuntimeException failure;
  private boolean taken;
  private Patience patience = Patience.WAITS;

  private enum Patience {
    WAITS,
    HAS_LEFT
  }

  /// How far the two streams of a queue were heard, or ended: the last sequence of each.
  record Horizon(long messages, long ledger) {
    static final Horizon ANY = new Horizon(0, 0);
  }

  /// @param atLeast how far the clerk must have heard before the errand is performed
  Ticket(Errand<T> errand, Horizon atLeast) {
    this.errand = errand;
    this.atLeast = atLeast;
  }

  /// What the caller waits for. Who cancels it is not there any more.
  CompletableFuture<T> answer() {
    return answer;
  }

  /// Waits for the answer for up to `limit`; whether it is there.
  boolean isAnswered(Duration limit) throws InterruptedException {
    var there = new CountDownLatch(1);
    var unused = answer.whenComplete((_, _) -> there.countDown());
    return there.await(limit.toNanos(), TimeUnit.NANOSECONDS);
  }

  /// The answer, waiting for as long as [Deadlines#await] does.
  T take(Deadlines deadlines, Duration limit) throws InterruptedException, ExecutionException {
    var answered = deadlines.await(answer, limit);
    taken = true;
    return answered;
  }

  /// Whether the caller has the answer.
  boolean isTaken() {
    return taken;
  }

  /// What takes back what this came to.
  Ticket<Boolean> takingBack() {
    return new Ticket<>(
        plan -> {
          undone(plan);
          return Optional.of(true);
        },
        Horizon.ANY);
  }

  Horizon atLeast() {
    return atLeast;
  }

  boolean isCancelled() {
    return answer.isDone();
  }

  /// Whether time passes for it.
  boolean looks() {
    return errand.looks();
  }

  /// The caller waits no longer for there to be something to decide; before it comes, that it will
  /// not wait at all.
  void leave() {
    patience = Patience.HAS_LEFT;
  }

  boolean hasLeft() {
    return patience == Patience.HAS_LEFT;
  }

  /// Performs the errand on the plan; whether it has come to something.
  boolean perform(Plan plan) {
    var point = plan.point();
    try {
      Optional<T> performed = errand.perform(plan);
      result = performed.orElse(null);
      failure = null;
      return performed.isPresent();
    } catch (RuntimeException refused) {
      plan.undoTo(point);
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

  /// Takes back what [#perform] decided, in a later plan.
  void undone(Plan plan) {
    if (result != null) {
      errand.undone(result, plan);
    }
  }

  void fail(RuntimeException why) {
    boolean unused = answer.completeExceptionally(why);
  }
}
