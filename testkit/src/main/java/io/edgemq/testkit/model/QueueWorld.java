package io.edgemq.testkit.model;

import io.edgemq.domain.Content;
import io.edgemq.domain.LeaseHandle;
import io.edgemq.domain.Queue;
import io.edgemq.domain.QueueName;
import io.edgemq.domain.lease.Moment;
import io.edgemq.testkit.TestMessages;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// What the model knows: the queues of one tenant, the messages that are or may be in them, and
/// every handle that was ever given out. Messages are told apart by their payload.
final class QueueWorld {
  private final Map<QueueName, ModelQueue> queues = new HashMap<>();
  private final Map<String, Item> items = new LinkedHashMap<>();
  private final Map<LeaseHandle, Spot> handles = new HashMap<>();
  private long operation;
  private long now;
  private long elapsed;
  private long latest;

  QueueWorld(List<Queue> queues) {
    queues.forEach(queue -> this.queues.put(queue.name(), new ModelQueue(queue)));
  }

  /// Begins one more operation, at `moment`: what has ended by then has ended.
  void begin(Moment moment) {
    now = moment.wall();
    elapsed = moment.elapsed();
    latest = Math.max(latest, now);
    operation++;
    queues.values().forEach(queue -> queue.dedup().passTime(now));
    for (var item : items.values()) {
      for (var spot : item.spots()) {
        spot.passTime(elapsed);
        expire(item, spot);
      }
    }
    items.values().removeIf(Item::isGone);
  }

  private void expire(Item item, Spot spot) {
    long horizon = spot.queue().config().horizon(Instant.ofEpochMilli(now)).toEpochMilli();
    if (spot.stored().to() <= horizon) {
      item.vanish(spot);
    } else if (spot.stored().from() <= horizon) {
      item.mayVanish();
    }
  }

  /// By the wall clock.
  long now() {
    return now;
  }

  /// How much time has passed.
  long elapsed() {
    return elapsed;
  }

  /// The end of what begins now and lasts for `span`.
  Spot.End in(Duration span) {
    long millis = span.toMillis();
    return new Spot.End(now + millis, elapsed + millis, millis);
  }

  /// What runs goes on by the wall clock, or from where it was.
  void reopened(Moment moment) {
    items().stream().flatMap(item -> item.spots().stream()).forEach(spot -> spot.reopened(moment));
  }

  /// The latest time there was, which is later than now when the clock was set back.
  long latest() {
    return latest;
  }

  ModelQueue queue(QueueName name) {
    var queue = queues.get(name);
    if (queue == null) {
      throw new IllegalArgumentException("the model has no queue " + name.value());
    }
    return queue;
  }

  Optional<ModelQueue> find(QueueName name) {
    return Optional.ofNullable(queues.get(name));
  }

  Collection<Item> items() {
    return List.copyOf(items.values());
  }

  /// Every place in `queue` where a message may be.
  Stream<Spot> spotsIn(ModelQueue queue) {
    return items().stream().flatMap(item -> item.spotsIn(queue).stream());
  }

  /// The message with that payload.
  Item item(Content content) {
    var name = TestMessages.text(content);
    var item = items.get(name);
    if (item == null) {
      throw new Disallowed("handed out what is not there (or no longer): " + name);
    }
    return item;
  }

  void add(Item item) {
    items.put(item.name(), item);
  }

  /// A stay that begins with this operation. When the clock was set back, a store may keep the
  /// timestamps of a queue from falling.
  Spot arrival(Item item, ModelQueue queue, Content content) {
    return new Spot(item, queue, content, Spot.Span.of(operation), new Spot.Span(now, latest));
  }

  /// The stay in the dead-letter queue that follows that at `spot` when it ends now, for `content`.
  Spot burial(Spot spot, QueueName deadLetters, Content content) {
    var earlier = spot.deadLetter();
    if (earlier != null) {
      earlier.mayHaveArrived(operation, new Spot.Span(now, latest));
      return earlier;
    }
    var next = arrival(spot.item(), queue(deadLetters), content);
    spot.deadLetter(next);
    return next;
  }

  /// Notes the handle of a new lease, which must not have been given out before.
  void give(LeaseHandle handle, Spot spot) {
    Disallowed.unless(
        handles.putIfAbsent(handle, spot) == null, "gave out a handle twice: " + handle.value());
  }

  /// Notes the handle that an extension of the lease at `spot` answered: a new one, or one that the
  /// lease has already.
  void giveAgain(LeaseHandle handle, Spot spot) {
    if (!spot.holds(handle)) {
      give(handle, spot);
    }
  }

  /// What `handle` was given out for.
  Optional<Spot> spotOf(LeaseHandle handle) {
    return Optional.ofNullable(handles.get(handle));
  }
}
