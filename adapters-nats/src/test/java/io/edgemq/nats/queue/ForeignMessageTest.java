package io.edgemq.nats.queue;

import static io.edgemq.nats.queue.OneQueue.JOBS;
import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.jetstream.Await;
import io.edgemq.jetstream.Condition;
import io.edgemq.jetstream.MessageHeaders;
import io.edgemq.jetstream.Outgoing;
import io.edgemq.jetstream.StreamClient;
import io.edgemq.nats.catalog.StreamNames;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Messages in a queue's streams that no adapter wrote.
@Timeout(180)
class ForeignMessageTest {
  private static final String SENT = StreamNames.sentSubject(JOBS, 7);

  private OneQueue queue;
  private OneQueue.Adapter adapter;

  @BeforeEach
  void open() {
    queue = new OneQueue();
    adapter = queue.adapter();
  }

  @AfterEach
  void close() throws Exception {
    queue.close();
  }

  private static void put(StreamClient stream, String subject, MessageHeaders headers) {
    var body = "hello".getBytes(StandardCharsets.UTF_8);
    var unused = stream.publish(new Outgoing(subject, headers, body), Condition.NONE);
  }

  private void putForeignMessages() {
    put(queue.messages(), SENT, new MessageHeaders());
    put(queue.messages(), SENT, new MessageHeaders().put("Mq-Time", "abc"));
    var subject = SENT.replace("sent", "moved.nonsense");
    put(queue.messages(), subject, new MessageHeaders().put("Mq-Time", "5"));
  }

  @Test
  void messages_that_no_adapter_wrote_are_passed_over_and_the_queue_lives() throws Exception {
    putForeignMessages();
    adapter.send(2);

    assertThat(adapter.acknowledge(2)).containsExactly(4L, 5L);

    assertThat(adapter.receive(1)).isEmpty();
    assertThat(adapter.statistics().messagesPassedOver()).isEqualTo(3);
    assertThat(adapter.store().count(JOBS).orElseThrow().ready()).isZero();
    Await.until(() -> queue.messages().info().orElseThrow().messages() == 0);
  }

  @Test
  void a_message_that_no_adapter_wrote_is_passed_over_by_an_open_replica() throws Exception {
    adapter.send(1);
    assertThat(adapter.receive(1)).containsExactly(1L);

    putForeignMessages();
    adapter.send(1);

    assertThat(adapter.receive(2)).containsExactly(5L);
  }

  @Test
  void an_entry_of_the_ledger_that_no_adapter_wrote_is_passed_over() throws Exception {
    var subject = StreamNames.ledgerSubject(JOBS, 7);
    put(queue.ledger(), subject, new MessageHeaders());
    adapter.send(3);
    assertThat(adapter.acknowledge(1)).containsExactly(1L);

    put(queue.ledger(), subject, new MessageHeaders());

    assertThat(adapter.acknowledge(1)).containsExactly(2L);
    var other = queue.adapter();
    assertThat(other.receive(3)).containsExactly(3L);
    assertThat(adapter.statistics().messagesPassedOver()).isPositive();
  }
}
