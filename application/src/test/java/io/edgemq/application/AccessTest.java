package io.edgemq.application;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.edgemq.domain.Attributes;
import io.edgemq.domain.Content;
import io.edgemq.domain.DeadLetterPolicy;
import io.edgemq.domain.DeliveryPolicy;
import io.edgemq.domain.DeliveryType;
import io.edgemq.domain.JobId;
import io.edgemq.domain.Limits;
import io.edgemq.domain.NewTopicMessage;
import io.edgemq.domain.Paging;
import io.edgemq.domain.Payload;
import io.edgemq.domain.Principal;
import io.edgemq.domain.QueueName;
import io.edgemq.domain.QueueRef;
import io.edgemq.domain.QueueType;
import io.edgemq.domain.ReceiveRequest;
import io.edgemq.domain.RedriveJob;
import io.edgemq.domain.RedrivePlan;
import io.edgemq.domain.Scopes;
import io.edgemq.domain.Start;
import io.edgemq.domain.Subject;
import io.edgemq.domain.SubjectFilter;
import io.edgemq.domain.Subscription;
import io.edgemq.domain.SubscriptionConfig;
import io.edgemq.domain.SubscriptionId;
import io.edgemq.domain.SubscriptionRef;
import io.edgemq.domain.TenantId;
import io.edgemq.domain.TopicConfig;
import io.edgemq.domain.TopicName;
import io.edgemq.domain.TopicRef;
import io.edgemq.ports.in.Cursor;
import io.edgemq.ports.in.ManageSubscriptions.Unsaid;
import io.edgemq.ports.in.ManageSubscriptions.Wish;
import io.edgemq.ports.in.Outcome;
import io.edgemq.ports.in.ReadHistory;
import io.edgemq.ports.in.Refusal;
import io.edgemq.ports.in.RotateSecrets;
import io.edgemq.ports.in.SettleMessages.Order;
import io.edgemq.ports.in.StreamWish;
import io.edgemq.ports.out.DeadLetterStore;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// Access is asked before anything else is looked at, and what it makes stays within a tenant.
final class AccessTest extends QueueFixture {
  private static final TopicName TOPIC = new TopicName("orders");
  private static final SubscriptionId ID = new SubscriptionId("sub_" + "a".repeat(24));
  private static final JobId JOB = new JobId("job_" + "a".repeat(24));
  private static final Paging PAGE = new Paging(null, 1);
  private static final RedrivePlan HOME = new RedrivePlan(null, null, null);
  private static final Content TOO_LARGE =
      new Content(
          "text/plain", Attributes.NONE, new Payload(new byte[Limits.DEFAULT.messageBytes() + 1]));

  private final Principal other =
      new Principal(new TenantId("other"), new Principal.Key("ak_2"), Scopes.EVERYTHING, null);
  private final Topics topics =
      new Topics(admission, store.topicCatalog(), store.topicLog(), clock);
  private final Publishing publishing = new Publishing(admission, store.topicLog(), traffic);
  private final History history = new History(admission, store.topicLog(), traffic);
  private final Streams streams =
      new Streams(
          access,
          store.subscriptions(),
          store.topicLog(),
          new Streams.Tools(0, traffic, clock, new Random(1), calls));
  private final SubscriptionStores stores =
      new SubscriptionStores(
          store.subscriptions(),
          store.topicLog(),
          store.deliveries(),
          store.deadLetters(),
          new QueueTargets(store.queueCatalog(), store.queueStore()));
  private final SubscriptionTools tools =
      new SubscriptionTools(
          access,
          () -> "a".repeat(24),
          byte[]::new,
          clock,
          TestEvents.over(store, clock),
          new FakeWebhooks(),
          new FakeEvents());
  private final Subscriptions subscriptions = new Subscriptions(stores, streams, tools);
  private final SecretRotation rotation = new SecretRotation(stores, streams, tools);
  private final Probing probing = new Probing(store.subscriptions(), tools);
  private final DeadLetters letters = new DeadLetters(access, stores);
  private final Attempts attempts =
      new Attempts(access, store.subscriptions(), store.topicLog(), store.attempts());

  @Test
  void what_the_server_writes_is_read_and_nothing_else() {
    var name = TopicName.EVENTS;
    var forbidden = Outcome.refused(new Refusal.SystemTopic(name));
    var message = new NewTopicMessage(Subject.of(name), TOO_LARGE, null);
    var query = new ReadHistory.Query(Start.EARLIEST, SubjectFilter.ALL, 1, 1);
    var none = Outcome.refused(new Refusal.NoSuchTopic(name));

    assertThat(topics.create(demo, name, TopicConfig.DEFAULT)).isEqualTo(forbidden);
    assertThat(topics.change(demo, name, Outcome::done)).isEqualTo(forbidden);
    assertThat(topics.delete(demo, name)).isEqualTo(forbidden);
    assertThat(publishing.publish(demo, name, message)).isEqualTo(forbidden);
    assertThat(publishing.publishBatch(demo, name, List.of(message))).isEqualTo(forbidden);
    assertThat(topics.describe(demo, name)).isEqualTo(none);
    assertThat(history.read(demo, name, query)).isEqualTo(none);
  }

