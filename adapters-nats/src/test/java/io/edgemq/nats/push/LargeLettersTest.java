package io.edgemq.nats.push;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.domain.NewTopicMessage;
import io.edgemq.domain.Subject;
import io.edgemq.domain.SubjectFilter;
import io.edgemq.domain.SubscriptionRef;
import io.edgemq.domain.TenantId;
import io.edgemq.domain.Topic;
import io.edgemq.domain.TopicConfig;
import io.edgemq.domain.TopicMessage;
import io.edgemq.domain.TopicName;
import io.edgemq.domain.TopicRef;
import io.edgemq.domain.push.DeadLetter;
import io.edgemq.domain.push.Settlement;
import io.edgemq.jetstream.NatsConfig;
import io.edgemq.jetstream.NatsServer;
import io.edgemq.jetstream.Opened;
import io.edgemq.nats.NatsStore;
import io.edgemq.ports.out.DeadLetterStore;
import io.edgemq.ports.out.DeliveryStore.Claim;
import io.edgemq.ports.out.DeliveryStore.Claimed;
import io.edgemq.ports.out.DeliveryStore.Saved;
import io.edgemq.ports.out.DeliveryStore.Settled;
import io.edgemq.ports.out.LaneRef;
import io.edgemq.ports.out.OwnerId;
import io.edgemq.ports.out.TopicLog;
import io.edgemq.testkit.Pushes;
import io.edgemq.testkit.TestMessages;
import io.edgemq.testkit.TestTime;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Dead letters of messages that are nearly as large as the servers take, or larger.
class LargeLettersTest {
  private static final int MAX_PAYLOAD = 16_000;
  private static final TenantId TENANT = new TenantId("acme");
  private static final TopicRef TOPIC = new TopicRef(TENANT, new TopicName("orders"));
  private static final SubscriptionRef SUBSCRIPTION = new SubscriptionRef(TENANT, Pushes.id(1));

  /// Each byte of its tokens takes three in a header.
  private static final Subject LONG = new Subject("orders" + ("." + "é".repeat(20)).repeat(15));

  private final TestTime time = new TestTime();
  private final Opened opened = new Opened();
  private NatsStore store;

  @BeforeEach
  void open() {
    var server = opened.add(NatsServer.with("max_payload: " + MAX_PAYLOAD));
    store = opened.add(NatsStore.open(NatsConfig.of(server.url()), time));
    var created =
        store
            .topicCatalog()
            .create(TENANT, new Topic(TOPIC.name(), TopicConfig.DEFAULT, TestTime.START));
    assertThat(created).isNotNull();
    store.subscriptions().create(TENANT, Pushes.subscription(1));
  }

  @AfterEach
  void close() throws Exception {
    opened.close();
  }

  private Claim claimed() {
    var owner = new OwnerId("first");
    store.deliveries().alive(owner);
    return ((Claimed) store.deliveries().claim(LaneRef.of(SUBSCRIPTION), owner)).claim();
  }

  private static NewTopicMessage message(Subject subject, int bytes) {
    return new NewTopicMessage(subject, TestMessages.content("x".repeat(bytes)), null);
  }

  /// The message as large as the topic takes it, as it is read.
  private TopicMessage stored(Subject subject) {
    var refused = store.topicLog().append(TOPIC, List.of(message(subject, MAX_PAYLOAD)));
    int limit = Math.toIntExact(((TopicLog.TooLarge) refused).limit());
    var appended = store.topicLog().append(TOPIC, List.of(message(subject, limit)));
    assertThat(appended).isInstanceOf(TopicLog.Appended.class);
    var query = new TopicLog.Query(1, SubjectFilter.ALL, 1, 1);
    return ((TopicLog.Page) store.topicLog().read(TOPIC, query)).messages().getFirst();
  }

  private DeadLetter dead(TopicMessage message) {
    return new DeadLetter(
        message,
        new Settlement.Reason.MaxDeliver(),
        OptionalInt.of(503),
        1_000,
        time.instant().plusNanos(123_456_789));
  }

  private DeadLetter tooLarge(long sequence) {
    var content = TestMessages.content("x".repeat(MAX_PAYLOAD));
    return dead(new TopicMessage(LONG, sequence, time.instant(), content));
  }

  @Test
  void each_message_that_a_topic_takes_can_become_a_dead_letter_and_be_tried_again() {
    var letter = dead(stored(LONG));

    var saved = store.deliveries().save(claimed(), Pushes.dead(letter));
    long moved = store.deadLetters().redrive(SUBSCRIPTION, new DeadLetterStore.All());

    assertThat(saved).isInstanceOf(Saved.class);
    assertThat(moved).isEqualTo(1);
    var redriven = store.deadLetters().redriven(SUBSCRIPTION, 1, 10, Long.MAX_VALUE);
    assertThat(redriven.getFirst().letter()).isEqualTo(letter);
  }

  @Test
  void a_letter_that_the_servers_do_not_take_is_dropped_and_counted_and_the_lane_goes_on() {
    var claim = claimed();
    var letters = List.of(Pushes.letter(7), tooLarge(8), Pushes.letter(9));

    var result = store.deliveries().save(claim, new Settled(Pushes.upTo(10), letters, List.of()));

    assertThat(result).isInstanceOf(Saved.class);
    assertThat(store.deadLetters().list(SUBSCRIPTION, 0, 10))
        .containsExactly(Pushes.letter(7), Pushes.letter(9));
    assertThat(store.deadLetters().count(SUBSCRIPTION)).isEqualTo(new DeadLetterStore.Counts(2, 1));
    assertThat(store.deliveries().read(claim.lane())).contains(Pushes.upTo(10));
  }

  @Test
  void a_redriven_letter_that_the_servers_do_not_take_any_more_is_gone_when_it_dies_again() {
    var first = (Saved) store.deliveries().save(claimed(), Pushes.dead(Pushes.letter(8)));
    assertThat(store.deadLetters().redrive(SUBSCRIPTION, new DeadLetterStore.All())).isEqualTo(1);

    var again = new Settled(Pushes.upTo(9), List.of(tooLarge(8)), List.of(1L));
    var result = store.deliveries().save(first.claim(), again);

    assertThat(result).isInstanceOf(Saved.class);
    assertThat(store.deadLetters().redriven(SUBSCRIPTION, 1, 10, Long.MAX_VALUE)).isEmpty();
    assertThat(store.deadLetters().count(SUBSCRIPTION)).isEqualTo(new DeadLetterStore.Counts(0, 1));
  }
}
