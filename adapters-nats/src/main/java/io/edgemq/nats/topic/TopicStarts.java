package io.edgemq.nats.topic;

import io.edgemq.domain.LogBounds;
import io.edgemq.domain.Start;
import io.edgemq.domain.SubjectFilter;
import io.edgemq.jetstream.Entry;
import io.edgemq.jetstream.StreamClient;
import io.edgemq.nats.catalog.StreamNames;
import io.edgemq.ports.out.TopicLog;
import java.time.Instant;
import java.util.Optional;

/// Finds where a reader begins, by halving: the server seeks and counts for each question.
final class TopicStarts {
  private static final String PENDING = "Nats-Num-Pending";

  private TopicStarts() {}

  /// Where a reader begins at `now`; empty when there is no such topic.
  static Optional<TopicLog.Position> locate(
      JetStreamTopic topic, Start start, SubjectFilter filter, Instant now) {
    if (topic.look().isEmpty()) {
      return Optional.empty();
    }
    var bounds = topic.boundsAt(now);
    long sequence =
        switch (start) {
          case Start.Latest _ -> bounds.last() + 1;
          case Start.Earliest _ -> bounds.first();
          case Start.AtSequence(long asked) -> asked;
          case Start.AtTime(var time) ->
              topic.bounds().since(ceil(time), bounds.first(), bounds.last() + 1);
          case Start.LastN(int count) ->
              switch (filter) {
                case SubjectFilter.All _ -> Math.max(bounds.first(), bounds.last() + 1 - count);
                case SubjectFilter.Matching _ -> lastN(topic, count, filter, bounds);
              };
        };
    return Optional.of(new TopicLog.Position(sequence, bounds));
  }

  /// The first millisecond that is not before `time`.
  private static long ceil(Instant time) {
    long floor = time.toEpochMilli();
    return Instant.ofEpochMilli(floor).isBefore(time) ? floor + 1 : floor;
  }

  /// The first of the last `count` messages that `filter` accepts, or the first of all.
  private static long lastN(
      JetStreamTopic topic, int count, SubjectFilter filter, LogBounds bounds) {
    var wanted = StreamNames.filter(topic.ref(), filter);
    long low = bounds.first(); // from here on there are enough, or it is the beginning
    long high = bounds.last() + 1; // from here on there are too few
    while (high - low > 1) {
      long middle = (low + high) >>> 1;
      var next = first(topic, middle, wanted);
      if (next.isPresent() && 1 + pending(next.get()) >= count) {
        low = Math.min(next.get().sequence(), high - 1);
      } else {
        high = middle;
      }
    }
    return low;
  }

  /// How many messages that are kept at `now` a reader has before it that begins with `from`.
  static long count(JetStreamTopic topic, long from, SubjectFilter filter, Instant now) {
    var bounds = topic.boundsAt(now);
    long begin = Math.max(from, bounds.first());
    if (begin > bounds.last()) {
      return 0;
    }
    return switch (filter) {
      case SubjectFilter.All _ -> bounds.last() + 1 - begin;
      case SubjectFilter.Matching _ ->
          first(topic, begin, StreamNames.filter(topic.ref(), filter))
              .map(next -> 1 + pending(next))
              .orElse(0L);
    };
  }

  private static Optional<Entry> first(JetStreamTopic topic, long from, String filter) {
    var entries = topic.stream().read(new StreamClient.Query(from, filter, 1, 1)).entries();
    return entries.stream().findFirst();
  }

  /// The number of matching messages after this one.
  private static long pending(Entry entry) {
    return Entry.number(entry.headers(), PENDING);
  }
}
