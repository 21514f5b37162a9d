package io.edgemq.testkit;

import static io.edgemq.testkit.StorageProbe.SIZE;
import static io.edgemq.testkit.StorageProbe.about;
import static io.edgemq.testkit.StorageProbe.content;
import static io.edgemq.testkit.StorageProbe.message;
import static java.time.Duration.ZERO;
import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.domain.DedupKey;
import io.edgemq.domain.GroupId;
import io.edgemq.domain.NewQueueMessage;
import io.edgemq.domain.NewTopicMessage;
import io.edgemq.domain.QueueName;
import io.edgemq.domain.RedrivePlan;
import io.edgemq.domain.Subject;
import io.edgemq.domain.TenantId;
import io.edgemq.domain.TopicConfig;
import io.edgemq.ports.out.QueueCatalog;
import io.edgemq.ports.out.QueueStore.RedriveStep;
import io.edgemq.ports.out.QueueStore.SourceMessage;
import io.edgemq.ports.out.SourceId;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// The room that a tenant's messages take: of a queue's, payload and attributes; of a topic's, the
/// full subject besides. Neither the media type counts nor group, dedup key or copies of replicas.
public abstract class StorageUseContract extends IdentityStoreContract {
  private static final TenantId OTHER = new TenantId("other");
  private static final RedrivePlan HOME = new RedrivePlan(null, null, null);
  private static final int THREADS = 4;
  private static final int EACH = 5;

  private void expect(long bytes) {
    new StorageProbe(identity()).expect(TENANT, bytes);
  }

  private void expectDropped(long bytes) {
    new StorageProbe(identity()).expectDropped(TENANT, bytes);
  }

  private static TopicConfig limits(@Nullable Long maxBytes, @Nullable Long maxMessages) {
    var usual = TopicConfig.DEFAULT;
    return new TopicConfig(
        usual.retention(), maxBytes, maxMessages, usual.storage(), usual.placement());
  }

  @Test
  void who_has_nothing_takes_nothing() {
    queue();
    topic();

    expect(0);
    new StorageProbe(identity()).expect(new TenantId("nobody"), 0);
  }

  @Test
  void a_queues_message_takes_payload_and_attributes() {
    var queue = queue();

    queue.send(message());
    expect(SIZE);
    queue.send(message(), message());

    expect(3 * SIZE);
  }

  @Test
  void a_topics_message_takes_its_subject_besides() {
    var topic = topic();

    topic.append(about("orders"));
    expect(SIZE + 6);
    topic.append(about("orders.größe"), about("orders.a"));

    expect(3 * SIZE + 6 + 14 + 8);
  }

  @Test
  void what_another_tenant_keeps_does_not_count() {
    queue(OTHER, "jobs", QueueSetup.standard()).send(message());
    topic(OTHER, "orders", TopicConfig.DEFAULT).append(about("orders"));
    queue().send(message());

    expect(SIZE);
    new StorageProbe(identity()).expect(OTHER, 2 * SIZE + 6);
  }

  @Test
  void what_is_acknowledged_takes_nothing_and_what_is_leased_still_does() {
    var queue = queue();
    queue.send(message(), message(), message());

    var leased = queue.receive(2);
    expect(3 * SIZE);
    queue.nack(leased.getFirst(), ZERO);
    queue.extend(leased.getLast(), QueueProbe.VISIBILITY);
    expect(3 * SIZE);
    queue.ack(leased.getLast());
    expect(2 * SIZE);
    queue.ack(leased.getLast());

    expect(2 * SIZE);
  }

  @Test
  void a_fifo_queue_counts_alike() {
    var queue = queue("jobs.fifo", QueueSetup.fifo());
    var grouped = new NewQueueMessage(content(), ZERO, new GroupId("group"), null);
    queue.send(grouped, grouped, message());
    expect(3 * SIZE);

    queue.receive(2).forEach(queue::ack);

    expect(SIZE);
  }

  @Test
  void a_purge_frees_everything() {
    var queue = queue();
    queue.send(message(), message());

    queue.purge();
    expect(0);
    queue.send(message());

    expect(SIZE);
  }

  @Test
  void a_queue_that_is_deleted_takes_nothing() {
    var queue = queue();
    queue("kept", QueueSetup.standard()).send(message());
    queue.send(message(), message());

    assertThat(ports().queueCatalog().delete(queue.ref())).isEqualTo(new QueueCatalog.Deleted());
    expect(SIZE);
    queue().send(message());

    expect(2 * SIZE);
  }

  @Test
  void a_topic_that_is_deleted_takes_nothing() {
    var topic = topic();
    topic.append(about("orders"), about("orders.a"));

    assertThat(ports().topicCatalog().delete(topic.ref())).isTrue();
    expect(0);
    topic().append(about("orders"));

    expect(SIZE + 6);
  }

