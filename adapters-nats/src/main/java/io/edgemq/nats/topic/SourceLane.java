package io.edgemq.nats.topic;

import io.edgemq.domain.StoreException;
import io.edgemq.jetstream.Condition;
import io.edgemq.jetstream.Outgoing;
import io.edgemq.jetstream.Published;
import io.edgemq.jetstream.SentBatch;
import io.edgemq.jetstream.StreamClient;
import io.edgemq.nats.push.LetterRoom;
import io.edgemq.ports.out.SourceId;
import io.edgemq.ports.out.TopicLog.ForwardResult;
import io.edgemq.ports.out.TopicLog.Forwarded;
import io.edgemq.ports.out.TopicLog.Source;
import io.edgemq.ports.out.TopicLog.SourceMessage;
import io.edgemq.ports.out.TopicLog.TooLarge;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// What one source has in one topic, and the way to store more of it, each message once and in
/// order. The topic itself is the record: messages tell their source and their sequence in it. This
/// process remembers up to which message of the topic it has looked. It stores on condition that
/// the topic still ends there, so whatever somebody else has stored meanwhile is looked at first.
/// In a topic that never stands still it goes by message ids after some tries; servers know those
/// for [io.edgemq.domain.TopicConfig#DEDUP_WINDOW]. For any number of threads.
final class SourceLane {
  /// How many messages go into one atomic batch.
  private static final int MOST = StreamClient.BATCH_MAX;

  /// How many bytes go into one, unless a single message has more.
  private static final long MOST_BYTES = 4L << 20;

  /// After so many tries at which somebody else was faster, the condition is dropped.
  private static final int TRIES = 3;

  private final JetStreamTopic topic;
  private final SourceId source;
  private final Semaphore batches;
  private final ReentrantLock busy = new ReentrantLock(true);

  /// The last sequence of the source that is in the topic up to `seen`.
  private long mark;

  /// The topic's sequence up to which this process has looked.
  private long seen;

  private boolean looked;

  SourceLane(JetStreamTopic topic, SourceId source, Semaphore batches) {
    this.topic = topic;
    this.source = source;
    this.batches = batches;
  }

  /// A message as it will be stored.
  private record Item(long at, Outgoing message) {}

  /// As [io.edgemq.ports.out.TopicLog#forward] says. More than goes into one step is stored in
  /// several, in order.
  ///
  /// @param known what the caller knows
  /// @param time of the messages, in epoch milliseconds
  ForwardResult forward(Source known, List<SourceMessage> messages, long time) {
    var items = new ArrayList<Item>(messages.size());
    long most = topic.stream().maxPayload();
    for (var message : messages) {
      var outgoing = TopicFormat.forwarded(topic.ref(), source, message, time);
      long room = most - LetterRoom.of(message.message().subject());
      if (outgoing.isTooLarge(room)) {
        return new TooLarge(outgoing.body().length, outgoing.bodyLimit(room));
      }
      items.add(new Item(message.sequence(), outgoing));
    }
    enter();
    try {
      if (known.seen() > seen) {
        mark = Math.max(mark, known.mark());
        seen = known.seen();
        looked = false;
      }
      if (!looked || next(items, mark).isEmpty()) {
        look();
      }
      storeAll(items, time);
      return new Forwarded(mark, seen);
    } finally {
      busy.unlock();
    }
  }

