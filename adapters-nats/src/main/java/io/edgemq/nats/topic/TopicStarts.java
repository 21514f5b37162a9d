package io.edgemq.nats.topic;

import io.edgemq.domain.LogBounds;
import io.edgemq.domain.Pattern;
import io.edgemq.domain.Start;
import io.edgemq.domain.SubjectFilter;
import io.edgemq.jetstream.Entry;
import io.edgemq.jetstream.StreamClient;
import io.edgemq.nats.catalog.StreamNames;
import io.edgemq.ports.out.TopicLog;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/// Finds where a reader begins, by halving: the server seeks and counts for each question.
final class TopicStarts {
  private static final String PENDING = "Nats-Num-Pending";
  private static final int PART = 256;
  private static final int PART_BYTES = 4 << 20;

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
                case SubjectFilter.Matching(var pattern) ->
                    lastN(topic, count, StreamNames.filter(topic.ref(), pattern), bounds);
                case SubjectFilter.AnyOf(var patterns) -> lastN(topic, count, patterns, bounds);
              };
        };
    return Optional.of(new TopicLog.Position(sequence, bounds));
  }

  /// The first millisecond that is not before `time`.
  private static long ceil(Instant time) {
    long floor = time.toEpochMilli();
    return Instant.ofEpochMilli(floor).isBefore(time) ? floor + 1 : floor;
  }

  /// The first of the last `count` messages with the subjects `wanted`, or the first of all.
  private static long lastN(JetStreamTopic topic, int count, String wanted, LogBounds bounds) {
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

  /// As above for several patterns, of which two may match one message: the last `count` of each
  /// are looked at, but none before those that are known to be enough.
  private static long lastN(
      JetStreamTopic topic, int count, List<Pattern> patterns, LogBounds bounds) {
    var last = new TreeSet<Long>();
    var range = bounds;
    for (var pattern : patterns) {
      var wanted = StreamNames.filter(topic.ref(), pattern);
      long from = lastN(topic, count, wanted, range);
      scan(
          new Scanned(topic, from, bounds.last(), wanted),
          entry -> {
            last.add(entry.sequence());
            if (last.size() > count) {
              boolean unused = last.remove(last.getFirst());
            }
          });
      if (last.size() == count) {
        range = new LogBounds(last.getFirst(), bounds.last());
      }
    }
    return last.size() == count ? last.getFirst() : bounds.first();
  }

  /// Messages from `from` to `end` with the subjects `wanted`.
  private record Scanned(JetStreamTopic topic, long from, long end, String wanted) {}

  /// Shows all of them to `reader`, in order. Keeps a part of them in memory.
  private static void scan(Scanned all, Consumer<Entry> reader) {
    var stream = all.topic().stream();
    long next = all.from();
    boolean complete = false;
    while (!complete) {
      var part = stream.read(new StreamClient.Query(next, all.wanted(), PART, PART_BYTES));
      for (var entry : part.entries()) {
        next = entry.sequence() + 1;
        if (entry.sequence() <= all.end()) {
          reader.accept(entry);
        }
      }
      complete = part.complete() || part.entries().isEmpty() || next > all.end();
    }
  }

  /// What to count.
  ///
  /// @param most up to where
  record Counted(long from, SubjectFilter filter, long most) {}

  /// How many messages that are kept at `now` a reader has before it that begins with `from`, as
  /// [TopicLog#count] says.
  static long count(JetStreamTopic topic, Counted counted, Instant now) {
    var bounds = topic.boundsAt(now);
    long begin = Math.max(counted.from(), bounds.first());
    if (begin > bounds.last()) {
      return 0;
    }
    long most = counted.most();
    var wanted = Wanted.of(topic.ref(), counted.filter());
    return switch (counted.filter()) {
      case SubjectFilter.All _ -> Math.min(most, bounds.last() + 1 - begin);
      case SubjectFilter.Matching _ -> Math.min(most, number(topic, begin, wanted.subjects()));
      case SubjectFilter.AnyOf _ ->
          number(topic, begin, wanted.subjects()) > most
              ? most
              : accepted(new Scanned(topic, begin, bounds.last(), wanted.subjects()), wanted);
    };
  }

  private static long accepted(Scanned all, Wanted wanted) {
    var count = new AtomicLong();
    scan(
        all,
        entry -> {
          if (wanted.accepts(entry)) {
            count.incrementAndGet();
          }
        });
    return count.get();
  }

  /// How many messages from `from` on have the subjects `wanted`.
  private static long number(JetStreamTopic topic, long from, String wanted) {
    return first(topic, from, wanted).map(next -> 1 + pending(next)).orElse(0L);
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
