package io.edgemq.testkit;

import static io.edgemq.testkit.TestMessages.delayed;
import static io.edgemq.testkit.TestMessages.grouped;
import static io.edgemq.testkit.TestMessages.keyed;
import static io.edgemq.testkit.TestMessages.message;
import static java.time.Duration.ZERO;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.domain.Attributes;
import io.edgemq.domain.Content;
import io.edgemq.domain.GroupId;
import io.edgemq.domain.LeasedMessage;
import io.edgemq.domain.NewQueueMessage;
import io.edgemq.domain.Payload;
import io.edgemq.domain.QueueCounts;
import io.edgemq.domain.QueueName;
import io.edgemq.domain.QueueRef;
import io.edgemq.domain.ReceiveRequest;
import io.edgemq.domain.Stored;
import io.edgemq.domain.TenantId;
import io.edgemq.ports.out.QueueStore;
import io.edgemq.ports.out.QueueStore.NoSuchQueue;
import io.edgemq.ports.out.QueueStore.SourceMessage;
import io.edgemq.ports.out.SourceId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/// Messages of a source are stored once each, in its order, and arrive as what is sent does.
public abstract class QueueForwardContract extends StoreContract {
  private static final SourceId SOURCE = new SourceId("sub_1-0");
  private static final SourceId OTHER = new SourceId("sub_2-0");

  /// More than any server of a cluster takes as one message.
  private static final int HUGE_BYTES = 10 << 20;

  /// The message with this sequence; its text tells which it is.
  static SourceMessage at(long sequence) {
    return new SourceMessage(sequence, message("s" + sequence));
  }

  /// The messages with the sequences from `first` to `last`.
  static List<SourceMessage> range(long first, long last) {
    return LongStream.rangeClosed(first, last).mapToObj(QueueForwardContract::at).toList();
  }

  /// Leases all there is; its texts, as the queue keeps them in order.
  static List<String> stored(QueueProbe queue) {
    return inOrder(queue.receive(1_000));
  }

  private static List<String> inOrder(List<LeasedMessage> received) {
    var sorted = new ArrayList<>(received);
    sorted.sort(Comparator.comparingLong(leased -> leased.message().sequence()));
    return QueueProbe.texts(sorted);
  }

  @Test
  void what_is_beyond_the_mark_is_stored_in_order_and_the_mark_is_answered() {
    var queue = queue();

    assertThat(queue.forward(SOURCE, range(1, 3))).isEqualTo(3);
    assertThat(queue.forward(SOURCE, range(4, 5))).isEqualTo(5);

    assertThat(stored(queue)).containsExactly("s1", "s2", "s3", "s4", "s5");
  }

  @Test
  void a_source_may_begin_anywhere_and_leave_sequences_out() {
    var queue = queue();

    assertThat(queue.forward(SOURCE, List.of(at(30), at(70)))).isEqualTo(70);
    assertThat(queue.forward(SOURCE, List.of(at(50), at(70), at(Long.MAX_VALUE))))
        .isEqualTo(Long.MAX_VALUE);

    assertThat(stored(queue)).containsExactly("s30", "s70", "s" + Long.MAX_VALUE);
  }

  @Test
  void what_is_offered_again_is_not_stored_again() {
    var queue = queue();
    queue.forward(SOURCE, range(1, 5));

    assertThat(queue.forward(SOURCE, range(1, 5))).isEqualTo(5);
    assertThat(queue.forward(SOURCE, range(2, 3))).isEqualTo(5);
    assertThat(queue.forward(SOURCE, range(5, 5))).isEqualTo(5);

    assertThat(stored(queue)).containsExactly("s1", "s2", "s3", "s4", "s5");
  }

  @Test
  void of_a_batch_that_overlaps_only_what_is_beyond_the_mark_is_stored() {
    var queue = queue();
    queue.forward(SOURCE, range(1, 5));

    assertThat(queue.forward(SOURCE, range(3, 8))).isEqualTo(8);

    assertThat(stored(queue)).containsExactly("s1", "s2", "s3", "s4", "s5", "s6", "s7", "s8");
  }

