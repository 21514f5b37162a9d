package io.edgemq.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.domain.Queue;
import io.edgemq.domain.QueueName;
import io.edgemq.domain.TenantId;
import io.edgemq.domain.Topic;
import io.edgemq.domain.TopicConfig;
import io.edgemq.domain.TopicName;
import io.edgemq.ports.out.QueueCatalog;
import io.edgemq.ports.out.TopicCatalog;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;

/// What all example contracts share: a new store for each test, and words to set it up with. The
/// time limit turns a call that never returns into a failure.
@Timeout(value = 180, unit = TimeUnit.SECONDS)
public abstract class StoreContract {
  /// Whose queues and topics the examples use unless they say otherwise.
  protected static final TenantId TENANT = new TenantId("acme");

  private StoreHarness store;

  /// A new, empty, open store.
  protected abstract StoreHarness open();

  @BeforeEach
  protected final void openStore() {
    store = open();
  }

  @AfterEach
  protected final void closeStore() {
    store.close();
  }

  /// The store of this test.
  protected final StoreHarness store() {
    return store;
  }

  /// The ports of the store of this test.
  protected final StorePorts ports() {
    return store.ports();
  }

  /// Lets time pass for the store.
  protected final void pass(Duration time) {
    store.time().advance(time);
  }

  /// Makes the standard queue `jobs`.
  protected final QueueProbe queue() {
    return queue("jobs", QueueSetup.standard());
  }

  /// Makes a queue.
  protected final QueueProbe queue(String name, QueueSetup setup) {
    return queue(TENANT, name, setup);
  }

  /// Makes a queue of another tenant.
  protected final QueueProbe queue(TenantId tenant, String name, QueueSetup setup) {
    var now = store.time().instant().truncatedTo(ChronoUnit.MILLIS);
    var queue = new Queue(new QueueName(name), setup.config(), now);
    assertThat(ports().queueCatalog().create(tenant, queue))
        .isInstanceOf(QueueCatalog.Created.class);
    return new QueueProbe(store, tenant, name);
  }

  /// Makes the topic `orders` without limits.
  protected final TopicProbe topic() {
    return topic("orders", TopicConfig.DEFAULT);
  }

  /// Makes a topic.
  protected final TopicProbe topic(String name, TopicConfig config) {
    return topic(TENANT, name, config);
  }

  /// Makes a topic of another tenant.
  protected final TopicProbe topic(TenantId tenant, String name, TopicConfig config) {
    var now = store.time().instant().truncatedTo(ChronoUnit.MILLIS);
    var topic = new Topic(new TopicName(name), config, now);
    assertThat(ports().topicCatalog().create(tenant, topic))
        .isInstanceOf(TopicCatalog.Created.class);
    return new TopicProbe(store, tenant, name);
  }
}
