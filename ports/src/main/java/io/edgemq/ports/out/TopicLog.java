package io.edgemq.ports.out;

import io.edgemq.domain.LogBounds;
import io.edgemq.domain.LogState;
import io.edgemq.domain.NewTopicMessage;
import io.edgemq.domain.Start;
import io.edgemq.domain.StoreException;
import io.edgemq.domain.Stored;
import io.edgemq.domain.Subject;
import io.edgemq.domain.SubjectFilter;
import io.edgemq.domain.TopicMessage;
import io.edgemq.domain.TopicRef;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The messages of topics. A log only grows at its end and only shrinks from its beginning: what is
/// kept has consecutive sequences. A message older than the topic's retention, or beyond its limits
/// of bytes or number, is never shown.
public interface TopicLog {
  /// Appends `messages` in order, all or none, and answers where each one is. A dedup key is
  /// remembered per topic for [io.edgemq.domain.TopicConfig#DEDUP_WINDOW].
  ///
  /// @throws StoreException.Full when the store has no room; nothing was stored
  /// @throws StoreException when the store cannot answer; it may have taken effect nevertheless
  AppendResult append(TopicRef topic, List<NewTopicMessage> messages);

  /// The messages that `query` asks for, in order.
  ///
  /// @throws StoreException when the store cannot answer
  ReadResult read(TopicRef topic, Query query);

  /// The sequence with which a reader begins that starts at `start` and reads what `filter`
  /// accepts; empty when there is no such topic. A start beyond either end is answered as it was
  /// asked, so that the reader sees the gap; [Start.AtTime] and [Start.LastN] never lie beyond an
  /// end.
  ///
  /// @throws StoreException when the store cannot answer
  Optional<Position> locate(TopicRef topic, Start start, SubjectFilter filter);

  /// Which sequences the log holds; empty when there is no such topic. Never scans the log: it
  /// takes the same time, nearly, whatever the log holds. A message that only the topic's limit of
  /// bytes drops may still be within the bounds until somebody asks for the [#state]; otherwise
  /// they are the bounds of that.
  ///
  /// @throws StoreException when the store cannot answer
  Optional<LogBounds> bounds(TopicRef topic);

  /// What the log holds, counted; empty when there is no such topic. May take long the first time.
  ///
  /// @throws StoreException when the store cannot answer
  Optional<LogState> state(TopicRef topic);

  /// How many kept messages from sequence `from` on `filter` accepts, or `most` when there are
  /// more;
  /// 0 when there is no such topic. Takes no longer than a look at the subjects of `most` messages:
  /// when more than that are kept from `from` on, it may also be `most` though `filter` accepts
  /// fewer.
  ///
  /// @throws StoreException when the store cannot answer
  long count(TopicRef topic, long from, SubjectFilter filter, long most);

  /// The subjects of those of the messages with `sequences` that are kept, by sequence, in one
  /// read; none when there is no such topic. For as many as one batch has.
  ///
  /// @throws StoreException when the store cannot answer
  Map<Long, Subject> subjects(TopicRef topic, Set<Long> sequences);

  /// A reader of everything that is appended, beginning with sequence `from`; empty when there is
  /// no such topic. Close it.
  ///
  /// @throws StoreException when the store cannot answer
  Optional<TopicReader> tail(TopicRef topic, long from);

  /// Stores those of `messages` that lie behind the source's mark in this topic, in order, and
  /// moves
  /// the mark to the last of them; all in one atomic step. However late a repetition comes, and
  /// whoever makes it, each message of the source is stored once, while the topic keeps what the
  /// source has stored last. Dedup keys do not count.
  ///
  /// @param messages with growing sequences
  /// @throws StoreException.Full when the store has no room; nothing was stored
  /// @throws StoreException when the store cannot answer; it may have taken effect nevertheless,
  /// and
  ///     the same call is safe to repeat
  ForwardResult forward(TopicRef topic, Source source, List<SourceMessage> messages);

  /// Forgets the mark of a source that is gone. What it forwarded stays. No mark, or no topic, is
  /// no
  /// error.
  ///
  /// @throws StoreException when the store cannot answer; it may have taken effect nevertheless
  void retire(TopicRef topic, SourceId source);

  /// Where forwarded messages come from.
  ///
  /// @param mark a sequence of the source: all of it that the topic has up to its own sequence
  ///     `seen` lies at or before it. A store that keeps marks itself goes by those
  /// @param seen what the caller knew as the topic's last sequence with that mark; 0: nothing
  record Source(SourceId id, long mark, long seen) {}

  /// A message to forward.
  ///
  /// @param sequence where it is in its source, from 1
  record SourceMessage(long sequence, NewTopicMessage message) {
    public SourceMessage {
      if (sequence < 1) {
        throw new IllegalArgumentException("sequences begin at 1");
      }
    }
  }

  /// What came of [#forward].
  sealed interface ForwardResult {}

  /// All are stored.
  ///
  /// @param mark the last sequence of the source that is stored
  /// @param last the topic's last sequence when it was so
  record Forwarded(long mark, long last) implements ForwardResult {}

  /// A part of the log to read.
  ///
  /// @param from the first sequence to look at
  /// @param limit how many messages at most, from 1
  /// @param maxBytes payload bytes after which the page ends; the first message is in it in any
  ///     case
  record Query(long from, SubjectFilter filter, int limit, long maxBytes) {}

  /// Where a reader begins.
  record Position(long sequence, LogBounds bounds) {}

  /// What came of [#append].
  sealed interface AppendResult {}

  /// All are stored; one entry per message, in order.
  record Appended(List<Stored> entries) implements AppendResult {
    public Appended {
      entries = List.copyOf(entries);
    }
  }

  /// A message is larger than the store takes; nothing was stored.
  ///
  /// @param size the payload of the first one that is, in bytes
  /// @param limit how large its payload may be, with the attributes that it has
  record TooLarge(long size, long limit) implements AppendResult, ForwardResult {}

  /// What came of [#read].
  sealed interface ReadResult {}

  /// A page. It may have fewer messages than the limit, or none, before the end: a filter that
  /// accepts little is served in parts of bounded effort.
  ///
  /// @param next where the following page begins; `bounds.last() + 1` when this one reached the end
  /// @param bounds what the log held when the page was read; when they begin after the query's
  ///     `from`, the messages between are no longer kept
  record Page(List<TopicMessage> messages, long next, LogBounds bounds) implements ReadResult {
    public Page {
      messages = List.copyOf(messages);
    }
  }

  /// There is no such topic.
  record NoSuchTopic() implements AppendResult, ReadResult, ForwardResult {}
}
