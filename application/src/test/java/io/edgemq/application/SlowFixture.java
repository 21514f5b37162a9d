package io.edgemq.application;

import static org.awaitility.Awaitility.await;

import io.edgemq.domain.Attributes;
import io.edgemq.domain.Content;
import io.edgemq.domain.NewTopicMessage;
import io.edgemq.domain.Pattern;
import io.edgemq.domain.Payload;
import io.edgemq.domain.Principal;
import io.edgemq.domain.Scopes;
import io.edgemq.domain.SlowPolicy;
import io.edgemq.domain.Start;
import io.edgemq.domain.Subject;
import io.edgemq.domain.SubjectFilter;
import io.edgemq.domain.TenantId;
import io.edgemq.domain.Topic;
import io.edgemq.domain.TopicConfig;
import io.edgemq.domain.TopicName;
import io.edgemq.domain.TopicRef;
import io.edgemq.memory.MemoryStore;
import io.edgemq.ports.in.Cursor;
import io.edgemq.ports.in.MessageStream;
import io.edgemq.ports.in.Outcome;
import io.edgemq.ports.in.StreamItem;
import io.edgemq.ports.in.StreamWish;
import io.edgemq.ports.out.StoreTime;
import java.lang.reflect.Method;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// A topic `t` in memory, its streams, and a count of the slow ones.
final class SlowFixture implements AutoCloseable {
  static final TopicRef TOPIC = new TopicRef(new TenantId("demo"), new TopicName("t"));
  static final Duration LONG = Duration.ofSeconds(20);
  static final Duration SHORT = Duration.ofMillis(20);

  private static final Principal DEMO =
      new Principal(TOPIC.tenant(), new Principal.Key("key"), Scopes.EVERYTHING, null);

  final MemoryStore store = new MemoryStore(StoreTime.steady(InstantSource.system()));
  private final ConcurrentHashMap<SlowPolicy, AtomicInteger> slow = new ConcurrentHashMap<>();
  private final AtomicInteger reads = new AtomicInteger();

  /// What happens each time when the log was read.
  Runnable reading = () -> {};

  private final Streams streams =
      new Streams(
          new Access(),
          store.subscriptions(),
          TopicLogProbe.on(store.topicLog(), new Reads()),
          new Streams.Tools(
              1000,
              new CountingSlow(),
              InstantSource.system(),
              new Random(1),
              new OpenCalls(
                  new Access(), TestKeys.with(store.keys(), DEMO), InstantSource.system())));

  /// Counts who is slow.
  private final class CountingSlow extends NoTraffic {
    @Override
    public void fellBehind(SlowPolicy policy) {
      slow.computeIfAbsent(policy, _ -> new AtomicInteger()).incrementAndGet();
    }
  }

  /// Counts how often the log is read.
  private final class Reads implements TopicLogProbe {
    @Override
    public void called(Method method, Object[] arguments) {}

    @Override
    public void returned(Method method) {
      if (method.getName().equals("read")) {
        reads.incrementAndGet();
        reading.run();
      }
    }
  }

  /// How often the log was read.
  int reads() {
    return reads.get();
  }

  /// @param maxMessages how many messages the topic keeps; null: all
  SlowFixture(@Nullable Long maxMessages) {
    var config =
        new TopicConfig(
            TopicConfig.DEFAULT.retention(),
            null,
            maxMessages,
            TopicConfig.DEFAULT.storage(),
            TopicConfig.DEFAULT.placement());
    store.topicCatalog().create(TOPIC.tenant(), new Topic(TOPIC.name(), config, Instant.EPOCH));
  }

  static SubjectFilter matching(String pattern) {
    return new SubjectFilter.Matching(new Pattern(pattern));
  }

  void publish(String subject) {
    publish(subject, 1);
  }

  void publish(String subject, int bytes) {
    var content = new Content("a/b", Attributes.NONE, new Payload(new byte[bytes]));
    store
        .topicLog()
        .append(TOPIC, List.of(new NewTopicMessage(new Subject(subject), content, null)));
  }

  /// Publishes on `t.0` up to the subject before `t.<subjects>` in turn.
  void publishInTurn(int count, int subjects) {
    for (int i = 0; i < count; i++) {
      publish("t." + i % subjects);
    }
  }

  /// The log's last sequence.
  long last() {
    return store.topicLog().bounds(TOPIC).orElseThrow().last();
  }

  LiveStream open(SubjectFilter filter, Cursor cursor, SlowPolicy policy) {
    var opened = streams.ofTopic(DEMO, TOPIC.name(), filter, new StreamWish(cursor, policy));
    return (LiveStream) ((Outcome.Done<MessageStream>) opened).value();
  }

  /// A stream of all messages that is live.
  LiveStream live(SlowPolicy policy) throws InterruptedException {
    return live(SubjectFilter.ALL, policy);
  }

  /// A stream that is live.
  LiveStream live(SubjectFilter filter, SlowPolicy policy) throws InterruptedException {
    var stream = open(filter, new Cursor.From(Start.LATEST), policy);
    stream.next(Duration.ZERO);
    return stream;
  }

  /// How often a reader fell behind for whom `policy` holds.
  int slow(SlowPolicy policy) {
    var count = slow.get(policy);
    return count == null ? 0 : count.get();
  }

  /// Waits until that has happened `count` times.
  void awaitSlow(SlowPolicy policy, int count) {
    await().atMost(LONG).until(() -> slow(policy) == count);
  }

  /// What comes until `stream` has passed `sequence` or ends, without what it has passed.
  static List<StreamItem> readTo(MessageStream stream, long sequence) throws InterruptedException {
    var all = new ArrayList<StreamItem>();
    for (long at = -1; at < sequence; ) {
      for (var item : stream.next(SHORT)) {
        switch (item) {
          case StreamItem.Passed(long passed) -> at = passed;
          case StreamItem.Event event -> {
            at = sequence(event);
            all.add(item);
          }
          case StreamItem.Closed _ -> {
            all.add(item);
            return all;
          }
          case StreamItem.Gap _, StreamItem.Skipped _, StreamItem.Written _ -> all.add(item);
        }
      }
    }
    return all;
  }

  static long sequence(StreamItem.Event event) {
    return event.message().message().sequence();
  }

  /// The sequences of the messages among `items`.
  static List<Long> sequences(List<StreamItem> items) {
    return items.stream()
        .filter(StreamItem.Event.class::isInstance)
        .map(item -> sequence((StreamItem.Event) item))
        .toList();
  }

  /// What is among `items` beside messages.
  static List<StreamItem> news(List<StreamItem> items) {
    return items.stream().filter(item -> !(item instanceof StreamItem.Event)).toList();
  }

  @Override
  public void close() {
    store.close();
  }
}
