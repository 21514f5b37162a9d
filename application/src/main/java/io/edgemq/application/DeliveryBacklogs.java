package io.edgemq.application;

import io.edgemq.domain.SubjectFilter;
import io.edgemq.domain.SubscriptionRef;
import io.edgemq.domain.TopicMessage;
import io.edgemq.domain.TopicRef;
import io.edgemq.domain.push.Backlog;
import io.edgemq.domain.push.Candidate;
import io.edgemq.domain.push.DeliveryLane;
import io.edgemq.domain.push.MessageKey;
import io.edgemq.ports.out.DeadLetterStore;
import io.edgemq.ports.out.TopicLog;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Reads what a subscription has to deliver, a page at a time, and keeps the bodies of that page
/// until they are sent. For the thread of one delivery, but [#fetch].
final class DeliveryBacklogs {
  private static final int PAGE = 256;
  private static final long PAGE_BYTES = 1 << 20;

  /// Beyond it, a body is read again when its message is sent.
  private static final long MOST_BYTES = 4 << 20;

  private final TopicLog log;
  private final DeadLetterStore letters;
  private final SubscriptionRef subscription;
  private final TopicRef topic;
  private final Map<MessageKey, TopicMessage> bodies = new HashMap<>();
  private final Set<Backlog> unread = EnumSet.allOf(Backlog.class);

  /// Of `bodies`.
  private long bytes;

  /// The last sequence that the topic is known to have.
  private long last;

  DeliveryBacklogs(
      TopicLog log, DeadLetterStore letters, SubscriptionRef subscription, TopicRef topic) {
    this.log = log;
    this.letters = letters;
    this.subscription = subscription;
    this.topic = topic;
  }

  /// There may be more in `backlog`.
  void grown(Backlog backlog) {
    unread.add(backlog);
  }

  /// The topic has grown up to `sequence`.
  void grownTo(long sequence) {
    last = Math.max(last, sequence);
    unread.add(Backlog.TOPIC);
  }

  /// The last sequence that the topic is known to have.
  long last() {
    return last;
  }

  /// Forgets the bodies, and reads the topic again.
  void readAgain() {
    bodies.clear();
    bytes = 0;
    unread.add(Backlog.TOPIC);
  }

  /// Reads for `lane` what it wants and may be there. Answers how many messages the topic dropped
  /// before they were read.
  ///
  /// @throws io.edgemq.domain.StoreException when the store cannot answer; nothing was read then
  long read(DeliveryLane lane, SubjectFilter filter) {
    if (unread.contains(Backlog.REDRIVE) && lane.wantsMore(Backlog.REDRIVE)) {
      readRedriven(lane);
    }
    return unread.contains(Backlog.TOPIC) && lane.wantsMore(Backlog.TOPIC)
        ? readTopic(lane, filter)
        : 0;
  }

  /// Whether more is there for `lane`, which it wants.
  boolean hasMore(DeliveryLane lane) {
    return unread.stream().anyMatch(lane::wantsMore);
  }

  private void readRedriven(DeliveryLane lane) {
    long from = lane.next(Backlog.REDRIVE);
    var found = letters.redriven(subscription, from, PAGE);
    found.forEach(r -> keep(new MessageKey(Backlog.REDRIVE, r.number()), r.letter().message()));
    lane.add(
        Backlog.REDRIVE,
        found.stream().map(r -> new Candidate(r.number(), r.letter().message().subject())).toList(),
        found.isEmpty() ? from : found.getLast().number() + 1);
    if (found.isEmpty()) {
      unread.remove(Backlog.REDRIVE);
    }
  }

  private long readTopic(DeliveryLane lane, SubjectFilter filter) {
    long from = lane.next(Backlog.TOPIC);
    var query = new TopicLog.Query(from, filter, PAGE, PAGE_BYTES);
    return switch (log.read(topic, query)) {
      case TopicLog.NoSuchTopic _ -> {
        unread.remove(Backlog.TOPIC);
        yield 0;
      }
      case TopicLog.Page page -> {
        long dropped = lane.dropped(page.bounds().first());
        add(lane, page.messages(), Math.max(page.next(), lane.next(Backlog.TOPIC)));
        last = Math.max(last, page.bounds().last());
        if (page.next() > last) {
          unread.remove(Backlog.TOPIC);
        }
        yield dropped;
      }
    };
  }

  private void add(DeliveryLane lane, List<TopicMessage> messages, long next) {
    messages.forEach(m -> keep(new MessageKey(Backlog.TOPIC, m.sequence()), m));
    lane.add(
        Backlog.TOPIC,
        messages.stream().map(m -> new Candidate(m.sequence(), m.subject())).toList(),
        next);
  }

  private void keep(MessageKey key, TopicMessage message) {
    if (bytes < MOST_BYTES) {
      bytes += message.content().sizeInBytes();
      bodies.put(key, message);
    }
  }

  /// The body of a message that was read, which is not kept any longer; empty when it is not kept.
  Optional<TopicMessage> take(MessageKey key) {
    var message = Optional.ofNullable(bodies.remove(key));
    message.ifPresent(taken -> bytes -= taken.content().sizeInBytes());
    return message;
  }

  /// Reads one message; empty when it is not there any more. For any thread.
  ///
  /// @throws io.edgemq.domain.StoreException when the store cannot answer
  Optional<TopicMessage> fetch(MessageKey key) {
    return switch (key.backlog()) {
      case REDRIVE ->
          letters.redriven(subscription, key.number(), 1).stream()
              .filter(redriven -> redriven.number() == key.number())
              .map(redriven -> redriven.letter().message())
              .findFirst();
      case TOPIC -> fetch(key.number());
    };
  }

  private Optional<TopicMessage> fetch(long sequence) {
    var query = new TopicLog.Query(sequence, SubjectFilter.ALL, 1, 1);
    return switch (log.read(topic, query)) {
      case TopicLog.NoSuchTopic _ -> Optional.empty();
      case TopicLog.Page page ->
          page.messages().stream().filter(m -> m.sequence() == sequence).findFirst();
    };
  }
}
