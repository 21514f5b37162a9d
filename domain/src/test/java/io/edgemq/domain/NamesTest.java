package io.edgemq.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

final class NamesTest {
  @Test
  void a_queue_name_has_1_to_80_letters_and_may_end_in_fifo() {
    assertThat(QueueName.isLegal("a".repeat(80))).isTrue();
    assertThat(QueueName.isLegal("a".repeat(80) + ".fifo")).isTrue();
    assertThat(QueueName.isLegal("a".repeat(81))).isFalse();
    assertThat(QueueName.isLegal("")).isFalse();
    assertThat(QueueName.isLegal(".fifo")).isFalse();
    assertThat(QueueName.isLegal("a\n")).isFalse();
    assertThat(new QueueName("a.fifo").endsInFifo()).isTrue();
  }

  @Test
  void a_topic_name_has_no_dot() {
    assertThat(TopicName.isLegal("a".repeat(80))).isTrue();
    assertThat(TopicName.isLegal("a".repeat(81))).isFalse();
    assertThat(TopicName.isLegal("a.fifo")).isFalse();
  }

  @Test
  void the_servers_topic_is_the_only_name_with_a_dollar() {
    assertThat(new TopicName("$events")).isEqualTo(TopicName.EVENTS);
    assertThat(TopicName.EVENTS.isSystem()).isTrue();
    assertThat(new TopicName("events").isSystem()).isFalse();
    assertThat(TopicName.isLegal("$event")).isFalse();
    assertThat(TopicName.isLegal("$events2")).isFalse();
    assertThat(TopicName.isLegal("$EVENTS")).isFalse();
    assertThat(TopicName.isLegal("$")).isFalse();
    assertThat(TopicName.isLegal("a$events")).isFalse();
  }

  @Test
  void a_subscription_has_a_name_without_a_dollar() {
    assertThat(SubscriptionConfig.isLegalName("a".repeat(80))).isTrue();
    assertThat(SubscriptionConfig.isLegalName("a".repeat(81))).isFalse();
    assertThat(SubscriptionConfig.isLegalName("$events")).isFalse();
    assertThat(SubscriptionConfig.isLegalName("a.b")).isFalse();
  }

  @Test
  void placements_have_1_3_or_5_replicas() {
    assertThat(Placement.isLegalReplicas(5)).isTrue();
    assertThat(Placement.isLegalReplicas(2)).isFalse();
    assertThat(Placement.isLegalGeo("eu")).isTrue();
    assertThat(Placement.isLegalGeo("EU")).isFalse();
    assertThatThrownBy(() -> new Placement(4, "auto")).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void a_subscription_cannot_choose_from_another_topic() {
    var filter = new SubjectFilter.Matching(new Pattern("orders.*"));

    assertThatThrownBy(
            () ->
                new SubscriptionConfig(
                    "billing",
                    new TopicName("invoices"),
                    filter,
                    new DeliveryType.Sse(),
                    Start.LATEST,
                    DeliveryPolicy.DEFAULT))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
