package io.edgemq.testkit;

import static io.edgemq.testkit.StorageProbe.SIZE;
import static io.edgemq.testkit.StorageProbe.about;
import static io.edgemq.testkit.StorageProbe.message;
import static java.time.Duration.ofDays;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.domain.QueueConfig;
import io.edgemq.domain.TopicConfig;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/// What retention has dropped takes no room, for stores whose retention follows the time of the
/// tests.
public abstract class StorageDropContract extends IdentityStoreContract {
  private static final Duration MINUTE = ofSeconds(60);

  private void expect(long bytes) {
    new StorageProbe(identity()).expect(TENANT, bytes);
  }

  private void expectDropped(long bytes) {
    new StorageProbe(identity()).expectDropped(TENANT, bytes);
  }

  private static TopicConfig keeping(Duration retention) {
    var usual = TopicConfig.DEFAULT;
    return new TopicConfig(retention, null, null, usual.storage(), usual.placement());
  }

  @Test
  void a_queues_messages_past_their_retention_take_nothing() {
    var queue = queue("jobs", QueueSetup.standard().retention(MINUTE));
    queue.send(message(), message());
    pass(ofSeconds(30));
    queue.send(message());
    expect(3 * SIZE);

    pass(ofSeconds(30));

    expectDropped(SIZE);
    pass(ofSeconds(30));
    expectDropped(0);
  }

  @Test
  void leased_and_grouped_messages_past_their_retention_take_nothing() {
    var fifo = queue("jobs.fifo", QueueSetup.fifo().retention(MINUTE));
    var queue = queue("jobs", QueueSetup.standard().retention(MINUTE));
    fifo.send(TestMessages.grouped("g", "one"), TestMessages.grouped("g", "two"));
    queue.send(message(), message());
    var leased = queue.receive(1).getFirst();
    fifo.receive(1);

    pass(MINUTE);

    expectDropped(0);
    queue.ack(leased);
    expectDropped(0);
  }

  @Test
  void a_topics_messages_past_their_retention_take_nothing() {
    var topic = topic("orders", keeping(MINUTE));
    topic.append(about("orders"), about("orders"));
    pass(ofSeconds(30));
    topic.append(about("orders.a"));

    pass(ofSeconds(30));

    expectDropped(SIZE + 8);
    pass(ofSeconds(30));
    expectDropped(0);
    topic.append(about("orders"));
    expectDropped(SIZE + 6);
  }

  @Test
  void a_shorter_retention_drops_at_once_and_a_longer_one_brings_nothing_back() {
    var queue = queue("jobs", QueueSetup.standard().retention(ofDays(1)));
    var topic = topic("orders", keeping(ofDays(1)));
    queue.send(message());
    topic.append(about("orders"));
    pass(MINUTE.multipliedBy(2));
    expectDropped(2 * SIZE + 6);

    queue.configure(setup(MINUTE));
    topic.configure(keeping(MINUTE));
    expectDropped(0);
    queue.configure(setup(ofDays(1)));
    topic.configure(keeping(ofDays(1)));

    expectDropped(0);
  }

  private static QueueConfig setup(Duration retention) {
    return QueueSetup.standard().retention(retention).config();
  }

  @Test
  void what_is_past_its_retention_takes_nothing_after_a_reopening() {
    var queue = queue("jobs", QueueSetup.standard().retention(MINUTE));
    var topic = topic("orders", keeping(MINUTE));
    queue.send(message());
    topic.append(about("orders"));
    pass(ofSeconds(30));
    queue.send(message());
    topic.append(about("orders"));
    pass(ofSeconds(30));

    store().reopen();

    switch (store().guarantees().durability()) {
      case DURABLE -> {
        expectDropped(2 * SIZE + 6);
        assertThat(queue.receive(10)).hasSize(1);
      }
      case VOLATILE -> expect(0);
    }
  }
}
