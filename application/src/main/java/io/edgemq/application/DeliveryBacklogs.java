package io.edgemq.application;

import io.edgemq.domain.SubjectFilter;
import io.edgemq.domain.SubscriptionRef;
import io.edgemq.domain.TopicMessage;
import io.edgemq.domain.TopicRef;
import io.edgemq.domain.push.Backlog;
import io.edgemq.domain.push.Candidate;
import io.edgemq.domain.push.DeliveryLane;
import io.edgemq.domain.push.MessageKey;
import io.edgemq.domain.push.SubjectShare;
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
final class DeliveryBacklogs implements AutoCloseable {
  private static final int PAGE = 256;
  private static final long PAGE_BYTES = 1 << 20;

  /// Beyond it, a body is read again when its message is sent.
  private static final long MOST_BYTES = 4 << 20;

  private final TopicLog log;
  private final DeadLetterStore letters;
  private final FlightBudget budget;
  private final SubscriptionRef subscription;
  private final TopicRef topic;
  private final SubjectShare share;
  private final Map<MessageKey, TopicMessage> bodies = new HashMap<>();
  private final Set<Backlog> unread = EnumSet.allOf(Backlog.class);

  /// Of `bodies`.
  private long bytes;

  /// The last sequence that the topic is known to have.
  private long last;

  /// What is read, and which subjects of it.
  record Source(SubscriptionRef subscription, TopicRef topic, SubjectShare share) {}

  DeliveryBacklogs(DeliveryTools tools, Source source) {
    this.log = tools.stores().log();
    this.letters = tools.stores().deadLetters();
    this.budget = tools.budget();
    this.subscription = source.subscription();
    this.topic = source.topic();
    this.share = source.share();
  }

  /// What it reads for.
  SubscriptionRef subscription() {
    return subscription;
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
    close();
    unread.add(Backlog.TOPIC);
  }

  /// Forgets the bodies.
  @Override
  public void close() {
    bodies.clear();
    budget.drop(bytes);
    bytes = 0;
  }

  /// Reads for `lane` what it wants and may be there. Answers how many messages the topic dropped
  /// before they were read.
  ///
  /// @throws io.edgemq.domain.StoreException when the store cannot answer; nothing was read then
  long read(DeliveryLane lane, SubjectFilter filter) throws InterruptedException {
    if (!hasMore(lane)) {
      return 0;
    }
    budget.beginReading();
    try {
      if (wants(lane, Backlog.REDRIVE)) {
        readRedriven(lane);
      }
      return wants(lane, Backlog.TOPIC) ? readTopic(lane, filter) : 0;
    } finally {
      budget.endReading();
    }
  }

  private boolean wants(DeliveryLane lane, Backlog backlog) {
    return unread.contains(backlog) && lane.wantsMore(backlog);
  }

  /// Whether more is there for `lane`, which it wants.
  boolean hasMore(DeliveryLane lane) {
    return unread.stream().anyMatch(lane::wantsMore);
  }

  private void readRedriven(DeliveryLane lane) {
    long from = lane.next(Backlog.REDRIVE);
    var found = letters.redriven(subscription, from, PAGE, PAGE_BYTES);
    var ours = found.stream().filter(r -> share.has(r.letter().message().subject())).toList();
    ours.forEach(r -> keep(new MessageKey(Backlog.REDRIVE, r.number()), r.letter().message()));
    lane.add(
        Backlog.REDRIVE,
        ours.stream().map(r -> new Candidate(r.number(), r.letter().message().subject())).toList(),
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
        long dropped = lane.dropped(page.bounds().first(), share);
        add(lane, page.messages(), Math.max(page.next(), lane.next(Backlog.TOPIC)));
        last = Math.max(last, page.bounds().last());
        if (page.next() > last) {
          unread.remove(Backlog.TOPIC);
        }
        yield dropped;
      }
    };
  }

  private void add(DeliveryLane lane, List<TopicMessage> found, long next) {
    var messages = found.stream().filter(message -> share.has(message.subject())).toList();
    messages.forEach(m -> keep(new MessageKey(Backlog.TOPIC, m.sequence()), m));
    lane.add(
        Backlog.TOPIC,
        messages.stream().map(m -> new Candidate(m.sequence(), m.subject())).toList(),
        next);
  }

  private void keep(MessageKey key, TopicMessage message) {
    long size = message.content().sizeInBytes();
    if (bytes < MOST_BYTES && budget.tryKeep(size)) {
      bytes += size;
      bodies.put(key, message);
    }
  }

  /// The body of a message that was read, which is not kept any longer; empty when it is not kept.
  Optional<TopicMessage> take(MessageKey key) {
    var message = Optional.ofNullable(bodies.remove(key));
    long size = message.map(taken -> taken.content().sizeInBytes()).orElse(0);
    bytes -= size;
    budget.drop(size);
    return message;
  }

  /// Reads one message; empty when it is not there any more. For any thread.
  ///
  /// @throws io.edgemq.domain.StoreException when the store cannot answer
  Optional<TopicMessage> fetch(MessageKey key) {
    return switch (key.backlog()) {
      case REDRIVE ->
          letters.redriven(subscription, key.number(), 1, 1).stream()
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