  /// Nothing of what these calls name exists, and what they carry is beyond the limits: whoever
  /// looks at either before it asks answers something else.
  private Map<String, Callable<Outcome<?>>> hopeless() {
    var calls = new LinkedHashMap<String, Callable<Outcome<?>>>();
    queueCalls(calls);
    topicCalls(calls);
    subscriptionCalls(calls);
    return calls;
  }

  private void queueCalls(Map<String, Callable<Outcome<?>>> calls) {
    var large = message("x".repeat(Limits.DEFAULT.messageBytes() + 1));
    List<Order> acks = Collections.nCopies(1000, new Order.Ack("r"));
    var greedy = new ReceiveRequest(1000, null, Duration.ofDays(1));
    var illegal = config(QueueType.STANDARD, new DeadLetterPolicy(JOBS, 1));
    calls.put("send", () -> sending.send(demo, JOBS, large));
    calls.put("sendBatch", () -> sending.sendBatch(demo, JOBS, Collections.nCopies(1000, large)));
    calls.put("receive", () -> receiving.receive(demo, JOBS, greedy));
    calls.put("settle", () -> settling.settle(demo, JOBS, acks));
    calls.put(
        "create queue",
        () -> queues.create(demo, new QueueName("a.fifo"), _ -> Outcome.done(illegal)));
    calls.put("describe queue", () -> queues.describe(demo, JOBS));
    calls.put("list queues", () -> queues.list(demo, PAGE));
    calls.put("change queue", () -> queues.change(demo, JOBS, Outcome::done));
    calls.put("purge queue", () -> queues.purge(demo, JOBS));
    calls.put("delete queue", () -> queues.delete(demo, JOBS));
    calls.put("redrive", () -> redriving(each -> each.redrive(demo, JOBS, HOME)));
    calls.put("job", () -> redriving(each -> each.job(demo, JOB)));
  }

  private Outcome<?> redriving(Function<Redrives, Outcome<?>> call) {
    try (var redrives = redrives()) {
      return call.apply(redrives);
    }
  }

  private void topicCalls(Map<String, Callable<Outcome<?>>> calls) {
    var stray = new NewTopicMessage(new Subject("elsewhere"), TOO_LARGE, null);
    var forever =
        new TopicConfig(
            Duration.ofDays(100_000),
            null,
            null,
            TopicConfig.DEFAULT.storage(),
            TopicConfig.DEFAULT.placement());
    var query = new ReadHistory.Query(Start.EARLIEST, SubjectFilter.ALL, 0, 1);
    calls.put("publish", () -> publishing.publish(demo, TOPIC, stray));
    calls.put(
        "publishBatch",
        () -> publishing.publishBatch(demo, TOPIC, Collections.nCopies(1000, stray)));
    calls.put("history", () -> history.read(demo, TOPIC, query));
    calls.put("create topic", () -> topics.create(demo, TOPIC, forever));
    calls.put("describe topic", () -> topics.describe(demo, TOPIC));
    calls.put("list topics", () -> topics.list(demo, PAGE));
    calls.put("change topic", () -> topics.change(demo, TOPIC, Outcome::done));
    calls.put("delete topic", () -> topics.delete(demo, TOPIC));
    calls.put(
        "stream of a topic",
        () -> streams.ofTopic(demo, TOPIC, SubjectFilter.ALL, StreamWish.at(new Cursor.Default())));
  }

