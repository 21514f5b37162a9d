package io.edgemq.application;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.domain.Attributes;
import io.edgemq.domain.Content;
import io.edgemq.domain.Limits;
import io.edgemq.domain.NewQueueMessage;
import io.edgemq.domain.Payload;
import io.edgemq.domain.Principal;
import io.edgemq.domain.Queue;
import io.edgemq.domain.QueueConfig;
import io.edgemq.domain.QueueName;
import io.edgemq.domain.QueueRef;
import io.edgemq.domain.Scopes;
import io.edgemq.domain.Tenant;
import io.edgemq.domain.TenantId;
import io.edgemq.domain.Topic;
import io.edgemq.domain.TopicConfig;
import io.edgemq.ports.in.Outcome;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/// A tenant that can be suspended, and another one, over stores in memory.
abstract class SuspensionFixture extends DeliveryFixture {
  static final QueueRef JOBS = new QueueRef(TENANT, new QueueName("jobs"));
  static final QueueRef DEAD = new QueueRef(TENANT, new QueueName("dead"));
  static final TenantId OTHER = new TenantId("other");

  final InstantSource wall = InstantSource.system();
  final Principal who = key(TENANT, "ak_1", null);
  final Principal other = key(OTHER, "ak_2", null);
  final Principal support =
      new Principal(TENANT, new Principal.SupportKey("ak_3"), Scopes.EVERYTHING, null);
  final OpenCalls calls;
  final Waits waits;
  final Receiving receiving;
  final Streams streams;
  private @Nullable TenantWatch watch;

  SuspensionFixture() {
    access = new Access(store.tenants());
    for (var each : List.of(who, other, support)) {
      TestKeys.with(store.keys(), each);
    }
    calls = new OpenCalls(access, store.keys(), wall);
    waits = new Waits(calls);
    receiving =
        new Receiving(
            new Admission(access, _ -> Limits.DEFAULT),
            store.queueStore(),
            new Receiving.Tools(
                new ReceiptSigner(new byte[ReceiptSigner.KEY_BYTES]),
                waits,
                calls,
                wall,
                new NoTraffic()));
    streams =
        new Streams(
            access,
            store.subscriptions(),
            store.topicLog(),
            new Streams.Tools(10, new NoTraffic(), wall, new Random(1), calls));
  }

  static Principal key(TenantId tenant, String id, @Nullable Instant end) {
    return new Principal(tenant, new Principal.Key(id), Scopes.EVERYTHING, end);
  }

  @BeforeEach
  void make() {
    for (var tenant : List.of(TENANT, OTHER)) {
      store.tenants().create(Tenant.active(tenant, "tag", Instant.EPOCH));
      create(new QueueRef(tenant, JOBS.name()), QueueConfig.standard(1000));
    }
    store.topicCatalog().create(OTHER, new Topic(TOPIC.name(), TopicConfig.DEFAULT, Instant.EPOCH));
  }

  @AfterEach
  void closeWatch() {
    if (watch != null) {
      watch.close();
    }
  }

  void create(QueueRef ref, QueueConfig config) {
    store.queueCatalog().create(ref.tenant(), new Queue(ref.name(), config, Instant.EPOCH));
  }

  /// Begins to deliver, and to follow the tenants.
  Deliveries begin() {
    var deliveries = start();
    watch = new TenantWatch(store.tenants(), calls, deliveries);
    watch.start();
    return deliveries;
  }

  void put(Tenant.State state) {
    var before = store.tenants().find(TENANT).orElseThrow();
    assertThat(store.tenants().replace(before, before.in(state))).isTrue();
  }

  static <T> T value(Outcome<T> outcome) {
    return ((Outcome.Done<T>) outcome).value();
  }

  void send(QueueRef ref, String body) {
    var content = new Content("a/b", Attributes.NONE, new Payload(body.getBytes(UTF_8)));
    var unused =
        store.queueStore().send(ref, List.of(new NewQueueMessage(content, null, null, null)));
  }

  long ready(QueueRef ref) {
    return store.queueStore().count(ref).orElseThrow().ready();
  }
}
