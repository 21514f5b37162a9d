package io.edgemq.application;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.domain.Attributes;
import io.edgemq.domain.Content;
import io.edgemq.domain.Limit;
import io.edgemq.domain.Limits;
import io.edgemq.domain.NewTopicMessage;
import io.edgemq.domain.Payload;
import io.edgemq.domain.Principal;
import io.edgemq.domain.QueueType;
import io.edgemq.domain.Range;
import io.edgemq.domain.ReceiveRequest;
import io.edgemq.domain.Scopes;
import io.edgemq.domain.Subject;
import io.edgemq.domain.TenantId;
import io.edgemq.domain.TopicConfig;
import io.edgemq.domain.TopicName;
import io.edgemq.ports.in.Outcome;
import io.edgemq.ports.in.Refusal;
import io.edgemq.ports.in.SettleMessages.Order;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Each tenant has limits of its own; what one may, another may not.
final class TenantLimitsTest extends QueueFixture {
  private static final Limits SMALL =
      new Limits(
          4,
          2,
          1,
          Limits.DEFAULT.batchBytes(),
          1,
          Duration.ofSeconds(1),
          Duration.ofSeconds(40),
          Duration.ofSeconds(5),
          Duration.ofDays(5));
  private static final Range ONE = new Range.Numbers(1, 1);

  private final Principal small =
      new Principal(new TenantId("small"), new Principal.Key("ak_2"), Scopes.EVERYTHING, null);

  @BeforeEach
  void makeQueues() {
    limits.put(small.tenant(), SMALL);
    for (var who : List.of(demo, small)) {
      assertThat(queues.create(who, JOBS, Outcome::done)).isInstanceOf(Outcome.Done.class);
    }
  }

  @Test
  void a_queue_takes_by_default_what_its_tenant_may_send() {
    assertThat(value(queues.describe(small, JOBS)).queue().config().maxMessageBytes()).isEqualTo(4);
    assertThat(value(queues.describe(demo, JOBS)).queue().config().maxMessageBytes())
        .isEqualTo(Limits.DEFAULT.messageBytes());
  }

  @Test
  void a_configuration_stays_within_the_limits_of_its_tenant() {
    var config = config(QueueType.STANDARD, null);

    assertThat(queues.create(demo, DEAD, _ -> Outcome.done(config)))
        .isInstanceOf(Outcome.Done.class);
    assertThat(refusal(queues.create(small, DEAD, _ -> Outcome.done(config))))
        .isEqualTo(new Refusal.OutOfRange(Limit.QUEUE_MESSAGE_BYTES, new Range.Numbers(1, 4)));
  }

  @Test
  void sending_has_the_limits_of_the_tenant() {
    var five = message("12345");
    var two = Collections.nCopies(2, message("m"));

    assertThat(sending.send(demo, JOBS, five)).isInstanceOf(Outcome.Done.class);
    assertThat(refusal(sending.send(small, JOBS, five)))
        .isEqualTo(new Refusal.MessageTooLarge(5, 4));
    assertThat(sending.sendBatch(demo, JOBS, two)).isInstanceOf(Outcome.Done.class);
    assertThat(refusal(sending.sendBatch(small, JOBS, two)))
        .isEqualTo(new Refusal.OutOfRange(Limit.BATCH_ENTRIES, ONE));
  }

  /// A queue that was made under larger limits does not raise those of now.
  @Test
  void limits_that_were_lowered_hold_for_queues_that_exist() {
    limits.put(demo.tenant(), SMALL);

    assertThat(refusal(sending.send(demo, JOBS, message("12345"))))
        .isEqualTo(new Refusal.MessageTooLarge(5, 4));
  }

  @Test
  void receiving_and_settling_have_the_limits_of_the_tenant() throws Exception {
    var two = new ReceiveRequest(2, null, Duration.ZERO);
    List<Order> orders = Collections.nCopies(2, new Order.Ack("r"));

    assertThat(receiving.receive(demo, JOBS, two)).isInstanceOf(Outcome.Done.class);
    assertThat(refusal(receiving.receive(small, JOBS, two)))
        .isEqualTo(new Refusal.OutOfRange(Limit.RECEIVE_MAX, ONE));
    assertThat(settling.settle(demo, JOBS, orders)).isInstanceOf(Outcome.Done.class);
    assertThat(refusal(settling.settle(small, JOBS, orders)))
        .isEqualTo(new Refusal.OutOfRange(Limit.SETTLEMENTS, ONE));
  }

  @Test
  void topics_have_the_limits_of_the_tenant() {
    var name = new TopicName("orders");
    var topics = new Topics(admission, store.topicCatalog(), store.topicLog(), clock);
    var publishing = new Publishing(admission, store.topicLog(), traffic);
    var content = new Content("text/plain", Attributes.NONE, new Payload(new byte[5]));
    var five = new NewTopicMessage(Subject.of(name), content, null);

    assertThat(topics.create(demo, name, TopicConfig.DEFAULT)).isInstanceOf(Outcome.Done.class);
    assertThat(refusal(topics.create(small, name, TopicConfig.DEFAULT)))
        .isEqualTo(
            new Refusal.OutOfRange(
                Limit.RETENTION, new Range.Durations(Duration.ofSeconds(1), Duration.ofDays(5))));
    assertThat(publishing.publish(demo, name, five)).isInstanceOf(Outcome.Done.class);
    assertThat(refusal(publishing.publish(small, name, five)))
        .isEqualTo(new Refusal.MessageTooLarge(5, 4));
  }
}
