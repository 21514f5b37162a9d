package io.edgemq.nats;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.domain.Attributes;
import io.edgemq.domain.Content;
import io.edgemq.domain.LogBounds;
import io.edgemq.domain.NewQueueMessage;
import io.edgemq.domain.NewTopicMessage;
import io.edgemq.domain.Payload;
import io.edgemq.domain.QueueType;
import io.edgemq.domain.Subject;
import io.edgemq.domain.Topic;
import io.edgemq.domain.TopicConfig;
import io.edgemq.domain.TopicName;
import io.edgemq.domain.TopicRef;
import io.edgemq.ports.out.QueueStore;
import io.edgemq.ports.out.TopicCatalog;
import io.edgemq.ports.out.TopicLog;
import io.edgemq.testkit.TestTime;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What one adapter removes and another one makes again goes on counting.
final class SuccessorTest extends TwoAdapters {
  private static final TopicRef ORDERS = new TopicRef(TENANT, new TopicName("orders"));
  private static final Content CONTENT = new Content("a/b", Attributes.NONE, Payload.EMPTY);

  private static void make(NatsStore store) {
    var topic = new Topic(ORDERS.name(), TopicConfig.DEFAULT, TestTime.START);
    assertThat(store.topicCatalog().create(TENANT, topic)).isEqualTo(new TopicCatalog.Created());
  }

  private static long publish(NatsStore store) {
    var message = new NewTopicMessage(new Subject("orders"), CONTENT, null);
    var appended = (TopicLog.Appended) store.topicLog().append(ORDERS, List.of(message));
    return appended.entries().getFirst().sequence();
  }

  private static long send(NatsStore store) {
    var message = new NewQueueMessage(CONTENT, Duration.ZERO, null, null);
    var sent = (QueueStore.Sent) store.queueStore().send(JOBS, List.of(message));
    return sent.entries().getFirst().sequence();
  }

  @Test
  void a_topic_counts_on_wherever_it_is_removed_and_made_again() {
    for (int i = 0; i < 3; i++) {
      make(one);
      assertThat(publish(one)).isEqualTo(4 * i + 1);
      assertThat(publish(other)).isEqualTo(4 * i + 2);
      assertThat(other.topicCatalog().delete(ORDERS)).isTrue();
      make(other);
      assertThat(publish(one)).isEqualTo(4 * i + 3);
      assertThat(publish(other)).isEqualTo(4 * i + 4);
      assertThat(other.topicLog().bounds(ORDERS)).contains(new LogBounds(4 * i + 3, 4 * i + 4));
      assertThat(one.topicCatalog().delete(ORDERS)).isTrue();
    }
  }

  @Test
  void a_queue_counts_on_wherever_it_is_removed_and_made_again() throws Exception {
    create(JOBS, QueueType.STANDARD, null);
    assertThat(send(one)).isEqualTo(1);
    assertThat(send(other)).isEqualTo(2);
    other.queueCatalog().delete(JOBS);
    create(JOBS, QueueType.STANDARD, null);

    assertThat(send(other)).isEqualTo(3);
    assertThat(send(one)).isEqualTo(4);

    assertThat(receive(one, JOBS).getFirst().message().sequence()).isEqualTo(3);
    assertThat(receive(other, JOBS).getFirst().message().sequence()).isEqualTo(4);
  }

  @Test
  void a_store_that_is_opened_between_removal_and_creation_counts_on() {
    make(one);
    publish(one);
    one.topicCatalog().delete(ORDERS);
    var third = openStore();

    make(third);

    assertThat(publish(third)).isEqualTo(2);
  }
}
