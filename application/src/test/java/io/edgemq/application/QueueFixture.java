package io.edgemq.application;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.domain.Attributes;
import io.edgemq.domain.Content;
import io.edgemq.domain.DeadLetterPolicy;
import io.edgemq.domain.Limits;
import io.edgemq.domain.NewQueueMessage;
import io.edgemq.domain.Payload;
import io.edgemq.domain.Placement;
import io.edgemq.domain.Principal;
import io.edgemq.domain.QueueConfig;
import io.edgemq.domain.QueueName;
import io.edgemq.domain.QueueType;
import io.edgemq.domain.ReceiveRequest;
import io.edgemq.domain.Scopes;
import io.edgemq.domain.TenantId;
import io.edgemq.memory.MemoryStore;
import io.edgemq.ports.in.Outcome;
import io.edgemq.ports.in.Received;
import io.edgemq.ports.in.Refusal;
import io.edgemq.ports.in.SettleMessages;
import io.edgemq.ports.in.SettleMessages.Order;
import io.edgemq.ports.out.JobStore;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// The use cases of queues over a store in memory.
abstract class QueueFixture {
  static final QueueName JOBS = new QueueName("jobs");
  static final QueueName DEAD = new QueueName("dead");

  /// What a tenant in `suspended` is told; any refusal will do.
  static final Refusal SUSPENDED = new Refusal.Draining();

  final Principal demo =
      new Principal(new TenantId("demo"), new Principal.Key("ak_1"), Scopes.EVERYTHING, null);
  final MovableTime clock = new MovableTime();
  final MemoryStore store = new MemoryStore(clock);
  final ReceiptSigner signer = new ReceiptSigner(new byte[ReceiptSigner.KEY_BYTES]);
  final NoTraffic traffic = new NoTraffic();
  final Map<TenantId, Limits> limits = new HashMap<>();
  final Set<TenantId> suspended = ConcurrentHashMap.newKeySet();
  final Access access = new Access(this::objection);
  final Admission admission =
      new Admission(access, tenant -> limits.getOrDefault(tenant, Limits.DEFAULT));
  final Queues queues = new Queues(admission, store.queueCatalog(), store.queueStore(), clock);
  final Sending sending = new Sending(admission, store.queueCatalog(), store.queueStore(), traffic);
  final OpenCalls calls = new OpenCalls(new Access(), TestKeys.with(store.keys(), demo), clock);
  final Waits waits = new Waits(calls);
  final Receiving receiving =
      new Receiving(
          admission, store.queueStore(), new Receiving.Tools(signer, waits, calls, clock, traffic));
  final OpenLeases leases = new OpenLeases();
  final Settling settling = new Settling(admission, store.queueStore(), signer, leases);
  final AtomicInteger ids = new AtomicInteger();

  private Optional<Refusal> objection(TenantId tenant) {
    return suspended.contains(tenant) ? Optional.of(SUSPENDED) : Optional.empty();
  }

  Redrives redrives() {
    return redrives(store.jobs());
  }

  Redrives redrives(JobStore jobs) {
    return new Redrives(
        access,
        store.queueCatalog(),
        store.queueStore(),
        new Redrives.Tools(
            jobs, () -> "%024d".formatted(ids.incrementAndGet()), clock, Duration.ofMillis(20)));
  }

  static QueueConfig config(QueueType type, @Nullable DeadLetterPolicy deadLetter) {
    return new QueueConfig(
        type,
        Duration.ofSeconds(30),
        Duration.ofDays(4),
        Duration.ZERO,
        1000,
        Duration.ofMinutes(2),
        deadLetter,
        Placement.DEFAULT);
  }

  void make(QueueName name, QueueConfig config) {
    assertThat(queues.create(demo, name, _ -> Outcome.done(config)))
        .isInstanceOf(Outcome.Done.class);
  }

  static NewQueueMessage message(String body) {
    return new NewQueueMessage(content(body, Map.of()), null, null, null);
  }

  static Content content(String body, Map<String, String> attributes) {
    return new Content(
        "text/plain",
        Attributes.of(attributes),
        new Payload(body.getBytes(StandardCharsets.UTF_8)));
  }

  static <T> T value(Outcome<T> outcome) {
    return switch (outcome) {
      case Outcome.Done<T>(T value) -> value;
      case Outcome.Refused<T>(Refusal refusal) -> throw new AssertionError("refused: " + refusal);
    };
  }

  static Refusal refusal(Outcome<?> outcome) {
    return ((Outcome.Refused<?>) outcome).refusal();
  }

  List<Received> receive(QueueName queue, int max) throws InterruptedException {
    return value(receiving.receive(demo, queue, new ReceiveRequest(max, null, Duration.ZERO)));
  }

  Outcome<SettleMessages.Effect> settle(Order order) {
    return value(settling.settle(demo, JOBS, List.of(order))).getFirst();
  }
}
