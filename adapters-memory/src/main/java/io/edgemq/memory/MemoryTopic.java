package io.edgemq.memory;

import io.edgemq.domain.LogBounds;
import io.edgemq.domain.LogState;
import io.edgemq.domain.NewTopicMessage;
import io.edgemq.domain.Start;
import io.edgemq.domain.Subject;
import io.edgemq.domain.SubjectFilter;
import io.edgemq.domain.Topic;
import io.edgemq.domain.TopicConfig;
import io.edgemq.domain.TopicMessage;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.locks.Condition;
import java.util.stream.Collectors;

/// One topic and its log. The sequences of kept messages are consecutive and timestamps never fall,
/// so messages are always dropped from the beginning.
final class MemoryTopic {
  private final Condition changed;
  private final TreeMap<Long, TopicMessage> log = new TreeMap<>();
  private final DedupMemory dedup = new DedupMemory();
  private final SourceMarks marks = new SourceMarks();
  private Topic topic;
  private long last;
  private long bytes;
  private Instant newest = Instant.EPOCH;
  private boolean removed;

  /// @param former the sequence behind which it begins to count
  MemoryTopic(Topic topic, long former, Condition changed) {
    this.topic = topic;
    this.last = former;
    this.changed = changed;
  }

  Topic topic() {
    return topic;
  }

  Condition changed() {
    return changed;
  }

  DedupMemory dedup() {
    return dedup;
  }

  SourceMarks marks() {
    return marks;
  }

  boolean isRemoved() {
    return removed;
  }

  void markRemoved() {
    removed = true;
    changed.signalAll();
  }

  /// Drops messages that `config` does not keep. Call [#trim] first: messages that the present
  /// configuration no longer keeps must not come back.
  void configure(TopicConfig config, Instant now) {
    topic = new Topic(topic.name(), config, topic.createdAt());
    trim(now);
  }

  /// Appends a message and returns its sequence. Call [#trim] afterwards.
  long append(NewTopicMessage message, Instant now) {
    newest = now.isAfter(newest) ? now : newest;
    var stored = new TopicMessage(message.subject(), ++last, newest, message.content());
    log.put(last, stored);
    bytes += size(stored);
    changed.signalAll();
    return last;
  }

  /// Drops messages past their retention or over a limit.
  void trim(Instant now) {
    var horizon = topic.config().horizon(now);
    while (!log.isEmpty() && (isOverLimit() || !oldest().timestamp().isAfter(horizon))) {
      bytes -= size(log.pollFirstEntry().getValue());
    }
  }

  private boolean isOverLimit() {
    var maxMessages = topic.config().maxMessages();
    var maxBytes = topic.config().maxBytes();
    return (maxMessages != null && log.size() > maxMessages)
        || (maxBytes != null && bytes > maxBytes);
  }

  private TopicMessage oldest() {
    return log.firstEntry().getValue();
  }

  private static long size(TopicMessage message) {
    return (long) message.subject().sizeInBytes() + message.content().sizeInBytes();
  }

  LogBounds bounds() {
    return new LogBounds(last + 1 - log.size(), last);
  }

  LogState state() {
    return new LogState(bounds(), log.size(), bytes);
  }

  /// The subjects of those of the messages with `sequences` that are kept.
  Map<Long, Subject> subjects(Set<Long> sequences) {
    return sequences.stream()
        .map(log::get)
        .filter(Objects::nonNull)
        .collect(Collectors.toMap(TopicMessage::sequence, TopicMessage::subject));
  }

  /// How many of what is kept from `sequence` on `filter` accepts. When that is more than `most`,
  /// it answers `most` and looks at none.
  long count(long sequence, SubjectFilter filter, long most) {
    long there = Math.max(0, last + 1 - Math.max(sequence, bounds().first()));
    return filter instanceof SubjectFilter.All || there > most
        ? Math.min(there, most)
        : from(sequence).stream().filter(message -> filter.accepts(message.subject())).count();
  }

  /// What is kept from `sequence` on, in order.
  Collection<TopicMessage> from(long sequence) {
    return log.tailMap(sequence, true).values();
  }

  /// The position at which a reader begins.
  long locate(Start start, SubjectFilter filter) {
    return switch (start) {
      case Start.Latest _ -> last + 1;
      case Start.Earliest _ -> bounds().first();
      case Start.AtSequence(long sequence) -> sequence;
      case Start.AtTime(var time) -> firstSince(time);
      case Start.LastN(int count) -> lastN(count, filter);
    };
  }

  private long firstSince(Instant time) {
    long low = bounds().first();
    long high = last + 1;
    while (low < high) {
      long middle = (low + high) >>> 1;
      var message = log.get(middle);
      if (message != null && message.timestamp().isBefore(time)) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  private long lastN(int count, SubjectFilter filter) {
    return log.descendingMap().values().stream()
        .filter(message -> filter.accepts(message.subject()))
        .limit(count)
        .map(TopicMessage::sequence)
        .reduce((_, earlier) -> earlier)
        .orElse(last + 1);
  }
}