  @Test
  void a_large_batch_is_stored_whole() {
    var queue = queue();

    assertThat(queue.forward(SOURCE, range(1, 300))).isEqualTo(300);
    assertThat(queue.forward(SOURCE, range(2, 301))).isEqualTo(301);

    assertThat(stored(queue)).isEqualTo(texts(range(1, 301)));
  }

  /// Their texts.
  static List<String> texts(List<SourceMessage> messages) {
    return messages.stream().map(m -> TestMessages.text(m.message().content())).toList();
  }

  @Test
  void two_sources_do_not_meet() {
    var queue = queue();
    queue.forward(SOURCE, range(1, 5));

    assertThat(queue.forward(OTHER, List.of(new SourceMessage(2, message("o2"))))).isEqualTo(2);
    assertThat(queue.forward(SOURCE, range(6, 6))).isEqualTo(6);

    assertThat(queue.mark(OTHER)).isEqualTo(2);
    assertThat(stored(queue)).containsExactly("s1", "s2", "s3", "s4", "s5", "o2", "s6");
  }

  @Test
  void one_source_may_forward_to_several_queues() {
    var jobs = queue();
    var mails = queue("mails", QueueSetup.standard());
    var theirs = queue(new TenantId("other"), "jobs", QueueSetup.standard());
    jobs.forward(SOURCE, range(1, 3));

    assertThat(mails.mark(SOURCE)).isZero();
    assertThat(mails.forward(SOURCE, range(2, 2))).isEqualTo(2);
    assertThat(theirs.forward(SOURCE, range(1, 1))).isEqualTo(1);

    assertThat(jobs.mark(SOURCE)).isEqualTo(3);
    assertThat(stored(mails)).containsExactly("s2");
    assertThat(stored(theirs)).containsExactly("s1");
  }

  @Test
  void no_messages_are_answered_with_the_mark() {
    var queue = queue();

    assertThat(queue.forward(SOURCE, List.of())).isZero();
    queue.forward(SOURCE, range(1, 2));
    assertThat(queue.forward(SOURCE, List.of())).isEqualTo(2);

    assertThat(stored(queue)).containsExactly("s1", "s2");
  }

  @Test
  void a_queue_that_nobody_made_takes_nothing() {
    var ref = new QueueRef(TENANT, new QueueName("nobody"));
    var queues = ports().queues();

    assertThat(queues.forward(ref, SOURCE, range(1, 2))).isEqualTo(new NoSuchQueue());
    assertThat(queues.forward(ref, SOURCE, List.of())).isEqualTo(new NoSuchQueue());
    queues.retire(ref, SOURCE);

    assertThat(ports().queueCatalog().find(ref)).isEmpty();
  }

  /// A store that takes messages of any size has stored them all.
  @Test
  void a_batch_with_a_message_that_is_too_large_stores_nothing_and_moves_no_mark() {
    var queue = queue();
    queue.forward(SOURCE, range(1, 1));
    var payload = new byte[HUGE_BYTES];
    new Random(1).nextBytes(payload);
    var content = new Content("image/png", Attributes.NONE, new Payload(payload));
    var huge = new SourceMessage(3, new NewQueueMessage(content, ZERO, null, null));

    var result = ports().queues().forward(queue.ref(), SOURCE, List.of(at(2), huge, at(4)));

    switch (result) {
      case QueueStore.Forwarded(var mark) -> {
        assertThat(mark).isEqualTo(4);
        assertThat(queue.counts().ready()).isEqualTo(4);
      }
      case QueueStore.TooLarge(var size, var limit) -> {
        assertThat(size).isEqualTo(HUGE_BYTES).isGreaterThan(limit);
        assertThat(queue.mark(SOURCE)).isEqualTo(1);
        assertThat(queue.forward(SOURCE, List.of(at(2), at(4)))).isEqualTo(4);
        assertThat(stored(queue)).containsExactly("s1", "s2", "s4");
      }
      case NoSuchQueue _ -> throw new AssertionError("the queue is there");
    }
  }

