package io.edgemq.application;

import static io.edgemq.application.QueueFixture.JOBS;
import static io.edgemq.application.QueueFixture.refusal;
import static io.edgemq.application.QueueFixture.value;
import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.domain.NewQueueMessage;
import io.edgemq.domain.NewTopicMessage;
import io.edgemq.domain.Principal;
import io.edgemq.domain.QueueName;
import io.edgemq.domain.Quota;
import io.edgemq.domain.QuotaKind;
import io.edgemq.domain.ReceiveRequest;
import io.edgemq.domain.Scopes;
import io.edgemq.domain.Settlement;
import io.edgemq.domain.Topic;
import io.edgemq.domain.TopicConfig;
import io.edgemq.domain.TopicName;
import io.edgemq.ports.in.Creation;
import io.edgemq.ports.in.Outcome;
import io.edgemq.ports.in.Refusal;
import io.edgemq.ports.in.Sent;
import io.edgemq.ports.out.QueueStore;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/// What tenants may have, where they use it.
final class QuotasTest extends QuotaFixture {
  private static final Sent<NewTopicMessage> UNREAD =
      () -> {
        throw new AssertionError("nobody asks for the body");
      };

  private void makeTopic() {
    assertThat(topics.create(demo, TOPIC, TopicConfig.DEFAULT)).isInstanceOf(Outcome.Done.class);
  }

  private void makeQueue() {
    assertThat(queues.create(demo, JOBS, Outcome::done)).isInstanceOf(Outcome.Done.class);
  }

  private boolean publishes(int bytes) {
    return publishing.publish(demo, TOPIC, message(bytes)) instanceof Outcome.Done<?>;
  }

  private static Refusal full(QuotaKind kind, long most) {
    return new Refusal.QuotaExceeded(kind, most);
  }

  @Test
  void a_message_above_the_rate_is_refused_before_its_body_is_read() {
    makeTopic();
    quota(QuotaKind.MESSAGES_PER_SECOND, 2);
    assertThat(publishes(1)).isTrue();
    assertThat(publishes(1)).isTrue();
    nanos.addAndGet(SECOND / 4);

    var refused = publishing.publish(demo, TOPIC, message(1).subject(), UNREAD);

    assertThat(refusal(refused))
        .isEqualTo(
            new Refusal.RateExceeded(Refusal.RateAccount.TENANT, 2, 0, Duration.ofMillis(750)));
    assertThat(quotas.refused(QuotaKind.MESSAGES_PER_SECOND)).isEqualTo(1);
    nanos.addAndGet(SECOND);
    assertThat(publishes(1)).isTrue();
  }

  @Test
  void a_batch_counts_each_message_and_is_refused_whole() {
    makeQueue();
    quota(QuotaKind.MESSAGES_PER_SECOND, 5);

    var first = sending.sendBatch(demo, JOBS, batch(3));
    var second = sending.sendBatch(demo, JOBS, batch(3));
    var third = sending.sendBatch(demo, JOBS, batch(6));

    assertThat(first).isInstanceOf(Outcome.Done.class);
    assertThat(refusal(second)).isInstanceOf(Refusal.RateExceeded.class);
    assertThat(((Refusal.RateExceeded) refusal(third)).after()).isNull();
    assertThat(sending.sendBatch(demo, JOBS, batch(2))).isInstanceOf(Outcome.Done.class);
  }

  private static Sent<List<NewQueueMessage>> batch(int size) {
    return () -> Collections.nCopies(size, QueueFixture.message("m"));
  }

  @Test
  void a_key_has_a_rate_of_its_own() {
    makeTopic();
    quota(QuotaKind.MESSAGES_PER_SECOND, 10);
    var slow = new Principal(DEMO, new Principal.Key("ak_2", 1L), Scopes.EVERYTHING, null);
    assertThat(publishing.publish(slow, TOPIC, message(1))).isInstanceOf(Outcome.Done.class);

    var refused = publishing.publish(slow, TOPIC, message(1));

    assertThat(((Refusal.RateExceeded) refusal(refused)).account())
        .isEqualTo(Refusal.RateAccount.KEY);
    int others = 0;
    while (publishes(1)) {
      others++;
    }
    assertThat(others).isEqualTo(9);
  }

  @Test
  void a_quota_that_changes_holds_at_once() {
    makeTopic();
    quota(QuotaKind.STORAGE_BYTES, 10);
    assertThat(publishes(11)).isFalse();

    quota(QuotaKind.STORAGE_BYTES, 11);
    assertThat(publishes(11)).isTrue();
    quota(Quota.NONE);

    assertThat(publishes(1000)).isTrue();
  }

