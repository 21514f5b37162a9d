package io.edgemq.nats.topic;

import io.edgemq.domain.LogBounds;
import io.edgemq.domain.LogState;
import io.edgemq.domain.NewTopicMessage;
import io.edgemq.domain.Start;
import io.edgemq.domain.StoreException;
import io.edgemq.domain.Stored;
import io.edgemq.domain.Subject;
import io.edgemq.domain.SubjectFilter;
import io.edgemq.domain.Topic;
import io.edgemq.domain.TopicConfig;
import io.edgemq.domain.TopicRef;
import io.edgemq.jetstream.Cluster;
import io.edgemq.jetstream.DedupAppender;
import io.edgemq.jetstream.PayloadReader;
import io.edgemq.jetstream.RecentKeys;
import io.edgemq.nats.catalog.ResourceLookup;
import io.edgemq.nats.catalog.ResourceStreams;
import io.edgemq.nats.push.LetterRoom;
import io.edgemq.ports.out.SourceId;
import io.edgemq.ports.out.TopicLog;
import io.edgemq.ports.out.TopicReader;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// [TopicLog] on streams, shared by any number of adapters. Messages are published without a
/// condition, so that adapters never get in each other's way; only what is forwarded has one.
public final class NatsTopicLog implements TopicLog, AutoCloseable {
  private final NatsTopicReader.Source source;
  private final ResourceStreams streams;
  private final TopicRegistry topics;
  private final InstantSource clock;
  private final TopicUpkeep upkeep;
  private final ForeignMessages foreign = new ForeignMessages();

  /// What a log goes by.
  ///
  /// @param limit how far the times of messages may be ahead of the servers'
  public record Time(InstantSource clock, StampLimit limit) {}

  public NatsTopicLog(
      Cluster cluster, ResourceLookup<TopicRef, Topic> catalog, RecentKeys recent, Time time) {
    this.clock = time.clock();
    this.streams = new ResourceStreams(cluster);
    this.topics =
        new TopicRegistry(
            new JetStreamTopic.Parts(cluster, catalog, recent, foreign, time.limit()));
    this.source = new NatsTopicReader.Source(cluster, topics, clock);
    this.upkeep = new TopicUpkeep(clock);
  }

  /// How many messages that no adapter wrote were passed over.
  public long foreignMessages() {
    return foreign.count();
  }

  /// Counts what topics retain.
  public RetainedBytes retainedBytes() {
    return new RetainedBytes(topics, clock);
  }

  /// Called when a topic was created, changed or removed, here or elsewhere, once the catalog shows
  /// it: readers of a removed topic end. Returns at once.
  public void changed(TopicRef topic) {
    topics.changed(topic);
  }

  /// Called before the limits of a topic change. Records which messages have expired by now, so
  /// that wider limits do not bring them back.
  public void settleBounds(TopicRef ref) {
    topics.find(ref).ifPresent(this::settle);
  }

  private void settle(JetStreamTopic topic) {
    var info = topic.look();
    if (info.isPresent()) {
      long first = topic.boundsAt(clock.instant()).first();
      if (first > ResourceStreams.first(info.get())) {
        streams.noteFirst(topic.ref(), topic.incarnation(), first);
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
            .map(m -> new DedupAppender.Item(TopicFormat.outgoing(ref, m, time), m.dedup(), until))
            .toList();
    long most = topic.stream().maxPayload();
    for (int i = 0; i < items.size(); i++) {
      var message = items.get(i).message();
      long room = most - LetterRoom.of(messages.get(i).subject());
      if (message.isTooLarge(room)) {
        return new TooLarge(message.body().length, message.bodyLimit(room));
      }
    }
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
  public long count(TopicRef ref, long from, SubjectFilter filter, long most) {
    var counted = new TopicStarts.Counted(from, filter, most);
    return topics
        .find(ref)
        .filter(topic -> topic.look().isPresent())
        .map(topic -> TopicStarts.count(topic, counted, clock.instant()))
        .orElse(0L);
  }

  @Override
  public Map<Long, Subject> subjects(TopicRef ref, Set<Long> sequences) {
    return topics
        .find(ref)
        .filter(topic -> topic.look().isPresent())
        .map(topic -> subjects(topic, sequences))
        .orElseGet(Map::of);
  }

  private Map<Long, Subject> subjects(JetStreamTopic topic, Set<Long> sequences) {
    long first = topic.boundsAt(clock.instant()).first();
    var wanted = sequences.stream().filter(sequence -> sequence >= first).sorted().toList();
    var subjects = new HashMap<Long, Subject>();
    PayloadReader.fetch(topic.stream(), wanted)
        .forEach(
            (sequence, entry) ->
                topic
                    .message(entry)
                    .ifPresent(message -> subjects.put(sequence, message.subject())));
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

  @Override
  public ForwardResult forward(TopicRef ref, Source from, List<SourceMessage> messages) {
    var found = topics.find(ref);
    if (found.isEmpty()) {
      return new NoSuchTopic();
    }
    var topic = found.get();
    try {
      long time = topic.timestamp(clock.instant());
      var result = topic.lane(from.id()).forward(from, messages, time);
      upkeep.look(topic);
      return result;
    } catch (StoreException.NoResponders nobody) {
      if (topic.look().isEmpty()) {
        return new NoSuchTopic();
      }
      throw nobody;
    }
  }

  @Override
  public void retire(TopicRef ref, SourceId from) {
    topics.find(ref).ifPresent(topic -> topic.retire(from));
  }

  /// Stops the upkeep. Whoever opened the cluster closes it.
  @Override
  public void close() {
    upkeep.close();
  }
}
