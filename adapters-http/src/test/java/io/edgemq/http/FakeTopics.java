package io.edgemq.http;

import io.edgemq.domain.Attributes;
import io.edgemq.domain.Content;
import io.edgemq.domain.LogBounds;
import io.edgemq.domain.LogState;
import io.edgemq.domain.NewTopicMessage;
import io.edgemq.domain.Paging;
import io.edgemq.domain.Payload;
import io.edgemq.domain.Principal;
import io.edgemq.domain.Slice;
import io.edgemq.domain.Stored;
import io.edgemq.domain.Subject;
import io.edgemq.domain.Topic;
import io.edgemq.domain.TopicConfig;
import io.edgemq.domain.TopicMessage;
import io.edgemq.domain.TopicName;
import io.edgemq.ports.in.ConfigChange;
import io.edgemq.ports.in.Creation;
import io.edgemq.ports.in.ManageTopics;
import io.edgemq.ports.in.Outcome;
import io.edgemq.ports.in.PublishMessages;
import io.edgemq.ports.in.ReadHistory;
import io.edgemq.ports.in.Refusal;
import io.edgemq.ports.in.Sent;
import io.edgemq.ports.in.StreamItem;
import io.edgemq.ports.in.Unit;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/// Topics that remember what was asked of them. Each tenant sees the same ones.
final class FakeTopics implements ManageTopics, PublishMessages, ReadHistory {
  final NavigableMap<String, Topic> topics = new TreeMap<>();
  final List<NewTopicMessage> published = new ArrayList<>();
  volatile Runnable reading = () -> {};
  final List<TopicMessage> log = new ArrayList<>();
  final Deque<Outcome<HistoryPage>> parts = new ArrayDeque<>();
  final List<ReadHistory.Query> queries = new CopyOnWriteArrayList<>();
  Stored.Origin origin = Stored.Origin.FRESH;

  /// What a repeated message was stored with.
  Subject first = new Subject("orders.first");
  @Nullable RuntimeException failure;
  @Nullable Refusal refusal;
  ReadHistory.@Nullable Query query;
  StreamItem.@Nullable Gap gap;

  static TopicMessage message(long sequence, String subject, byte[] body) {
    return message(sequence, subject, body, Map.of("k", "v"));
  }

  static TopicMessage message(
      long sequence, String subject, byte[] body, Map<String, String> attributes) {
    var content = new Content("application/json", Attributes.of(attributes), new Payload(body));
    return new TopicMessage(
        new Subject(subject), sequence, Instant.ofEpochMilli(1_763_712_000_123L), content);
  }

  @Override
  public Outcome<Unit> mayCreate(Principal who) {
    return Unit.done();
  }

  @Override
  public Outcome<Creation<Topic>> create(Principal who, TopicName name, TopicConfig config) {
    var there = topics.get(name.value());
    if (there != null) {
      return there.config().equals(config)
          ? Outcome.done(new Creation.Existing<>(there))
          : Outcome.refused(new Refusal.TopicExists(name));
    }
    var topic = new Topic(name, config, FakeQueues.BORN);
    topics.put(name.value(), topic);
    return Outcome.done(new Creation.Created<>(topic));
  }

  @Override
  public Outcome<Description> describe(Principal who, TopicName name) {
    return find(name)
        .then(
            topic ->
                Outcome.done(
                    new Description(topic, new LogState(new LogBounds(5, 9), 5, 1234), 1)));
  }

  @Override
  public Outcome<Slice<Topic>> list(Principal who, Paging paging) {
    return Outcome.done(new Slice<>(List.copyOf(topics.values()), null));
  }

  @Override
  public Outcome<Topic> change(Principal who, TopicName name, ConfigChange<TopicConfig> change) {
    return find(name)
        .then(topic -> change.apply(topic.config()))
        .then(config -> Outcome.done(new Topic(name, config, FakeQueues.BORN)));
  }

  @Override
  public Outcome<Unit> delete(Principal who, TopicName name) {
    return find(name).then(_ -> Unit.done());
  }

  @Override
  public Outcome<Published> publish(
      Principal who, TopicName topic, Subject asked, Sent<NewTopicMessage> source) {
    if (refusal != null) {
      return Outcome.refused(refusal);
    }
    var message = source.get();
    if (failure != null) {
      throw failure;
    }
    published.add(message);
    var subject =
        switch (origin) {
          case FRESH -> message.subject();
          case REPLAYED -> first;
        };
    return Outcome.done(new Published(new Stored(published.size(), origin), subject));
  }

  @Override
  public Outcome<List<Outcome<Published>>> publishBatch(
      Principal who, TopicName topic, Sent<List<NewTopicMessage>> messages) {
    if (refusal != null) {
      return Outcome.refused(refusal);
    }
    var outcomes = new ArrayList<Outcome<Published>>();
    for (var message : messages.get()) {
      outcomes.add(publish(who, topic, message));
    }
    return Outcome.done(outcomes);
  }

  @Override
  public Outcome<HistoryPage> read(Principal who, TopicName topic, ReadHistory.Query wanted) {
    query = wanted;
    queries.add(wanted);
    reading.run();
    var next = parts.poll();
    if (next != null) {
      return next;
    }
    return Outcome.done(new HistoryPage(log, 19, new LogBounds(2, 18), gap));
  }

  private Outcome<Topic> find(TopicName name) {
    var topic = topics.get(name.value());
    return topic == null ? Outcome.refused(new Refusal.NoSuchTopic(name)) : Outcome.done(topic);
  }
}
