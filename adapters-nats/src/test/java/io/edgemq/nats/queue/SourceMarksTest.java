package io.edgemq.nats.queue;

import static io.edgemq.nats.queue.OneQueue.JOBS;
import static io.edgemq.nats.queue.OneQueue.QUEUE;
import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.jetstream.Await;
import io.edgemq.nats.catalog.ResourceStreams;
import io.edgemq.nats.catalog.StreamNames;
import io.edgemq.nats.queue.OneQueue.Adapter;
import io.edgemq.ports.out.QueueStore.Forwarded;
import io.edgemq.ports.out.QueueStore.SourceMessage;
import io.edgemq.ports.out.SourceId;
import io.edgemq.testkit.TestMessages;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// The marks of sources in a queue's stream: they stay, and hold up no room.
@Timeout(180)
class SourceMarksTest {
  private static final SourceId SOURCE = new SourceId("sub_1-0");
  private static final SourceId OTHER = new SourceId("sub_2-0");

  private OneQueue queue;
  private Adapter adapter;

  @BeforeEach
  void open() {
    queue = new OneQueue();
    adapter = queue.adapter();
  }

  @AfterEach
  void close() throws Exception {
    queue.close();
  }

  private static List<SourceMessage> range(long first, long last) {
    return LongStream.rangeClosed(first, last)
        .mapToObj(i -> new SourceMessage(i, TestMessages.message("s" + i)))
        .toList();
  }

  private static long forward(Adapter adapter, SourceId source, long first, long last) {
    return ((Forwarded) adapter.store().forward(JOBS, source, range(first, last))).mark();
  }

  private static long mark(Adapter adapter, SourceId source) {
    return ((Forwarded) adapter.store().forward(JOBS, source, List.of())).mark();
  }

  private long entries() {
    return queue.messages().info().orElseThrow().messages();
  }

  @Test
  void removed_messages_leave_the_stream_and_the_marks_stay() throws Exception {
    forward(adapter, SOURCE, 1, 50);
    forward(adapter, OTHER, 1, 1);
    forward(adapter, SOURCE, 51, 60);
    adapter.send(10);

    assertThat(adapter.acknowledge(100)).hasSize(71);

    Await.until(() -> entries() == 2);
    assertThat(mark(queue.adapter(), SOURCE)).isEqualTo(60);
    assertThat(mark(queue.adapter(), OTHER)).isEqualTo(1);
  }

  @Test
  void marks_that_are_alone_are_not_stored_again() throws Exception {
    forward(adapter, SOURCE, 1, 5);
    forward(adapter, OTHER, 1, 5);
    assertThat(adapter.acknowledge(10)).hasSize(10);
    Await.until(() -> entries() == 2);
    long last = queue.messages().bounds().last();

    // what is sent and removed now is cut off without them, or with them once
    adapter.send(1);
    assertThat(adapter.acknowledge(1)).hasSize(1);
    Await.until(() -> queue.messages().bounds().first() > last && entries() == 2);

    assertThat(queue.messages().bounds().last()).isEqualTo(last + 3);
    assertThat(mark(adapter, SOURCE)).isEqualTo(5);
  }

  @Test
  void the_last_message_that_was_stored_has_the_last_sequence() {
    forward(adapter, SOURCE, 1, 5);

    assertThat(adapter.store().lastSequence(JOBS)).contains(6L);
    assertThat(adapter.statistics().messagesPassedOver()).isZero();
  }

  @Test
  void a_purge_at_a_process_that_never_received_keeps_marks_and_frees_the_stream() {
    forward(adapter, SOURCE, 1, 30);
    forward(adapter, OTHER, 1, 30);
    var fresh = queue.adapter();

    var unused = fresh.store().purge(JOBS);

    Await.until(() -> entries() == 2);
    assertThat(mark(fresh, SOURCE)).isEqualTo(30);
    assertThat(mark(fresh, OTHER)).isEqualTo(30);
    assertThat(fresh.statistics().messagesPassedOver()).isZero();
  }

  @Test
  void the_mark_of_a_source_that_retired_leaves_the_stream() throws Exception {
    forward(adapter, SOURCE, 1, 5);
    forward(adapter, OTHER, 1, 5);

    adapter.store().retire(JOBS, SOURCE);
    assertThat(adapter.acknowledge(10)).hasSize(10);

    Await.until(() -> entries() == 1);
    assertThat(mark(adapter, SOURCE)).isZero();
    assertThat(mark(adapter, OTHER)).isEqualTo(5);
  }

  @Test
  void a_process_that_never_received_counts_no_marks() {
    int forwarded = 1_200;
    for (int i = 1; i <= forwarded; i++) {
      forward(adapter, SOURCE, i, i);
    }
    queue.time.advance(Duration.ofSeconds(90));

    var counts = queue.adapter().store().count(JOBS).orElseThrow();

    assertThat(counts.ready()).isEqualTo(forwarded);
    assertThat(counts.oldestAge()).isEqualTo(Duration.ofSeconds(90));
  }

  @Test
  void more_than_one_batch_takes_is_stored_in_order() throws Exception {
    assertThat(forward(adapter, SOURCE, 1, 2_500)).isEqualTo(2_500);
    assertThat(forward(adapter, SOURCE, 1, 2_501)).isEqualTo(2_501);

    var texts =
        adapter.leases(3_000).stream()
            .map(leased -> TestMessages.text(leased.message().content()))
            .toList();
    assertThat(texts).isEqualTo(LongStream.rangeClosed(1, 2_501).mapToObj(i -> "s" + i).toList());
  }

  @Test
  void a_copy_with_an_old_mark_is_refused_whatever_has_left_the_stream() throws Exception {
    var subject = StreamNames.markSubject(JOBS, QUEUE.incarnation(), SOURCE);
    var lane = new SourceLane(queue.messages(), new Semaphore(1), subject);
    var none = lane.find();
    forward(adapter, SOURCE, 1, 3);
    var old = lane.find();
    forward(adapter, SOURCE, 4, 6);
    assertThat(adapter.acknowledge(10)).hasSize(6);
    Await.until(() -> entries() == 1);

    assertThat(lane.append(none, List.of(), 3)).isEmpty();
    assertThat(lane.append(old, List.of(), 6)).isEmpty();
    assertThat(lane.find().value()).isEqualTo(6);
  }

  @Test
  void what_nobody_receives_is_dropped_by_whoever_sends() {
    forward(adapter, SOURCE, 1, 30);
    queue.time.advance(QUEUE.value().config().retention().plus(ResourceStreams.SLACK));
    queue.time.advance(Duration.ofSeconds(1));
    var sender = queue.adapter();

    sender.send(1);

    Await.until(() -> entries() == 2);
    assertThat(mark(sender, SOURCE)).isEqualTo(30);
    assertThat(sender.store().count(JOBS).orElseThrow().ready()).isEqualTo(1);
  }
}