  private void enter() {
    try {
      if (!busy.tryLock(topic.stream().timeout().toNanos(), TimeUnit.NANOSECONDS)) {
        throw new StoreException.TimedOut(
            "too much of one source is under way", new IOException(topic.stream().name()));
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new StoreException.TimedOut("interrupted", stopped);
    }
  }

  /// Stores what is beyond the mark, step by step. While one is stored, the next one is on its way
  /// already; but it is committed only once the topic is known to end with the one before. So none
  /// is ever stored without that, whoever else stores meanwhile.
  private void storeAll(List<Item> items, long time) {
    @Nullable SentBatch sent = null;
    for (var step = next(items, mark); !step.isEmpty(); step = next(items, mark)) {
      var following = next(items, step.getLast().at());
      if (sent == null && following.isEmpty()) {
        store(step, time);
        continue;
      }
      long end = seen + step.size();
      var flight = new Flight(sent == null ? send(step, seen) : sent, following, end);
      sent = null;
      if (publish(flight) instanceof Published.Kept(long last)) {
        kept(step.getLast().at(), last, time);
        sent = last == end ? flight.ahead : null;
      } else {
        store(step, time); // what was sent ahead is forgotten
      }
    }
  }

  /// A step that is stored while the next one is sent.
  private final class Flight implements Supplier<Published> {
    private final SentBatch sent;
    private final List<Item> following;
    private final long end;
    private @Nullable SentBatch ahead;

    Flight(SentBatch sent, List<Item> following, long end) {
      this.sent = sent;
      this.following = following;
      this.end = end;
    }

    @Override
    public Published get() {
      sent.commit();
      ahead = following.isEmpty() ? null : send(following, end);
      return sent.result();
    }
  }

  /// Sends `step`, to be stored when it is committed.
  private SentBatch send(List<Item> step, long last) {
    var messages = step.stream().map(Item::message).toList();
    return topic.stream().send(messages, conditions(step, last));
  }

  /// What is beyond `mark`, as much as goes into one step.
  private static List<Item> next(List<Item> items, long mark) {
    var next = new ArrayList<Item>();
    long bytes = 0;
    for (var item : items) {
      if (item.at() > mark) {
        bytes += item.message().body().length;
        boolean fits = bytes <= MOST_BYTES && next.size() < MOST;
        if (!fits && !next.isEmpty()) {
          break;
        }
        next.add(item);
      }
    }
    return next;
  }

  /// Stores the step, or finds that some of it is stored already.
  private void store(List<Item> step, long time) {
    long before = mark;
    for (int tries = 0; mark == before; tries++) {
      switch (publish(step, tries < TRIES ? seen : -1)) {
        case Published.Kept(long last) -> kept(step.getLast().at(), last, time);
        case Published.Behind _ -> look();
        case Published.Known _ -> {
          look();
          if (mark == before) {
            storeOne(step.getFirst(), time);
          }
        }
      }
    }
  }

  /// One of the ids is known, and nothing shows: a copy is on its way, or the topic has dropped it.
  /// A single message tells which of them it is.
  private void storeOne(Item item, long time) {
    switch (publish(List.of(item), -1)) {
      case Published.Kept(long last) -> {
        look(); // an id alone says nothing of what lies between
        kept(item.at(), Math.max(last, seen), time);
      }
      case Published.Known(long last) -> kept(item.at(), Math.max(last, seen), 0);
      case Published.Behind _ -> throw new IllegalStateException("nothing was expected");
    }
  }

  private void kept(long sequence, long last, long time) {
    mark = Math.max(mark, sequence);
    seen = last;
    topic.saw(last, time);
  }

  /// Stores `step`, all or none.
  ///
  /// @param last the sequence with which the topic must end; negative: any
  private Published publish(List<Item> step, long last) {
    var messages = step.stream().map(Item::message).toList();
    var conditions = conditions(step, last);
    return publish(() -> topic.stream().publish(messages, conditions));
  }

  private List<Condition> conditions(List<Item> step, long last) {
    var conditions = new ArrayList<Condition>(step.size());
    for (var item : step) {
      var id = "|" + source.value() + "|" + item.at(); // no dedup key begins so
      conditions.add(new Condition(id, conditions.isEmpty() ? last : -1, -1));
    }
    return conditions;
  }

  private Published publish(Supplier<Published> step) {
    try {
      if (!batches.tryAcquire(topic.stream().timeout().toNanos(), TimeUnit.NANOSECONDS)) {
        throw new StoreException.TimedOut(
            "too many batches are under way", new IOException(topic.stream().name()));
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new StoreException.TimedOut("interrupted", stopped);
    }
    try {
      return topic.stream().reserve().unlessSpent(step);
    } finally {
      batches.release();
    }
  }

  /// Looks at what the topic has got since.
  private void look() {
    var status =
        topic
            .look()
            .orElseThrow(
                () ->
                    new StoreException.NoResponders(
                        "the topic was removed", new IOException(topic.stream().name())));
    long from = seen > status.last() ? 1 : seen + 1; // a topic that was made again begins again
    var found = new SourceScan(topic, source).last(from, status.last());
    mark = Math.max(mark, found);
    seen = status.last();
    looked = true;
  }
}