  @Test
  void a_message_is_received_as_it_was_forwarded() {
    var queue = queue();
    pass(ofMillis(1234));
    var content =
        new Content("a/b", Attributes.of(Map.of("colour", "blau")), new Payload(new byte[70_000]));
    var forwarded = new NewQueueMessage(content, null, new GroupId("orders.eu"), null);
    queue.forward(SOURCE, List.of(new SourceMessage(7, forwarded)));

    var leased = queue.receiveOne();

    assertThat(leased.message().content()).isEqualTo(content);
    assertThat(leased.message().group()).isEqualTo(new GroupId("orders.eu"));
    assertThat(leased.message().timestamp()).isEqualTo(store().time().instant());
    assertThat(leased.message().sequence()).isEqualTo(queue.lastSequence());
    assertThat(leased.lease().attempt()).isEqualTo(1);
  }

  @Test
  void what_is_forwarded_counts_and_lies_between_what_is_sent() {
    var queue = queue();
    queue.send("before");
    queue.forward(SOURCE, range(1, 2));
    queue.send("after");

    assertThat(queue.counts()).isEqualTo(new QueueCounts(4, 0, 0, ZERO));
    assertThat(stored(queue)).containsExactly("before", "s1", "s2", "after");
  }

  @Test
  void dedup_keys_are_not_looked_at() {
    var queue = queue();
    queue.send(keyed("sent", "sent"));

    queue.forward(
        SOURCE,
        List.of(
            new SourceMessage(1, keyed("sent", "a")),
            new SourceMessage(2, keyed("k", "b")),
            new SourceMessage(3, keyed("k", "c"))));
    var later = queue.send(keyed("k", "later")).getFirst();

    assertThat(later.origin()).isEqualTo(Stored.Origin.FRESH);
    assertThat(stored(queue)).containsExactly("sent", "a", "b", "c", "later");
  }

  @Test
  void delays_are_as_with_a_send() {
    var queue = queue("late", QueueSetup.standard().delay(ofSeconds(10)));
    var asTheQueueSays = new NewQueueMessage(TestMessages.content("queue"), null, null, null);
    queue.forward(
        SOURCE,
        List.of(
            new SourceMessage(1, asTheQueueSays),
            new SourceMessage(2, message("at once")),
            new SourceMessage(3, delayed("own", ofSeconds(20)))));

    assertThat(queue.counts()).isEqualTo(new QueueCounts(1, 0, 2, ZERO));
    assertThat(queue.receiveTexts()).containsExactly("at once");
    pass(ofSeconds(10));
    assertThat(queue.receiveTexts()).containsExactly("queue");
    pass(ofSeconds(10));
    assertThat(queue.receiveTexts()).containsExactly("own");
  }

  @Test
  void groups_of_a_fifo_queue_keep_the_order_of_the_source() {
    var queue = queue("jobs.fifo", QueueSetup.fifo());
    queue.forward(
        SOURCE,
        List.of(
            new SourceMessage(1, grouped("g", "g1")),
            new SourceMessage(2, grouped("h", "h2")),
            new SourceMessage(3, grouped("g", "g3"))));
    queue.forward(SOURCE, List.of(new SourceMessage(4, grouped("h", "h4"))));

    var first = queue.receive(10);
    assertThat(QueueProbe.texts(first)).containsExactlyInAnyOrder("g1", "h2");
    assertThat(queue.receiveTexts()).isEmpty();
    first.forEach(queue::ack);
    assertThat(queue.receiveTexts()).containsExactlyInAnyOrder("g3", "h4");
  }

  @Test
  void who_waits_for_a_message_gets_what_is_forwarded() {
    var queue = queue();
    var request = new ReceiveRequest(10, QueueProbe.VISIBILITY, Duration.ofSeconds(60));
    var waiting = Background.startAndAwaitBlocked(() -> queue.receive(request));

    queue.forward(SOURCE, range(1, 1));

    assertThat(QueueProbe.texts(waiting.result())).containsExactly("s1");
  }
}
