package io.edgemq.testkit.model;

import io.edgemq.domain.LeaseHandle;
import io.edgemq.domain.Settlement;
import io.edgemq.domain.lease.SettleOutcome;
import io.edgemq.testkit.Guarantees;
import java.time.Duration;

/// What a settlement may answer, and what it does.
final class SettleRule {
  private final QueueWorld world;
  private final Guarantees guarantees;

  SettleRule(QueueWorld world, Guarantees guarantees) {
    this.world = world;
    this.guarantees = guarantees;
  }

  void check(ModelQueue queue, Settlement settlement, SettleOutcome outcome) {
    var given = world.spotOf(settlement.handle());
    if (given.isEmpty()) {
      allow(
          outcome instanceof SettleOutcome.Unknown, settlement, outcome, "no handle of this store");
    } else if (given.get().queue() != queue) {
      boolean nothingDone =
          !(outcome instanceof SettleOutcome.Done) && !(outcome instanceof SettleOutcome.Extended);
      allow(nothingDone, settlement, outcome, "a handle of another queue");
    } else {
      checkKnown(given.get(), settlement, outcome);
    }
  }

  private static void allow(boolean allowed, Settlement what, SettleOutcome outcome, String why) {
    Disallowed.unless(allowed, "answered " + outcome + " to " + what + ": " + why);
  }

  private void checkKnown(Spot spot, Settlement settlement, SettleOutcome outcome) {
    var item = spot.item();
    boolean there = item.mayBeAt(spot);
    boolean held = there && mayHold(spot, settlement.handle());
    boolean stale = there && !spot.isWithoutHolder() && (!held || mayHaveRunOut(spot));
    boolean gone = !there || item.mayBeElsewhereThan(spot);
    switch (outcome) {
      case SettleOutcome.Done _ -> {
        allow(held, settlement, outcome, "it holds no lease of " + spot);
        item.settleAt(spot);
        carryOut(spot, settlement);
      }
      case SettleOutcome.Extended extended -> {
        allow(held, settlement, outcome, "it holds no lease of " + spot);
        item.settleAt(spot);
        extend(spot, settlement, extended);
      }
      case SettleOutcome.Stale _ -> {
        allow(stale, settlement, outcome, spot + " is held by it or gone");
        item.settleAt(spot);
      }
      case SettleOutcome.GivenBack _ -> {
        allow(there && spot.isWithoutHolder(), settlement, outcome, spot + " was not given back");
        item.settleAt(spot);
      }
      case SettleOutcome.Gone _ -> {
        allow(gone, settlement, outcome, spot + " is there");
        item.isNotAt(spot);
      }
      case SettleOutcome.NoDeadLetterQueue _ ->
          allow(
              settlement instanceof Settlement.Reject && spot.queue().config().deadLetter() == null,
              settlement,
              outcome,
              "there is one");
      case SettleOutcome.Unknown _ -> allow(false, settlement, outcome, "this store gave it out");
    }
  }

  private boolean mayHold(Spot spot, LeaseHandle handle) {
    return spot.holds(handle)
        && switch (guarantees.expiredLeases()) {
          case SETTLE -> true;
          case STALE -> !spot.isVisible(world.elapsed());
        };
  }

  private boolean mayHaveRunOut(Spot spot) {
    return switch (guarantees.expiredLeases()) {
      case SETTLE -> false;
      case STALE -> spot.mayBeVisible(world.elapsed());
    };
  }

  private void carryOut(Spot spot, Settlement settlement) {
    switch (settlement) {
      case Settlement.Ack _ -> spot.item().isNowhere();
      case Settlement.Nack(_, var delay) -> spot.release(world.in(delay));
      case Settlement.Extend _ -> throw new Disallowed("extended a lease without a new one");
      case Settlement.Reject(_, var reason) -> {
        var policy = spot.queue().config().deadLetter();
        if (policy == null) {
          throw new Disallowed("rejected without a dead-letter queue: " + spot);
        }
        var content = reason.mark(spot.content(), spot.queue().name(), spot.attempts());
        var target = world.queue(policy.queue());
        spot.item().settleAt(world.arrival(spot.item(), target, content));
      }
    }
  }

  private void extend(Spot spot, Settlement settlement, SettleOutcome.Extended extended) {
    if (!(settlement instanceof Settlement.Extend(_, var visibility))) {
      throw new Disallowed("extended a lease for " + settlement);
    }
    var end = world.in(visibility);
    var lease = extended.lease();
    Disallowed.unless(
        lease.until().toEpochMilli() == end.wall() && lease.attempt() == spot.attempts(),
        "extended to " + lease + " instead of " + end.wall() + " for " + spot);
    world.giveAgain(lease.handle(), spot);
    spot.extend(lease.handle(), end);
  }

  /// A lease that is taken back.
  void takeBack(ModelQueue queue, LeaseHandle handle) {
    world
        .spotOf(handle)
        .filter(spot -> spot.queue() == queue)
        .filter(spot -> spot.item().mayBeAt(spot) && mayHold(spot, handle))
        .ifPresent(spot -> spot.takeBack(world.in(Duration.ZERO)));
  }
}
