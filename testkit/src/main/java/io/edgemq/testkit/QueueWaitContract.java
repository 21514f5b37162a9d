package io.edgemq.testkit;

import static java.time.Duration.ZERO;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.domain.ReceiveRequest;
import io.edgemq.ports.out.QueueStore.NoSuchQueue;
import io.edgemq.ports.out.QueueStore.ReceiveResult;
import io.edgemq.ports.out.QueueStore.Received;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// A receive waits for a message, and for nothing else. Waits are in real time; the examples wait
/// up to 60 s for what must come at once, so a store that only looks when the time is up fails, and
/// one on a busy machine does not.
public abstract class QueueWaitContract extends StoreContract {
  private static final Duration LONG = ofSeconds(60);
  private static final Duration AT_ONCE = ofSeconds(20);

  @Test
  void a_wait_ends_empty_when_its_time_is_up() {
    var queue = queue();
    long begin = System.nanoTime();

    var messages = queue.receive(new ReceiveRequest(1, QueueProbe.VISIBILITY, ofMillis(150)));

    assertThat(messages).isEmpty();
    assertThat(since(begin)).isBetween(ofMillis(149), AT_ONCE);
  }

  @Test
  void a_message_that_is_there_is_not_waited_for() {
    var queue = queue();
    queue.send("job");
    long begin = System.nanoTime();

    var messages = queue.receive(new ReceiveRequest(10, QueueProbe.VISIBILITY, LONG));

    assertThat(QueueProbe.texts(messages)).containsExactly("job");
    assertThat(since(begin)).isLessThan(AT_ONCE);
  }

  @Test
  void a_send_ends_a_wait() {
    var queue = queue();
    var waiting = waiter(queue);
    long begin = System.nanoTime();

    queue.send("job");

    assertThat(texts(waiting.result())).containsExactly("job");
    assertThat(since(begin)).isLessThan(AT_ONCE);
  }

  @Test
  void a_message_given_back_ends_a_wait() {
    var queue = queue();
    queue.send("job");
    var leased = queue.receiveOne();
    var waiting = waiter(queue);
    long begin = System.nanoTime();

    queue.nack(leased, ZERO);

    assertThat(texts(waiting.result())).containsExactly("job");
    assertThat(since(begin)).isLessThan(AT_ONCE);
  }

  @Test
  void a_receive_taken_back_ends_a_wait() {
    var queue = queue();
    queue.send("job");
    var leased = queue.receiveOne();
    var waiting = waiter(queue);
    long begin = System.nanoTime();

    queue.unreceive(leased);

    assertThat(texts(waiting.result())).containsExactly("job");
    assertThat(since(begin)).isLessThan(AT_ONCE);
  }

  @Test
  void the_acknowledgement_of_the_first_of_a_group_ends_a_wait_for_the_next() {
    var queue = queue("jobs.fifo", QueueSetup.fifo());
    queue.send("first");
    queue.send("second");
    var leased = queue.receiveOne();
    var waiting = waiter(queue);
    long begin = System.nanoTime();

    queue.ack(leased);

    assertThat(texts(waiting.result())).containsExactly("second");
    assertThat(since(begin)).isLessThan(AT_ONCE);
  }

  @Test
  void a_dead_letter_ends_a_wait_on_its_queue() {
    var dead = queue("dead", QueueSetup.standard());
    var queue = queue("jobs", QueueSetup.standard().deadLetter("dead", 3));
    queue.send("job");
    var leased = queue.receiveOne();
    var waiting = waiter(dead);
    long begin = System.nanoTime();

    queue.reject(leased, "bad");

    assertThat(texts(waiting.result())).containsExactly("job");
    assertThat(since(begin)).isLessThan(AT_ONCE);
  }

  /// The one example with a running clock: what ends with time is noticed during a wait.
  @Test
  void the_end_of_a_lease_and_of_a_delay_end_a_wait() {
    var queue = queue();
    queue.send("leased");
    store().time().run();
    long begin = System.nanoTime();
    queue.receiveOne(ofMillis(300));

    var first = queue.receive(new ReceiveRequest(1, QueueProbe.VISIBILITY, LONG));
    queue.send(TestMessages.delayed("delayed", ofMillis(200)));
    var second = queue.receive(new ReceiveRequest(1, QueueProbe.VISIBILITY, LONG));

    assertThat(QueueProbe.texts(first)).containsExactly("leased");
    assertThat(QueueProbe.texts(second)).containsExactly("delayed");
    assertThat(since(begin)).isBetween(ofMillis(498), AT_ONCE);
  }

  @Test
  void the_end_of_a_queue_ends_a_wait() {
    var queue = queue();
    var waiting = waiter(queue);
    long begin = System.nanoTime();

    ports().queueCatalog().delete(queue.ref());

    assertThat(waiting.result()).isEqualTo(new NoSuchQueue());
    assertThat(since(begin)).isLessThan(AT_ONCE);
  }

  @Test
  void an_interrupted_wait_leases_nothing() {
    var queue = queue();
    var waiting = waiter(queue);

    waiting.interrupt();

    assertThat(waiting.failure()).isInstanceOf(InterruptedException.class);
    queue.send("job");
    assertThat(queue.receiveOne().lease().attempt()).isEqualTo(1);
  }

  @Test
  void what_is_sent_to_one_queue_wakes_nobody_at_another() {
    var queue = queue();
    var other = queue("other", QueueSetup.standard());
    var waiting =
        Background.startAndAwaitBlocked(
            () -> queue.receive(new ReceiveRequest(1, QueueProbe.VISIBILITY, ofMillis(200))));

    other.send("elsewhere");

    assertThat(waiting.result()).isEmpty();
    assertThat(other.receiveTexts()).containsExactly("elsewhere");
  }

  @Test
  void each_of_many_that_wait_gets_one_message() {
    var queue = queue();
    var waiters = new ArrayList<Background<ReceiveResult>>();
    for (int i = 0; i < 8; i++) {
      waiters.add(waiter(queue));
    }
    long begin = System.nanoTime();

    for (int i = 0; i < 8; i++) {
      queue.send("m" + i);
    }

    var received = waiters.stream().flatMap(w -> texts(w.result()).stream()).toList();
    assertThat(received).containsExactlyInAnyOrder("m0", "m1", "m2", "m3", "m4", "m5", "m6", "m7");
    assertThat(since(begin)).isLessThan(AT_ONCE);
  }

  private Background<ReceiveResult> waiter(QueueProbe queue) {
    var queues = ports().queues();
    var request = new ReceiveRequest(1, QueueProbe.VISIBILITY, LONG);
    return Background.startAndAwaitBlocked(() -> queues.receive(queue.ref(), request));
  }

  private static List<String> texts(ReceiveResult result) {
    assertThat(result).isInstanceOf(Received.class);
    return QueueProbe.texts(((Received) result).messages());
  }

  private static Duration since(long begin) {
    return Duration.ofNanos(System.nanoTime() - begin);
  }
}
