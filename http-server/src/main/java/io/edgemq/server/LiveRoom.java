package io.edgemq.server;

import java.time.Duration;

/// What the live answers of one owner hold of the memory for their clients. For any thread, and of
/// use when the call is over.
///
/// They count for themselves, beside the owner's other calls: clients that do not read their
/// streams leave room for what else the owner asks for.
public final class LiveRoom {
  private final ByteBudget budget;
  private final Streams owner;

  private record Streams(Object owner) {}

  LiveRoom(ByteBudget budget, Object owner) {
    this.budget = budget;
    this.owner = new Streams(owner);
  }

  /// Takes `bytes` if they are free. Never waits.
  public boolean takeNow(long bytes) {
    return budget.tryTakeNow(wish(bytes));
  }

  /// Takes `bytes`, and waits for them as long as a request does. False, and counted as a refusal,
  /// when they are not free by then.
  boolean take(long bytes) throws InterruptedException {
    return budget.take(wish(bytes));
  }

  /// Takes `bytes`, and waits for them up to `longest`. False when they are not free by then.
  public boolean take(long bytes, Duration longest) throws InterruptedException {
    return budget.tryTake(wish(bytes), longest);
  }

  /// Gives back what was taken.
  public void give(long bytes) {
    if (bytes > 0) {
      budget.give(owner, bytes);
    }
  }

  private ByteBudget.Wish wish(long bytes) {
    return new ByteBudget.Wish(owner, 0, bytes);
  }
}
