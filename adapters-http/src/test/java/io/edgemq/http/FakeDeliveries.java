package io.edgemq.http;

import io.edgemq.domain.Principal;
import io.edgemq.domain.SubscriptionId;
import io.edgemq.domain.push.AttemptRecord;
import io.edgemq.ports.in.ManageDeadLetters;
import io.edgemq.ports.in.Outcome;
import io.edgemq.ports.in.RotateSecrets;
import io.edgemq.ports.in.TestDelivery;
import io.edgemq.ports.out.DeadLetterStore.Selection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/// Deliveries that answer what a test says, and remember what was asked of them.
final class FakeDeliveries implements RotateSecrets, ManageDeadLetters, TestDelivery {
  final List<Rotation> rotations = new ArrayList<>();
  final List<Duration> promotions = new ArrayList<>();
  final List<Selection> redrives = new ArrayList<>();
  final List<Selection> counts = new ArrayList<>();
  final List<Long> afters = new ArrayList<>();
  Outcome<Rotated> rotated = refusal();
  Outcome<Page> page = Outcome.done(new Page(List.of(), null));
  Outcome<Long> moved = Outcome.done(3L);
  Outcome<AttemptRecord> tried =
      Outcome.done(
          new AttemptRecord(
              FakeQueues.BORN,
              0,
              1,
              OptionalInt.of(204),
              Duration.ofMillis(12),
              Optional.empty(),
              ""));

  private static <T> Outcome<T> refusal() {
    return Outcome.refused(new io.edgemq.ports.in.Refusal.NotPush());
  }

  @Override
  public Outcome<Rotated> rotate(Principal who, SubscriptionId id, Rotation rotation) {
    rotations.add(rotation);
    return rotated;
  }

  @Override
  public Outcome<Rotated> promote(Principal who, SubscriptionId id, Duration overlap) {
    promotions.add(overlap);
    return rotated;
  }

  @Override
  public Outcome<Page> list(Principal who, SubscriptionId id, long after, int limit) {
    afters.add(after);
    return page;
  }

  @Override
  public Outcome<Long> count(Principal who, SubscriptionId id, Selection selection) {
    counts.add(selection);
    return moved;
  }

  @Override
  public Outcome<Long> redrive(Principal who, SubscriptionId id, Selection selection) {
    redrives.add(selection);
    return moved;
  }

  @Override
  public Outcome<AttemptRecord> test(Principal who, SubscriptionId id) {
    return tried;
  }
}
