package io.edgemq.memory;

import io.edgemq.domain.Lease;
import io.edgemq.domain.LeaseHandle;
import io.edgemq.domain.QueueRef;
import io.edgemq.domain.Settlement;
import io.edgemq.domain.lease.SettleOutcome;
import java.time.Instant;

/// Ends, prolongs and takes back leases.
final class Settling {
  private final Guard guard;
  private final DeadLetters deadLetters;

  Settling(Guard guard, DeadLetters deadLetters) {
    this.guard = guard;
    this.deadLetters = deadLetters;
  }

  /// Carries out one settlement.
  SettleOutcome settle(QueueRef ref, QueueState state, Settlement settlement) {
    return switch (holder(state, settlement.handle())) {
      case Held(var letter) -> settle(new Holding(ref, state, letter), settlement);
      case NotHeld(var why) -> why;
    };
  }

  /// Takes a lease back, if the handle still holds one.
  void takeBack(QueueState state, LeaseHandle handle) {
    if (holder(state, handle) instanceof Held(var letter)) {
      state.takeBack(letter);
    }
  }

  /// The lease of a letter that is leased.
  static Lease leaseOf(QueueState state, Letter letter) {
    return new Lease(
        letter.handle(state.incarnation()),
        letter.attempts,
        Instant.ofEpochMilli(letter.visibleAt));
  }

  private record Holding(QueueRef ref, QueueState state, Letter letter) {}

  private SettleOutcome settle(Holding held, Settlement settlement) {
    var state = held.state();
    return switch (settlement) {
      case Settlement.Ack _ -> {
        state.remove(held.letter());
        yield new SettleOutcome.Done();
      }
      case Settlement.Nack(_, var delay) -> {
        state.release(held.letter(), delay, guard.now());
        yield new SettleOutcome.Done();
      }
      case Settlement.Extend(_, var visibility) -> {
        state.extend(held.letter(), guard.now() + visibility.toMillis());
        yield new SettleOutcome.Extended(leaseOf(state, held.letter()));
      }
      case Settlement.Reject(_, var reason) ->
          deadLetters.move(held.ref(), state, held.letter(), reason)
              ? new SettleOutcome.Done()
              : new SettleOutcome.NoDeadLetterQueue();
    };
  }

  /// Who a handle speaks for.
  private sealed interface Holder {}

  private record Held(Letter letter) implements Holder {}

  private record NotHeld(SettleOutcome why) implements Holder {}

  private static Holder holder(QueueState state, LeaseHandle text) {
    var parsed = Handle.parse(text);
    if (parsed.isEmpty()) {
      return new NotHeld(new SettleOutcome.Unknown());
    }
    var handle = parsed.get();
    boolean ours = handle.incarnation() == state.incarnation();
    if (!ours || handle.sequence() > state.last() || !state.knowsToken(handle.token())) {
      return new NotHeld(new SettleOutcome.Unknown());
    }
    var letter = state.find(handle.sequence());
    if (letter.isEmpty()) {
      return new NotHeld(new SettleOutcome.Gone());
    }
    return letter.get().token == handle.token()
        ? new Held(letter.get())
        : new NotHeld(new SettleOutcome.Stale());
  }
}