  @Test
  void what_is_sent_again_with_its_key_takes_nothing_more() {
    var queue = queue();
    var topic = topic();
    var keyed = new NewQueueMessage(content(), ZERO, null, new DedupKey("k"));
    var keyedAbout = new NewTopicMessage(new Subject("orders"), content(), new DedupKey("k"));

    queue.send(keyed, keyed);
    queue.send(keyed);
    topic.append(keyedAbout);
    topic.append(keyedAbout, keyedAbout);

    expect(2 * SIZE + 6);
  }

  @Test
  void what_is_forwarded_again_takes_nothing_more() {
    var queue = queue();
    var source = new SourceId("sub_1-0");
    var first = new SourceMessage(1, message());
    var second = new SourceMessage(2, message());

    queue.forward(source, List.of(first));
    queue.forward(source, List.of(first, second));
    queue.forward(source, List.of(first, second));

    expect(2 * SIZE);
  }

  @Test
  void a_dead_letter_takes_what_it_has_become_and_going_home_what_it_was() {
    var dead = queue("dead", QueueSetup.standard());
    var jobs = queue("jobs", QueueSetup.standard().deadLetter("dead", 5));
    jobs.send(message(), message());
    jobs.reject(jobs.receive(1).getFirst(), "bad");

    var letter = dead.receiveOne();
    int marked = letter.message().content().sizeInBytes();
    assertThat((long) marked).isGreaterThan(SIZE);
    expect(SIZE + marked);
    dead.nack(letter, ZERO);
    dead.redrive(HOME, new RedriveStep(0, dead.lastSequence(), 10));

    expect(2 * SIZE);
  }

  @Test
  void what_was_handed_out_too_often_takes_what_it_has_become() {
    var dead = queue("dead", QueueSetup.standard());
    var jobs = queue("jobs", QueueSetup.standard().deadLetter("dead", 1));
    jobs.send(message());
    jobs.nack(jobs.receiveOne(), ZERO);
    assertThat(jobs.receive(1)).isEmpty();

    var letter = dead.receiveOne();
    expect(letter.message().content().sizeInBytes());
    dead.ack(letter);

    expect(0);
  }

  @Test
  void what_is_redriven_elsewhere_stays_one_message() {
    var dead = queue("dead", QueueSetup.standard());
    queue("other", QueueSetup.standard());
    var jobs = queue("jobs", QueueSetup.standard().deadLetter("dead", 5));
    jobs.send(message());
    jobs.reject(jobs.receiveOne(), "bad");

    var plan = new RedrivePlan(new QueueName("other"), null, null);
    dead.redrive(plan, new RedriveStep(0, dead.lastSequence(), 10));

    expect(SIZE);
  }

  @Test
  void what_a_limit_on_messages_drops_takes_nothing() {
    var topic = topic("orders", limits(null, 2L));

    topic.append(about("orders"), about("orders"));
    expect(2 * (SIZE + 6));
    topic.append(about("orders.a"));

    expectDropped(2 * SIZE + 6 + 8);
  }

  @Test
  void what_a_limit_on_bytes_drops_takes_nothing() {
    var topic = topic("orders", limits(5 * SIZE / 2, null));

    for (int i = 0; i < 4; i++) {
      topic.append(about("orders"));
    }

    expectDropped(2 * (SIZE + 6));
  }

  @Test
  void limits_that_become_narrower_drop_at_once() {
    var topic = topic();
    topic.append(about("orders"), about("orders"), about("orders"));

    topic.configure(limits(null, 1L));

    expectDropped(SIZE + 6);
  }

  @Test
  void it_is_the_same_after_a_reopening() {
    var dead = queue("dead", QueueSetup.standard());
    var jobs = queue("jobs", QueueSetup.standard().deadLetter("dead", 5));
    var topic = topic();
    jobs.send(message(), message(), message());
    var leased = jobs.receive(2);
    jobs.ack(leased.getFirst());
    jobs.reject(leased.getLast(), "bad");
    int marked = dead.receiveOne().message().content().sizeInBytes();
    topic.append(about("orders"), about("orders.a"));
    long before = SIZE + marked + 2 * SIZE + 6 + 8;
    expect(before);

    store().reopen();

    switch (store().guarantees().durability()) {
      case DURABLE -> {
        expect(before);
        topic.append(about("orders"));
        jobs.receive(10).forEach(jobs::ack);
        expect(marked + 3 * SIZE + 6 + 8 + 6);
      }
      case VOLATILE -> expect(0);
    }
  }

  @Test
  void many_at_once_add_up() {
    var queue = queue();
    var topic = topic();

    IntStream.range(0, THREADS)
        .mapToObj(_ -> Background.start(() -> sendAndAck(queue, topic)))
        .toList()
        .forEach(Background::result);

    var counts = queue.counts();
    expect(THREADS * (SIZE + 6) + (counts.ready() + counts.inFlight()) * SIZE);
  }

  /// Leaves one message on the topic.
  private static boolean sendAndAck(QueueProbe queue, TopicProbe topic) {
    topic.append(about("orders"));
    for (int i = 0; i < EACH; i++) {
      queue.send(message());
      queue.receive(1).forEach(queue::ack);
    }
    return true;
  }
}
