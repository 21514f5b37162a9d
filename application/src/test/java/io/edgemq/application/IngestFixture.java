package io.edgemq.application;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.domain.Limits;
import io.edgemq.domain.Placement;
import io.edgemq.domain.Principal;
import io.edgemq.domain.QueueConfig;
import io.edgemq.domain.QueueName;
import io.edgemq.domain.QueueRef;
import io.edgemq.domain.QueueType;
import io.edgemq.domain.ReceiveRequest;
import io.edgemq.domain.Scopes;
import io.edgemq.domain.SubjectFilter;
import io.edgemq.domain.Tenant;
import io.edgemq.domain.TenantId;
import io.edgemq.domain.TopicConfig;
import io.edgemq.domain.TopicMessage;
import io.edgemq.domain.TopicName;
import io.edgemq.domain.TopicRef;
import io.edgemq.domain.ingest.Ingest;
import io.edgemq.domain.ingest.IngestAuth;
import io.edgemq.domain.ingest.IngestCors;
import io.edgemq.domain.ingest.IngestTarget;
import io.edgemq.domain.ingest.SubjectSource;
import io.edgemq.memory.MemoryStore;
import io.edgemq.ports.in.ManageIngests.Given;
import io.edgemq.ports.in.ManageIngests.Made;
import io.edgemq.ports.in.ManageIngests.Rule;
import io.edgemq.ports.in.ManageIngests.Wish;
import io.edgemq.ports.in.Outcome;
import io.edgemq.ports.in.Refusal;
import io.edgemq.ports.out.StoreTime;
import io.edgemq.ports.out.TopicLog;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;

/// Ingests of a tenant with a queue, a FIFO queue and a topic, over a store in memory.
abstract class IngestFixture {
  static final TenantId TENANT = new TenantId("demo");
  static final IngestTarget QUEUE = new IngestTarget.ToQueue(new QueueName("jobs"));
  static final IngestTarget FIFO = new IngestTarget.ToQueue(new QueueName("jobs.fifo"));
  static final IngestTarget TOPIC = new IngestTarget.ToTopic(new TopicName("orders"));
  static final SubjectSource NOTHING = new SubjectSource.Nothing();
  static final SubjectSource HEADER = new SubjectSource.FromHeader("X-Kind");
  static final SubjectSource POINTER = new SubjectSource.FromPointer("/type");
  static final SubjectSource PATH = new SubjectSource.FromPath();

  Instant now = Instant.parse("2026-01-01T00:00:00Z");
  final MemoryStore store = new MemoryStore(StoreTime.of(() -> now));
  final Access access = new Access(store.tenants());
  final Admission admission = new Admission(access, _ -> Limits.DEFAULT);
  final FakeWebhooks webhooks = new FakeWebhooks();
  final Principal demo = principal(TENANT, Scopes.EVERYTHING);
  private final AtomicInteger ids = new AtomicInteger();
  final Ingests ingests =
      new Ingests(
          access,
          new Ingests.Stores(store.ingests(), store.queueCatalog(), store.topicCatalog()),
          new Ingests.Tools(
              () -> "%024d".formatted(ids.incrementAndGet()), this::random, () -> now, webhooks));

  /// The JWT that is good now, for any rule.
  String goodJwt = "good.jwt";

  final Ingesting ingesting =
      new Ingesting(
          access,
          store.ingests(),
          new Ingesting.Targets(
              new Sending(admission, store.queueCatalog(), store.queueStore(), new NoTraffic()),
              new Publishing(admission, store.topicLog(), new NoTraffic())),
          new Ingesting.Trust((token, _) -> token.equals(goodJwt), () -> now));

  private byte[] random(int count) {
    var bytes = new byte[count];
    bytes[0] = (byte) ids.incrementAndGet();
    return bytes;
  }

  static Principal principal(TenantId tenant, Scopes scopes) {
    return new Principal(tenant, new Principal.Key("ak_1"), scopes, null);
  }

  @BeforeEach
  void make() {
    store.tenants().create(Tenant.active(TENANT, "demo", now));
    var queues = new Queues(admission, store.queueCatalog(), store.queueStore(), () -> now);
    value(
        queues.create(demo, new QueueName("jobs"), _ -> Outcome.done(config(QueueType.STANDARD))));
    value(
        queues.create(demo, new QueueName("jobs.fifo"), _ -> Outcome.done(config(QueueType.FIFO))));
    var topics = new Topics(admission, store.topicCatalog(), store.topicLog(), () -> now);
    value(topics.create(demo, new TopicName("orders"), TopicConfig.DEFAULT));
  }

  private static QueueConfig config(QueueType type) {
    return new QueueConfig(
        type,
        Duration.ofSeconds(30),
        Duration.ofDays(4),
        Duration.ZERO,
        1000,
        Duration.ofMinutes(2),
        null,
        Placement.DEFAULT);
  }

  static Wish wish(IngestTarget target, Rule rule, SubjectSource subject) {
    return new Wish("hooks", target, rule, subject, null, IngestCors.NOBODY);
  }

  static Wish open(IngestTarget target, SubjectSource subject) {
    return wish(target, new Given(new IngestAuth.Open()), subject);
  }

  /// Makes an ingest.
  Made made(Wish wish) {
    return value(ingests.create(demo, wish)).thing();
  }

  Ingest ingest(Wish wish) {
    return made(wish).ingest();
  }

  /// The messages of the topic.
  List<TopicMessage> published() {
    var query = new TopicLog.Query(1, SubjectFilter.ALL, 100, 1 << 20);
    return switch (store.topicLog().read(new TopicRef(TENANT, new TopicName("orders")), query)) {
      case TopicLog.Page page -> page.messages();
      case TopicLog.NoSuchTopic _ -> throw new AssertionError("the topic is gone");
    };
  }

  static <T> T value(Outcome<T> outcome) {
    return switch (outcome) {
      case Outcome.Done<T>(T value) -> value;
      case Outcome.Refused<T>(Refusal refusal) -> throw new AssertionError("refused: " + refusal);
    };
  }

  static void assertRefused(Outcome<?> outcome, Refusal why) {
    assertThat(outcome).isEqualTo(Outcome.refused(why));
  }

  static QueueRef ref(String queue) {
    return new QueueRef(TENANT, new QueueName(queue));
  }

  static ReceiveRequest all() {
    return new ReceiveRequest(10, Duration.ofSeconds(30), Duration.ZERO);
  }
}
