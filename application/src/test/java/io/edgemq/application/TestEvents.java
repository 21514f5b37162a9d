package io.edgemq.application;

import io.edgemq.domain.SubjectFilter;
import io.edgemq.domain.TenantId;
import io.edgemq.domain.TopicMessage;
import io.edgemq.domain.TopicName;
import io.edgemq.domain.TopicRef;
import io.edgemq.memory.MemoryStore;
import io.edgemq.ports.out.TopicLog;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/// Events over a store in memory.
final class TestEvents {
  private TestEvents() {}

  /// Takes events until it is closed.
  static SubscriptionEvents over(MemoryStore store, InstantSource clock) {
    return SubscriptionEvents.start(tools(store, store.topicLog(), clock));
  }

  /// What such events are told with, over a log of the test's.
  static EventTools tools(MemoryStore store, TopicLog log, InstantSource clock) {
    var ids = new AtomicInteger();
    return new EventTools(
        new Access(),
        store.topicCatalog(),
        log,
        () -> "%024d".formatted(ids.incrementAndGet()),
        clock);
  }

  /// The messages of the tenant's topic of events.
  static List<TopicMessage> messages(TopicLog log, TenantId tenant) {
    var topic = new TopicRef(tenant, TopicName.EVENTS);
    return log.read(topic, new TopicLog.Query(1, SubjectFilter.ALL, 1_000, Long.MAX_VALUE))
            instanceof TopicLog.Page page
        ? page.messages()
        : List.of();
  }

  /// The subjects of those messages.
  static List<String> subjects(TopicLog log, TenantId tenant) {
    return messages(log, tenant).stream().map(each -> each.subject().value()).toList();
  }

  /// The text of a message.
  static String text(TopicMessage message) {
    return new String(message.content().payload().bytes(), StandardCharsets.UTF_8);
  }
}
