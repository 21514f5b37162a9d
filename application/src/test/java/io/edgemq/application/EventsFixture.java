package io.edgemq.application;

import io.edgemq.domain.DeliveryPolicy;
import io.edgemq.domain.DeliveryType;
import io.edgemq.domain.NewTopicMessage;
import io.edgemq.domain.Start;
import io.edgemq.domain.StoreException;
import io.edgemq.domain.SubjectFilter;
import io.edgemq.domain.Subscription;
import io.edgemq.domain.SubscriptionConfig;
import io.edgemq.domain.SubscriptionId;
import io.edgemq.domain.TenantId;
import io.edgemq.domain.TopicName;
import io.edgemq.domain.event.SubscriptionEvent;
import io.edgemq.memory.MemoryStore;
import io.edgemq.ports.out.StoreTime;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;

/// Events over a store in memory whose appends a test may look at.
abstract class EventsFixture {
  static final Instant START = Instant.parse("2025-11-21T08:00:00Z");
  static final TenantId ACME = new TenantId("acme");
  static final TenantId OTHER = new TenantId("other");

  volatile Instant now = START;
  volatile boolean isOut;
  final MemoryStore store = new MemoryStore(StoreTime.of(() -> now));
  final Subscription active = active("s");

  static Subscription active(String name) {
    return Subscription.active(
        new SubscriptionId("sub_" + "a".repeat(24)),
        new SubscriptionConfig(
            name,
            new TopicName("orders"),
            SubjectFilter.ALL,
            new DeliveryType.Sse(),
            Start.LATEST,
            DeliveryPolicy.DEFAULT),
        START,
        Optional.empty());
  }

  static SubscriptionEvent created(String name) {
    return SubscriptionEvent.created(active(name));
  }

  static StoreException outage() {
    return new StoreException.Unavailable("out", new IllegalStateException("a test took it away"));
  }

  /// Events over a log that `probe` looks at before each append.
  SubscriptionEvents events(TopicLogProbe probe) {
    TopicLogProbe appends =
        (method, arguments) -> {
          if (method.getName().equals("append")) {
            probe.called(method, arguments);
          }
        };
    var log = TopicLogProbe.on(store.topicLog(), appends);
    return SubscriptionEvents.start(TestEvents.tools(store, log, () -> now));
  }

  SubscriptionEvents failing() {
    return events(
        (_, _) -> {
          if (isOut) {
            throw outage();
          }
        });
  }

  static List<NewTopicMessage> messages(Object argument) {
    return ((List<?>) argument).stream().map(NewTopicMessage.class::cast).toList();
  }

  List<String> subjects() {
    return TestEvents.subjects(store.topicLog(), ACME);
  }

  @AfterEach
  void close() {
    store.close();
  }
}
