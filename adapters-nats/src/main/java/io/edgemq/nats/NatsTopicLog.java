package io.edgemq.nats;

import io.edgemq.domain.LogBounds;
import io.edgemq.domain.LogState;
import io.edgemq.domain.Start;
import io.edgemq.domain.StoreException;
import io.edgemq.domain.Stored;
import io.edgemq.domain.Subject;
import io.edgemq.domain.SubjectFilter;
import io.edgemq.domain.Topic;
import io.edgemq.domain.TopicConfig;
import io.edgemq.domain.TopicRef;
import io.edgemq.ports.out.NewTopicMessage;
import io.edgemq.ports.out.TopicLog;
import io.edgemq.ports.out.TopicReader;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Topics as streams, shared by any number of adapters. Messages are published without a condition,
/// so that adapters never get in each other's way.
final class NatsTopicLog implements TopicLog, AutoCloseable {
  private final NatsTopicReader.Source source;
  private final Streams streams;
  private final Topics topics;
  private final InstantSource clock;
  private final TopicUpkeep upkeep;

  NatsTopicLog(
      Cluster cluster,
      Directory<TopicRef, Topic> directory,
      RecentKeys recent,
      InstantSource clock) {
    this.streams = new Streams(cluster);
    this.topics = new Topics(cluster, directory, recent);
    this.clock = clock;
    this.source = new NatsTopicReader.Source(cluster, topics, clock);
    this.upkeep = new TopicUpkeep(clock);
  }

  /// To be told when a topic was made, changed or removed, here or elsewhere, as soon as the
  /// directory has it: readers of one that is no more end. Returns at once.
  void changed(TopicRef topic) {
    topics.changed(topic);
  }

  /// To be called before the limits of a topic change: what they no longer keep now is noted, so
  /// that wider ones bring nothing back.
  void settleBounds(TopicRef ref) {
    topics.find(ref).ifPresent(this::settle);
  }

  private void settle(TopicState topic) {
    var info = topic.look();
    if (info.isPresent()) {
      var configuration = info.get().getConfiguration();
      long first = topic.boundsAt(clock.instant()).first();
      if (first > Streams.first(configuration)) {
        streams.noteFirst(configuration, first);
      }
    }
  }

  @Override
  public AppendResult append(TopicRef ref, List<NewTopicMessage> messages) {
    var found = topics.find(ref);
    if (found.isEmpty()) {
      return new NoSuchTopic();
    }
    var topic = found.get();
    var now = clock.instant();
    long time = topic.timestamp(now);
    long until = now.plus(TopicConfig.DEDUP_WINDOW).toEpochMilli();
    var items =
        messages.stream()
            .map(m -> new Appending.Item(TopicFormat.outgoing(ref, m, time), m.dedup(), until))
            .toList();
    try {
      var stored = topic.appending().append(items, now.toEpochMilli());
      for (var message : stored) {
        topic.saw(message.sequence(), message.origin() == Stored.Origin.FRESH ? time : 0);
      }
      upkeep.look(topic);
      return new Appended(stored);
    } catch (StoreException.NoResponders nobody) {
      if (topic.look().isEmpty()) {
        return new NoSuchTopic();
      }
      throw nobody;
    }
  }

  @Override
  public ReadResult read(TopicRef ref, Query query) {
    var page = topics.find(ref).flatMap(topic -> TopicPages.read(topic, query, clock.instant()));
    return page.isPresent() ? page.get() : new NoSuchTopic();
  }

  @Override
  public Optional<Position> locate(TopicRef ref, Start start, SubjectFilter filter) {
    return topics
        .find(ref)
        .flatMap(topic -> TopicStarts.locate(topic, start, filter, clock.instant()));
  }

  @Override
  public Optional<LogBounds> bounds(TopicRef ref) {
    return topics
        .find(ref)
        .filter(topic -> topic.look().isPresent())
        .map(topic -> topic.knownBoundsAt(clock.instant()));
  }

  @Override
  public Map<Long, Subject> subjects(TopicRef ref, Set<Long> sequences) {
    return topics
        .find(ref)
        .filter(topic -> topic.look().isPresent())
        .map(topic -> subjects(topic, sequences))
        .orElseGet(Map::of);
  }

  private Map<Long, Subject> subjects(TopicState topic, Set<Long> sequences) {
    long first = topic.boundsAt(clock.instant()).first();
    var wanted = sequences.stream().filter(sequence -> sequence >= first).sorted().toList();
    var subjects = new HashMap<Long, Subject>();
    Bodies.fetch(topic.stream(), wanted)
        .forEach(
            (sequence, entry) ->
                subjects.put(sequence, StreamNames.subject(topic.ref(), entry.subject())));
    return subjects;
  }

  @Override
  public Optional<LogState> state(TopicRef ref) {
    return topics
        .find(ref)
        .filter(topic -> topic.look().isPresent())
        .map(topic -> topic.stateAt(clock.instant()));
  }

  @Override
  public Optional<TopicReader> tail(TopicRef ref, long from) {
    return topics.find(ref).map(topic -> new NatsTopicReader(source, topic, from));
  }

  /// Ends the upkeep; the cluster's connections are its opener's to end.
  @Override
  public void close() {
    upkeep.close();
  }
}
