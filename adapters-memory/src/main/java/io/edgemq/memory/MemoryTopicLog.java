package io.edgemq.memory;

import io.edgemq.domain.LogBounds;
import io.edgemq.domain.LogState;
import io.edgemq.domain.NewTopicMessage;
import io.edgemq.domain.Start;
import io.edgemq.domain.Stored;
import io.edgemq.domain.Subject;
import io.edgemq.domain.SubjectFilter;
import io.edgemq.domain.TopicConfig;
import io.edgemq.domain.TopicMessage;
import io.edgemq.domain.TopicRef;
import io.edgemq.ports.out.SourceId;
import io.edgemq.ports.out.TopicLog;
import io.edgemq.ports.out.TopicReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

final class MemoryTopicLog implements TopicLog {
  /// How many messages a page reads before it ends, whether they match or not. The lock is held all
  /// the time, so no other call is served.
  private static final int EFFORT = 2_000;

  private final MemoryTopics topics;
  private final Guard guard;

  MemoryTopicLog(MemoryTopics topics) {
    this.topics = topics;
    this.guard = topics.guard();
  }

  @Override
  public AppendResult append(TopicRef topic, List<NewTopicMessage> messages) {
    return guard.locked(
        () -> {
          var found = topics.find(topic);
          if (found.isEmpty()) {
            return new NoSuchTopic();
          }
          var entries = messages.stream().map(m -> store(found.get(), m)).toList();
          found.get().trim(guard.instant());
          return new Appended(entries);
        });
  }

  private Stored store(MemoryTopic state, NewTopicMessage message) {
    long now = guard.now();
    var key = message.dedup();
    if (key != null) {
      var earlier = state.dedup().find(key, now);
      if (earlier.isPresent()) {
        return new Stored(earlier.get(), Stored.Origin.REPLAYED);
      }
    }
    long sequence = state.append(message, guard.instant());
    if (key != null) {
      state.dedup().remember(key, sequence, now, TopicConfig.DEDUP_WINDOW);
    }
    return new Stored(sequence, Stored.Origin.FRESH);
  }

  @Override
  public ForwardResult forward(TopicRef topic, Source source, List<SourceMessage> messages) {
    return guard.locked(
        () ->
            topics
                .find(topic)
                .<ForwardResult>map(state -> forward(state, source.id(), messages))
                .orElseGet(NoSuchTopic::new));
  }

  private Forwarded forward(MemoryTopic state, SourceId source, List<SourceMessage> messages) {
    long mark = state.marks().of(source);
    for (var message : messages) {
      if (message.sequence() > mark) {
        long unused = state.append(message.message(), guard.instant());
        mark = message.sequence();
      }
    }
    state.marks().move(source, mark);
    state.trim(guard.instant());
    return new Forwarded(mark, state.bounds().last());
  }

  @Override
  public void retire(TopicRef topic, SourceId source) {
    var unused =
        guard.locked(
            () -> {
              var found = topics.find(topic);
              found.ifPresent(state -> state.marks().forget(source));
              return found;
            });
  }

  @Override
  public ReadResult read(TopicRef topic, Query query) {
    return guard.locked(
        () ->
            topics
                .find(topic)
                .<ReadResult>map(state -> page(state, query))
                .orElseGet(NoSuchTopic::new));
  }

  private static Page page(MemoryTopic state, Query query) {
    var messages = new ArrayList<TopicMessage>();
    long bytes = 0;
    int looked = 0;
    for (var message : state.from(query.from())) {
      boolean wanted = query.filter().accepts(message.subject());
      boolean full =
          messages.size() == query.limit()
              || looked == EFFORT
              || (wanted && !messages.isEmpty() && bytes >= query.maxBytes());
      if (full) {
        return new Page(messages, message.sequence(), state.bounds());
      }
      looked++;
      if (wanted) {
        messages.add(message);
        bytes += message.content().payload().size();
      }
    }
    return new Page(messages, state.bounds().last() + 1, state.bounds());
  }

  @Override
  public Optional<Position> locate(TopicRef topic, Start start, SubjectFilter filter) {
    return guard.locked(
        () -> topics.find(topic).map(s -> new Position(s.locate(start, filter), s.bounds())));
  }

  @Override
  public Optional<LogBounds> bounds(TopicRef topic) {
    return guard.locked(() -> topics.find(topic).map(MemoryTopic::bounds));
  }

  @Override
  public long count(TopicRef topic, long from, SubjectFilter filter, long most) {
    return guard.locked(
        () -> topics.find(topic).map(state -> state.count(from, filter, most)).orElse(0L));
  }

  @Override
  public Map<Long, Subject> subjects(TopicRef topic, Set<Long> sequences) {
    return guard.locked(
        () -> topics.find(topic).map(state -> state.subjects(sequences)).orElseGet(Map::of));
  }

  @Override
  public Optional<LogState> state(TopicRef topic) {
    return guard.locked(() -> topics.find(topic).map(MemoryTopic::state));
  }

  @Override
  public Optional<TopicReader> tail(TopicRef topic, long from) {
    return guard.locked(
        () -> topics.find(topic).map(state -> new MemoryTopicReader(guard, state, from)));
  }
}
