package io.edgemq.application;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.domain.Attributes;
import io.edgemq.domain.Content;
import io.edgemq.domain.DeliveryPolicy;
import io.edgemq.domain.DeliveryType;
import io.edgemq.domain.NewTopicMessage;
import io.edgemq.domain.Pattern;
import io.edgemq.domain.Payload;
import io.edgemq.domain.Principal;
import io.edgemq.domain.Scopes;
import io.edgemq.domain.Start;
import io.edgemq.domain.Subject;
import io.edgemq.domain.SubjectFilter;
import io.edgemq.domain.Subscription;
import io.edgemq.domain.SubscriptionConfig;
import io.edgemq.domain.SubscriptionId;
import io.edgemq.domain.SubscriptionRef;
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
import io.edgemq.ports.out.SubscriptionStore;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What a key that may read some of a topic sees in the stream of a subscription which delivers
/// more of it, whatever becomes of the subscription meanwhile.
@Timeout(30)
final class ScopedStreamsTest {
  private static final TopicRef TOPIC = new TopicRef(new TenantId("demo"), new TopicName("t"));
  private static final SubscriptionId ID = new SubscriptionId("sub_" + "1".repeat(24));
  private static final SubscriptionRef REF = new SubscriptionRef(TOPIC.tenant(), ID);
  private static final Principal EU =
      new Principal(TOPIC.tenant(), new Principal.Key("ak_1"), Scopes.of("subscribe:t.eu.>"), null);
  private static final Duration LONG = Duration.ofSeconds(20);

  private final InstantSource clock = InstantSource.system();
  private final MemoryStore store = new MemoryStore(StoreTime.of(clock));
  private final Streams streams =
      new Streams(
          new Access(),
          store.subscriptions(),
          store.topicLog(),
          new Streams.Tools(
              10,
              new NoTraffic(),
              clock,
              new Random(1),
              new OpenCalls(new Access(), TestKeys.with(store.keys(), EU), clock)));

  @BeforeEach
  void makeTopicAndSubscription() {
    store
        .topicCatalog()
        .create(TOPIC.tenant(), new Topic(TOPIC.name(), TopicConfig.DEFAULT, Instant.EPOCH));
    store.subscriptions().create(TOPIC.tenant(), delivering(SubjectFilter.ALL));
  }

  @AfterEach
  void close() {
    store.close();
  }

  private static Subscription delivering(SubjectFilter filter) {
    return Subscription.active(
        ID,
        new SubscriptionConfig(
            "s",
            TOPIC.name(),
            filter,
            new DeliveryType.Sse(),
            Start.LATEST,
            DeliveryPolicy.DEFAULT),
        Instant.EPOCH,
        Optional.empty());
  }

  private static SubjectFilter matching(String pattern) {
    return new SubjectFilter.Matching(new Pattern(pattern));
  }

  private MessageStream open() {
    return switch (streams.ofSubscription(EU, ID, StreamWish.at(new Cursor.Default()))) {
      case Outcome.Done<MessageStream>(var stream) -> stream;
      case Outcome.Refused<MessageStream>(var why) -> throw new AssertionError("refused: " + why);
    };
  }

  private void change(SubjectFilter before, SubjectFilter after) {
    assertThat(store.subscriptions().update(TOPIC.tenant(), delivering(before), delivering(after)))
        .isInstanceOf(SubscriptionStore.Updated.class);
    streams.refresh(REF);
  }

  private void publish(String... subjects) {
    var content = new Content("text/plain", Attributes.NONE, new Payload(new byte[] {1}));
    for (var subject : subjects) {
      store
          .topicLog()
          .append(TOPIC, List.of(new NewTopicMessage(new Subject(subject), content, null)));
    }
  }

  /// The subjects that come, up to and with `last`.
  private static List<String> subjects(MessageStream stream, String last)
      throws InterruptedException {
    var seen = new ArrayList<String>();
    while (!seen.contains(last)) {
      for (var item : stream.next(LONG)) {
        if (item instanceof StreamItem.Event(var shared)) {
          seen.add(shared.message().subject().value());
        }
      }
    }
    return seen;
  }

  @Test
  void a_stream_of_a_wider_subscription_shows_what_the_scopes_cover() throws Exception {
    try (var stream = open()) {
      publish("t.us.1", "t.eu.1", "t", "t.eu.2");

      assertThat(subjects(stream, "t.eu.2")).containsExactly("t.eu.1", "t.eu.2");
    }
  }

  @Test
  void another_pattern_of_the_subscription_shows_no_more_than_the_scopes_cover() throws Exception {
    try (var stream = open()) {
      change(SubjectFilter.ALL, matching("t.*.a"));
      publish("t.us.a", "t.eu.b", "t.eu.a");

      assertThat(subjects(stream, "t.eu.a")).containsExactly("t.eu.a");
    }
  }

  @Test
  void a_stream_ends_when_the_scopes_cover_nothing_of_the_subscription_any_more() throws Exception {
    try (var stream = open()) {
      change(SubjectFilter.ALL, matching("t.us.>"));
      publish("t.us.1");

      assertThat(stream.next(LONG))
          .singleElement()
          .isInstanceOfSatisfying(
              StreamItem.Closed.class,
              closed -> assertThat(closed.reason()).isEqualTo(StreamItem.Reason.DELETED));
    }
  }
}