  private void subscriptionCalls(Map<String, Callable<Outcome<?>>> calls) {
    calls.put(
        "stream of a subscription",
        () -> streams.ofSubscription(demo, ID, StreamWish.at(new Cursor.Default())));
    calls.put("create subscription", () -> subscriptions.create(demo, Wish.of(subscribing())));
    calls.put("describe subscription", () -> subscriptions.describe(demo, ID));
    calls.put("list subscriptions", () -> subscriptions.list(demo, PAGE));
    calls.put(
        "change subscription", () -> subscriptions.change(demo, ID, Outcome::done, new Unsaid()));
    calls.put("delete subscription", () -> subscriptions.delete(demo, ID));
    calls.put("pause", () -> subscriptions.pause(demo, ID));
    calls.put("resume", () -> subscriptions.resume(demo, ID));
    calls.put("resume elsewhere", () -> subscriptions.resume(demo, ID, Start.EARLIEST));
    calls.put("replay", () -> subscriptions.replay(demo, ID, Start.EARLIEST));
    var forever = new RotateSecrets.AtOnce(Duration.ofDays(100));
    calls.put("rotate", () -> rotation.rotate(demo, ID, new RotateSecrets.Rotation(null, forever)));
    calls.put("promote", () -> rotation.promote(demo, ID, Duration.ofDays(100)));
    calls.put("test", () -> probing.test(demo, ID));
    calls.put("attempts", () -> attempts.list(demo, ID, null, 1));
    calls.put("dead letters", () -> letters.list(demo, ID, 0, 1));
    calls.put("count dead letters", () -> letters.count(demo, ID, new DeadLetterStore.All()));
    calls.put("redrive dead letters", () -> letters.redrive(demo, ID, new DeadLetterStore.All()));
  }

  private static SubscriptionConfig subscribing() {
    return new SubscriptionConfig(
        "s",
        TOPIC,
        SubjectFilter.ALL,
        new DeliveryType.Sse(),
        Start.LATEST,
        DeliveryPolicy.DEFAULT);
  }

  @TestFactory
  Stream<DynamicTest> who_is_not_served_learns_nothing_else() {
    return hopeless().entrySet().stream()
        .map(
            call ->
                dynamicTest(
                    call.getKey(),
                    () -> {
                      suspended.add(demo.tenant());
                      assertThat(refusal(call.getValue().call())).isEqualTo(SUSPENDED);
                    }));
  }

  @Test
  void another_tenant_is_served_meanwhile() {
    suspended.add(demo.tenant());

    assertThat(queues.create(other, JOBS, Outcome::done)).isInstanceOf(Outcome.Done.class);
    assertThat(sending.send(other, JOBS, message("m"))).isInstanceOf(Outcome.Done.class);
  }

  @Test
  void nobody_reaches_what_belongs_to_another_tenant() throws Exception {
    make(JOBS, config(QueueType.STANDARD, null));
    sending.send(demo, JOBS, message("secret"));
    var receipt = receive(JOBS, 1).getFirst().receipt();
    var noSuch = new Refusal.NoSuchQueue(JOBS);

    assertThat(refusal(sending.send(other, JOBS, message("x".repeat(2000))))).isEqualTo(noSuch);
    assertThat(refusal(receiving.receive(other, JOBS, new ReceiveRequest(1, null, Duration.ZERO))))
        .isEqualTo(noSuch);
    assertThat(refusal(queues.describe(other, JOBS))).isEqualTo(noSuch);
    assertThat(refusal(queues.delete(other, JOBS))).isEqualTo(noSuch);
    assertThat(refusal(settling.settle(other, JOBS, List.of(new Order.Ack(receipt)))))
        .isEqualTo(noSuch);
  }

  @Test
  void dead_letters_go_to_a_queue_of_the_same_tenant() {
    assertThat(queues.create(other, DEAD, Outcome::done)).isInstanceOf(Outcome.Done.class);

    var created =
        queues.create(
            demo,
            JOBS,
            _ -> Outcome.done(config(QueueType.STANDARD, new DeadLetterPolicy(DEAD, 1))));

    assertThat(refusal(created)).isEqualTo(new Refusal.NoDeadLetterQueue(DEAD));
  }

  @Test
  void a_stored_row_reaches_what_it_names_in_its_tenant() {
    var subscription = Subscription.active(ID, subscribing(), Instant.EPOCH, Optional.empty());
    var source = new QueueRef(demo.tenant(), DEAD);
    var job = new RedriveJob(JOB, source, HOME, 0, 9, 0, 0, Instant.EPOCH, null, null);

    assertThat(access.toRead(demo.tenant(), subscription))
        .isEqualTo(Outcome.done(new TopicRef(demo.tenant(), TOPIC)));
    assertThat(access.toMove(job)).isEqualTo(Outcome.done(source));
    assertThat(access.toRead(demo, ID))
        .isEqualTo(Outcome.done(new SubscriptionRef(demo.tenant(), ID)));
  }

  @Test
  void a_stored_row_of_a_tenant_that_is_not_served_reaches_nothing() {
    var subscription = Subscription.active(ID, subscribing(), Instant.EPOCH, Optional.empty());
    var source = new QueueRef(demo.tenant(), DEAD);
    var job = new RedriveJob(JOB, source, HOME, 0, 9, 0, 0, Instant.EPOCH, null, null);
    suspended.add(demo.tenant());

    assertThat(refusal(access.toRead(demo.tenant(), subscription))).isEqualTo(SUSPENDED);
    assertThat(refusal(access.toMove(job))).isEqualTo(SUSPENDED);
  }
}
