package io.edgemq.nats.queue;

import io.edgemq.domain.Queue;
import io.edgemq.domain.QueueRef;
import io.edgemq.domain.StoreException;
import io.edgemq.domain.lease.MessageEntry;
import io.edgemq.jetstream.Outgoing;
import io.edgemq.jetstream.StreamAdmin;
import io.edgemq.jetstream.StreamClient;
import io.edgemq.nats.catalog.Incarnated;
import io.edgemq.nats.catalog.StreamNames;
import io.edgemq.nats.queue.QueueMessages.Draft;
import io.edgemq.ports.out.QueueStore;
import io.edgemq.ports.out.QueueStore.ForwardResult;
import io.edgemq.ports.out.QueueStore.Forwarded;
import io.edgemq.ports.out.QueueStore.NoSuchQueue;
import io.edgemq.ports.out.QueueStore.SourceMessage;
import io.edgemq.ports.out.QueueStore.TooLarge;
import io.edgemq.ports.out.SourceId;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Stores what sources forward to queues, each message once: docs/adr/0030. Needs no replica.
public final class Forwarding {
  private static final Duration MOMENT = Duration.ofMillis(5);

  /// How many messages go into one atomic batch, beside the mark.
  private static final int MOST = StreamClient.BATCH_MAX - 1;

  private final QueueReplicas queues;

  public Forwarding(QueueReplicas queues) {
    this.queues = queues;
  }

  /// A message as it will be stored.
  private record Item(long at, Draft draft, Outgoing message) {}

  /// As [QueueStore#forward] says. More than the servers take in one step is stored in several, in
  /// order, each with its mark.
  public ForwardResult forward(QueueRef ref, SourceId source, List<SourceMessage> messages) {
    return StreamCalls.<ForwardResult>call(
        queues, ref, new NoSuchQueue(), queue -> forward(ref, queue, source, messages));
  }

  private ForwardResult forward(
      QueueRef ref, Incarnated<Queue> queue, SourceId source, List<SourceMessage> messages) {
    var items = items(ref, queue, messages);
    var tooLarge = tooLarge(items);
    if (tooLarge.isPresent()) {
      return tooLarge.get();
    }
    var lane = lane(ref, queue, source);
    var mark = lane.find();
    if (mark.sequence() == 0 && !items.isEmpty()) { // otherwise the stream keeps marks already
      new StreamAdmin(queues.parts().cluster())
          .keepForever(lane.stream().name(), queue.incarnation());
    }
    var appender = queues.appender(ref, queue);
    appender.overdue().runIfDue();
    var ledger = appender.ledger();
    var asked = ledger.begin();
    for (var step = next(items, mark); !step.isEmpty(); step = next(items, mark)) {
      var after = store(ref, queue, lane, new Step(mark, step));
      if (after.value() < mark.value()) {
        break; // the source was retired meanwhile: nothing of it is stored any more
      }
      mark = after;
    }
    ledger.require(asked);
    return new Forwarded(mark.value());
  }

  private SourceLane lane(QueueRef ref, Incarnated<Queue> queue, SourceId source) {
    var appender = queues.appender(ref, queue);
    var subject = StreamNames.markSubject(ref, queue.incarnation(), source);
    return new SourceLane(queues.messages(ref, queue.incarnation()), appender.forwards(), subject);
  }

  private List<Item> items(QueueRef ref, Incarnated<Queue> queue, List<SourceMessage> messages) {
    long now = queues.parts().time().instant().toEpochMilli();
    var subject = StreamNames.sentSubject(ref, queue.incarnation());
    var items = new ArrayList<Item>(messages.size());
    for (var m : messages) {
      var draft = Draft.of(m.message(), queue.value().config(), now);
      items.add(new Item(m.sequence(), draft, draft.outgoing(subject)));
    }
    return items;
  }

  private Optional<TooLarge> tooLarge(List<Item> items) {
    long most = queues.parts().cluster().maxPayload();
    return items.stream()
        .map(Item::message)
        .filter(message -> message.isTooLarge(most))
        .findFirst()
        .map(message -> new TooLarge(message.body().length, message.bodyLimit(most)));
  }

  /// What is beyond the mark, as much as goes into one step.
  private static List<Item> next(List<Item> items, SourceMark mark) {
    var next = new ArrayList<Item>();
    long bytes = 0;
    for (var item : items) {
      if (item.at() > mark.value()) {
        bytes += item.message().body().length;
        boolean fits = bytes <= QueueStore.RECEIVE_BYTES && next.size() < MOST;
        if (!fits && !next.isEmpty()) {
          break;
        }
        next.add(item);
      }
    }
    return next;
  }

  /// @param before the mark that the step replaces
  private record Step(SourceMark before, List<Item> items) {}

  /// Stores the step, or finds that somebody else moved the mark; the mark afterwards. Waits while
  /// somebody else is moving it.
  private SourceMark store(QueueRef ref, Incarnated<Queue> queue, SourceLane lane, Step step) {
    var items = step.items();
    var messages = items.stream().map(Item::message).toList();
    long deadline = System.nanoTime() + queues.parts().cluster().timeout().toNanos();
    while (true) {
      var moved = lane.append(step.before(), messages, items.getLast().at());
      if (moved.isPresent()) {
        queues.sent(ref, queue, entries(items, moved.get().sequence() + 1));
        return moved.get();
      }
      var found = lane.find();
      if (!found.equals(step.before())) {
        return found;
      }
      if (System.nanoTime() - deadline > 0) {
        throw new StoreException.Unavailable(
            "another process has been forwarding from the same source for too long",
            new IOException(lane.subject()));
      }
      queues.parts().cluster().pause(MOMENT);
    }
  }

  private static List<MessageEntry> entries(List<Item> items, long first) {
    var entries = new ArrayList<MessageEntry>(items.size());
    for (var item : items) {
      entries.add(item.draft().entry(first + entries.size()));
    }
    return entries;
  }

  /// As [QueueStore#retire] says.
  public void retire(QueueRef ref, SourceId source) {
    boolean unused =
        StreamCalls.call(
            queues,
            ref,
            false,
            queue -> {
              lane(ref, queue, source).retire();
              return true;
            });
  }
}