  @Test
  void the_message_that_passes_the_storage_quota_is_refused() {
    makeTopic();
    makeQueue();
    quota(QuotaKind.STORAGE_BYTES, 100);

    assertThat(publishes(60)).isTrue();
    var tooMuch = sending.send(demo, JOBS, QueueFixture.message("x".repeat(41)));

    assertThat(refusal(tooMuch)).isEqualTo(full(QuotaKind.STORAGE_BYTES, 100));
    assertThat(sending.send(demo, JOBS, QueueFixture.message("x".repeat(40))))
        .isInstanceOf(Outcome.Done.class);
    assertThat(publishes(1)).isFalse();
    assertThat(quotas.refused(QuotaKind.STORAGE_BYTES)).isEqualTo(2);
  }

  @Test
  void room_that_is_freed_counts_at_once() throws Exception {
    makeQueue();
    quota(QuotaKind.STORAGE_BYTES, 100);
    var full = QueueFixture.message("x".repeat(100));
    assertThat(sending.send(demo, JOBS, full)).isInstanceOf(Outcome.Done.class);
    assertThat(sending.send(demo, JOBS, full)).isInstanceOf(Outcome.Refused.class);

    acknowledgeOne();
    assertThat(sending.send(demo, JOBS, full)).as("acknowledged").isInstanceOf(Outcome.Done.class);
    value(queues.purge(demo, JOBS));
    assertThat(sending.send(demo, JOBS, full)).as("purged").isInstanceOf(Outcome.Done.class);
    value(queues.delete(demo, JOBS));
    makeQueue();
    assertThat(sending.send(demo, JOBS, full)).as("deleted").isInstanceOf(Outcome.Done.class);
  }

  private void acknowledgeOne() throws InterruptedException {
    var queue = value(access.toReceive(demo, JOBS));
    var request = new ReceiveRequest(1, Duration.ofMinutes(1), Duration.ZERO);
    var received = (QueueStore.Received) store.queueStore().receive(queue, request);
    var handle = received.messages().getFirst().lease().handle();
    var unused = store.queueStore().settle(queue, List.of(new Settlement.Ack(handle)));
  }

  @Test
  void all_that_fits_is_taken_and_nothing_more_under_sixteen_threads() throws Exception {
    makeTopic();
    quota(QuotaKind.STORAGE_BYTES, 10 * 500 + 5);
    var taken = new AtomicInteger();
    var threads = new ArrayList<Thread>();
    for (int t = 0; t < 16; t++) {
      threads.add(
          Thread.ofVirtual()
              .start(
                  () -> {
                    for (int i = 0; i < 60; i++) {
                      taken.addAndGet(publishes(10) ? 1 : 0);
                    }
                  }));
    }
    for (var thread : threads) {
      thread.join();
    }

    assertThat(taken).hasValue(500);
    assertThat(store.storage().bytes(DEMO)).isEqualTo(5000);
    assertThat(publishes(6)).isFalse();
    assertThat(publishes(5)).isTrue();
  }

  @Test
  void a_tenant_makes_so_many_topics_and_the_servers_own_do_not_count() {
    quota(QuotaKind.TOPICS, 1);
    store
        .topicCatalog()
        .create(DEMO, new Topic(TopicName.EVENTS, TopicConfig.DEFAULT, Instant.EPOCH));
    makeTopic();

    var second = topics.create(demo, new TopicName("u"), TopicConfig.DEFAULT);
    var again = topics.create(demo, TOPIC, TopicConfig.DEFAULT);

    assertThat(refusal(second)).isEqualTo(full(QuotaKind.TOPICS, 1));
    assertThat(value(again)).isInstanceOf(Creation.Existing.class);
    value(topics.delete(demo, TOPIC));
    assertThat(topics.create(demo, new TopicName("u"), TopicConfig.DEFAULT))
        .isInstanceOf(Outcome.Done.class);
  }

  @Test
  void a_tenant_makes_so_many_queues_however_many_are_made_at_once() throws Exception {
    quota(QuotaKind.QUEUES, 7);
    var made = new AtomicInteger();
    var threads = new ArrayList<Thread>();
    for (int i = 0; i < 32; i++) {
      var name = new QueueName("q" + i);
      threads.add(
          Thread.ofVirtual()
              .start(
                  () -> {
                    var outcome = queues.create(demo, name, Outcome::done);
                    made.addAndGet(outcome instanceof Outcome.Done<?> ? 1 : 0);
                  }));
    }
    for (var thread : threads) {
      thread.join();
    }

    assertThat(made).hasValue(7);
    assertThat(quotas.refused(QuotaKind.QUEUES)).isEqualTo(25);
  }
}
