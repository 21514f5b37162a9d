package io.edgemq.testkit.model;

import io.edgemq.domain.DeadLetterReason;
import io.edgemq.domain.LeaseHandle;
import io.edgemq.domain.LeasedMessage;
import io.edgemq.domain.NewQueueMessage;
import io.edgemq.domain.Queue;
import io.edgemq.domain.QueueCounts;
import io.edgemq.domain.QueueName;
import io.edgemq.domain.ReceiveRequest;
import io.edgemq.domain.Settlement;
import io.edgemq.domain.Stored;
import io.edgemq.domain.lease.Moment;
import io.edgemq.domain.lease.SettleOutcome;
import io.edgemq.ports.out.QueueStore.Redriven;
import io.edgemq.testkit.Guarantees;
import io.edgemq.testkit.TestMessages;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Says whether what a queue store answered is allowed. It is told every call with its answer, in
/// order, and when it was made; each method throws [Disallowed] when no right store answers so.
/// Where several answers are right, it learns from the one that was given: an unordered queue may
/// hand out any visible message, and a receive may or may not come across an exhausted one.
///
/// Every payload is used for one message only. Retention together with a clock that is set back is
/// beyond it: whether a store forgets what it did not look at cannot be told.
public final class QueueModel {
  private final QueueWorld world;
  private final SettleRule settling;

  /// Of new, empty queues: all that their tenant has.
  public QueueModel(List<Queue> queues, Guarantees guarantees) {
    world = new QueueWorld(queues);
    settling = new SettleRule(world, guarantees);
  }

  /// Told that `messages` were sent.
  public void sent(
      Moment now, QueueName name, List<NewQueueMessage> messages, List<Stored> answer) {
    world.begin(now);
    var queue = world.queue(name);
    Disallowed.unless(answer.size() == messages.size(), "answered for " + answer.size());
    for (int i = 0; i < messages.size(); i++) {
      var message = messages.get(i);
      if (queue.dedup().check(message.dedup(), answer.get(i), world.now())) {
        store(queue, message, answer.get(i).sequence());
      }
    }
  }

  private void store(ModelQueue queue, NewQueueMessage message, long sequence) {
    Disallowed.unless(sequence > queue.greatest(), "sequence " + sequence + " comes too late");
    var item = new Item(TestMessages.text(message.content()), message.group());
    var spot = world.arrival(item, queue, message.content());
    spot.found(sequence);
    var delay = queue.config().delayOr(message.delay());
    if (!delay.isZero()) {
      spot.delay(world.in(delay));
    }
    item.settleAt(spot);
    world.add(item);
    var key = message.dedup();
    if (key != null) {
      long window = queue.config().dedupWindow().toMillis();
      queue.dedup().remember(key, sequence, world.now() + window, world.latest() + window);
    }
  }

  /// Told that the store was closed and is open again, with everything that it had.
  public void reopened(Moment now) {
    world.begin(now);
    world.reopened(now);
  }

  /// Told what a receive that did not wait handed out.
  public void received(
      Moment now, QueueName name, ReceiveRequest request, List<LeasedMessage> answer) {
    world.begin(now);
    new ReceiveRule(world, world.queue(name), request, answer).check();
  }

  /// Told what came of one settlement.
  public void settled(Moment now, QueueName name, Settlement settlement, SettleOutcome outcome) {
    world.begin(now);
    settling.check(world.queue(name), settlement, outcome);
  }

  /// Told that a receive was taken back.
  public void unreceived(Moment now, QueueName name, LeaseHandle handle) {
    world.begin(now);
    settling.takeBack(world.queue(name), handle);
  }

  /// Told that everything was removed.
  public void purged(Moment now, QueueName name) {
    world.begin(now);
    world.spotsIn(world.queue(name)).toList().forEach(spot -> spot.item().vanish(spot));
  }

  /// Told what there is.
  public void counted(Moment now, QueueName name, QueueCounts counts) {
    world.begin(now);
    new CountRule(world, world.queue(name)).check(counts);
  }

  /// Told the last sequence.
  public void lastSequence(Moment now, QueueName name, long sequence) {
    world.begin(now);
    var queue = world.queue(name);
    Disallowed.unless(
        sequence >= queue.greatest(),
        "the last sequence fell from " + queue.greatest() + " to " + sequence);
    queue.saw(sequence);
  }

  /// Told what came of one redrive step over all of the queue, to `to` or to the origins.
  public void redriven(Moment now, QueueName name, @Nullable QueueName to, Redriven answer) {
    world.begin(now);
    var queue = world.queue(name);
    var moved = new Tally();
    var kept = new Tally();
    for (var spot : world.spotsIn(queue).toList()) {
      var target = Optional.ofNullable(to).or(() -> origin(spot)).flatMap(world::find);
      boolean leased = spot.isLeased() && !spot.isVisible(world.elapsed());
      boolean mayGo = target.isPresent() && !(leased && !spot.mayBeVisible(world.elapsed()));
      boolean mayStay = target.isEmpty() || leased;
      boolean there = spot.item().isAt(spot);
      moved.count(mayGo, there && !mayStay);
      kept.count(mayStay, there && !mayGo);
      if (mayGo) {
        move(spot, target.orElseThrow(), mayStay);
      }
    }
    moved.check("moved", answer.moved());
    kept.check("kept", answer.kept());
  }

  private void move(Spot spot, ModelQueue target, boolean mayStay) {
    var content = DeadLetterReason.unmark(spot.content());
    spot.item().mayAlsoBeAt(world.arrival(spot.item(), target, content));
    if (!mayStay) {
      spot.item().isNotAt(spot);
    }
  }

  private static Optional<QueueName> origin(Spot spot) {
    return spot.content().attributes().find(DeadLetterReason.SOURCE).map(QueueName::new);
  }
}
