package io.edgemq.nats.topic;

import io.edgemq.domain.LogBounds;
import io.edgemq.domain.SubjectFilter;
import io.edgemq.domain.TopicMessage;
import io.edgemq.jetstream.Entry;
import io.edgemq.jetstream.StreamClient;
import io.edgemq.ports.out.TopicLog;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Reads pages of a topic. The server seeks; this class adds certainty: every message that this
/// process knows to be stored is in the page, whichever replica answers.
final class TopicPages {
  private static final int MAX_BYTES = 8 << 20;

  /// The server's overhead for a message, beside its payload.
  private static final int OVERHEAD = 1024;

  /// How much is read at least where some of it may be refused.
  private static final int SCANNED = 256;

  private static final long SCANNED_BYTES = 1L << 20;

  private TopicPages() {}

  /// The entries of a page.
  ///
  /// @param next the sequence before which no matching message is missing
  private record Found(List<Entry> entries, long next) {}

  /// The page that `query` asks for, as of `now`; empty when there is no such topic.
  static Optional<TopicLog.Page> read(JetStreamTopic topic, TopicLog.Query query, Instant now) {
    var info = topic.look();
    if (info.isEmpty()) {
      return Optional.empty();
    }
    var bounds = topic.boundsAt(now);
    if (query.from() > bounds.last() || bounds.first() > bounds.last()) {
      return Optional.of(new TopicLog.Page(List.of(), bounds.last() + 1, bounds));
    }
    long from = Math.max(query.from(), bounds.first());
    var found = find(new Place(topic, info.get().replicated()), query, from, bounds.last());
    found.entries().forEach(topic::saw);
    if (mayHaveDropped(topic, found, from, query.filter()) && topic.look().isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(page(topic, query, found, topic.boundsAt(now)));
  }

  /// Reads from `from` on until the page is full, or no matching message is missing up to `end`.
  private static Found find(Place place, TopicLog.Query query, long from, long end) {
    var wanted = Wanted.of(place.topic().ref(), query.filter());
    var entries = new ArrayList<Entry>();
    long bytes = 0;
    long next = from;
    while (true) {
      var part = place.topic().stream().read(ask(query, wanted, next, entries.size()));
      for (var entry : part.entries()) {
        next = Math.max(next, entry.sequence() + 1);
        if (wanted.accepts(entry)) {
          entries.add(entry);
          bytes += entry.body().length;
          if (entries.size() == query.limit()) {
            return new Found(entries, next);
          }
        }
      }
      if (!part.complete() || bytes >= query.maxBytes()) {
        return new Found(entries, next);
      }
      var missing = place.missing(next, end, query.filter(), wanted.subjects());
      if (missing.isEmpty()) {
        return new Found(entries, Math.max(next, end + 1));
      }
      next = missing.get().sequence() + 1;
      if (wanted.accepts(missing.get())) {
        entries.add(missing.get());
        bytes += missing.get().body().length;
      }
      if (next > end || entries.size() == query.limit()) {
        return new Found(entries, next);
      }
    }
  }

  /// What to ask for when `found` entries are there. Where some of it may be refused, it is more
  /// than a small page needs, so that few questions fill it.
  private static StreamClient.Query ask(TopicLog.Query query, Wanted wanted, long next, int found) {
    int room = query.limit() - found;
    if (wanted.isExact()) {
      return new StreamClient.Query(next, wanted.subjects(), room, budget(query.maxBytes(), room));
    }
    int more = Math.max(room, SCANNED);
    long bytes = Math.max(query.maxBytes(), SCANNED_BYTES);
    return new StreamClient.Query(next, wanted.subjects(), more, budget(bytes, more));
  }

  private static int budget(long maxBytes, int messages) {
    long overhead = (long) Math.min(messages, MAX_BYTES / OVERHEAD) * OVERHEAD;
    return (int) Math.min(maxBytes, MAX_BYTES) + (int) overhead;
  }

  /// Where a page is read.
  private record Place(JetStreamTopic topic, boolean replicated) {
    /// Reads from the leader what the answering replica did not have yet, from `next` to `end`.
    Optional<Entry> missing(long next, long end, SubjectFilter wanted, String filter) {
      boolean doubtful =
          next <= end
              && switch (wanted) {
                case SubjectFilter.All _ -> true;
                case SubjectFilter.Matching _, SubjectFilter.AnyOf _ -> replicated;
              };
      return doubtful
          ? topic.stream().fromLeader(next, filter).filter(e -> e.sequence() <= end)
          : Optional.empty();
    }
  }

  /// Whether the beginning may have moved into the page while it was read; a filtered page does not
  /// show that.
  private static boolean mayHaveDropped(
      JetStreamTopic topic, Found found, long from, SubjectFilter filter) {
    var config = topic.config();
    boolean gap = found.entries().isEmpty() || found.entries().getFirst().sequence() > from;
    return switch (filter) {
      case SubjectFilter.All _ -> gap;
      case SubjectFilter.Matching _, SubjectFilter.AnyOf _ ->
          config.maxMessages() != null || config.maxBytes() != null;
    };
  }

  private static TopicLog.Page page(
      JetStreamTopic topic, TopicLog.Query query, Found found, LogBounds bounds) {
    var messages = new ArrayList<TopicMessage>();
    long bytes = 0;
    for (var entry : found.entries()) {
      if (!messages.isEmpty() && bytes >= query.maxBytes()) {
        return new TopicLog.Page(messages, entry.sequence(), bounds);
      }
      if (entry.sequence() >= bounds.first()) {
        topic.message(entry).ifPresent(messages::add);
        bytes += entry.body().length;
      }
    }
    return new TopicLog.Page(messages, found.next(), bounds);
  }
}
