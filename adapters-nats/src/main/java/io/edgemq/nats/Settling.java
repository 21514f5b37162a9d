package io.edgemq.nats;

import io.edgemq.domain.Settlement;
import io.edgemq.domain.lease.SettleOutcome;
import io.edgemq.nats.Ruling.Gone;
import io.edgemq.nats.Ruling.Move;
import io.edgemq.nats.Ruling.Moves;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The errand of somebody who has leases.
record Settling(long incarnation, List<Claim> claims, Targets targets, Hearing hearing)
    implements Errand<Settling.Result> {
  /// What is wanted, and what the handle says: read by who brings it, because the desk's one thread
  /// is everybody's.
  ///
  /// @param handle empty when it says nothing of this queue
  record Claim(Settlement settlement, Optional<Handle> handle) {
    static Claim of(Settlement settlement, long incarnation) {
      return new Claim(settlement, Handle.parse(settlement.handle(), incarnation));
    }
  }

  /// How much the desk has heard.
  enum Hearing {
    /// What it happened to hear.
    SO_FAR,
    /// All that there was when the handles came.
    ALL
  }

  sealed interface Result {}

  /// One outcome per settlement.
  ///
  /// @param moves what was rejected and has to be moved
  record Done(List<SettleOutcome> outcomes, List<Moves> moves) implements Result {}

  /// A handle tells of what the desk has not heard of, or is stale as far as it has heard; nothing
  /// was settled.
  record Ahead() implements Result {}

  @Override
  public Optional<Result> perform(Plan plan) {
    if (claims.stream().anyMatch(claim -> isAhead(plan.book(), claim.handle()))) {
      return Optional.of(new Ahead());
    }
    var outcomes = new ArrayList<SettleOutcome>();
    var moves = new ArrayList<Moves>();
    var before = plan.point();
    for (var claim : claims) {
      outcomes.add(
          switch (holder(plan.book(), claim.handle())) {
            case HoldsNothing(var why) -> why;
            case Holds(var letter) -> settle(plan, letter, claim.settlement(), moves);
          });
    }
    // what is appended is proven to be up to date; what is only answered is not
    boolean doubtful =
        hearing == Hearing.SO_FAR
            && plan.point().equals(before)
            && outcomes.contains(new SettleOutcome.Stale());
    return Optional.of(doubtful ? new Ahead() : new Done(outcomes, moves));
  }

  private SettleOutcome settle(Plan plan, Letter letter, Settlement settlement, List<Moves> moves) {
    var standing = letter.standing;
    return switch (settlement) {
      case Settlement.Ack _ -> {
        plan.decide(new Gone(letter.sequence));
        yield new SettleOutcome.Done();
      }
      case Settlement.Nack(_, var delay) -> {
        plan.stands(letter, standing.released(plan.now(), plan.in(delay)));
        yield new SettleOutcome.Done();
      }
      case Settlement.Extend(_, var visibility) -> {
        plan.stands(letter, standing.extended(plan.token(), plan.in(visibility)));
        yield new SettleOutcome.Extended(Leasing.lease(incarnation, letter));
      }
      case Settlement.Reject(_, var reason) -> {
        var policy = plan.config().deadLetter();
        if (policy == null || !targets.exists(policy.queue())) {
          yield new SettleOutcome.NoDeadLetterQueue();
        }
        moves.add(targets.move(plan, letter, new Move.Buried(policy.queue(), reason)));
        yield new SettleOutcome.Done();
      }
    };
  }

  /// Takes a lease back as if it had never been, if the handle still holds one.
  static void takeBack(Plan plan, Optional<Handle> handle) {
    if (holder(plan.book(), handle) instanceof Holds(var letter)) {
      plan.stands(letter, letter.standing.takenBack());
    }
  }

  /// Whether this adapter has to hear more before it can tell what the handle is worth.
  static boolean isAhead(LeaseBook book, Optional<Handle> handle) {
    return handle
        .filter(h -> h.token() > book.tokens() || !book.hasHeardOf(h.sequence()))
        .isPresent();
  }

  /// Who a handle speaks for.
  private sealed interface Holder {}

  private record Holds(Letter letter) implements Holder {}

  private record HoldsNothing(SettleOutcome why) implements Holder {}

  private static Holder holder(LeaseBook book, Optional<Handle> handle) {
    if (handle.isEmpty() || handle.get().token() == Standing.NO_TOKEN || isAhead(book, handle)) {
      return new HoldsNothing(new SettleOutcome.Unknown());
    }
    var letter = book.find(handle.get().sequence());
    if (letter.isEmpty() || letter.get().standing.state() == Standing.State.MOVING) {
      return new HoldsNothing(new SettleOutcome.Gone());
    }
    return letter.get().standing.token() == handle.get().token()
        ? new Holds(letter.get())
        : new HoldsNothing(new SettleOutcome.Stale());
  }
}
