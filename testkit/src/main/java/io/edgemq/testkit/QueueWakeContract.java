package io.edgemq.testkit;

import static io.edgemq.testkit.TestMessages.delayed;
import static io.edgemq.testkit.TestMessages.grouped;
import static java.time.Duration.ofHours;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.domain.LeasedMessage;
import io.edgemq.domain.ReceiveRequest;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// A receiver that already waits is woken in time for what was decided meanwhile: a delay that ends
/// before its wait does, a lease that was shortened, a retention. Waits are in real time, as in
/// [QueueWaitContract], and so is the store's time.
public abstract class QueueWakeContract extends StoreContract {
  private static final Duration LONG = ofSeconds(60);
  private static final Duration IN_TIME = ofSeconds(20);
  private static final Duration SOON = ofMillis(300);

  private long begin;

  @BeforeEach
  void begin() {
    begin = System.nanoTime();
  }

  private static Background<List<LeasedMessage>> waiter(QueueProbe queue) {
    return waiter(queue, QueueProbe.VISIBILITY);
  }

  private static Background<List<LeasedMessage>> waiter(QueueProbe queue, Duration visibility) {
    var request = new ReceiveRequest(1, visibility, LONG);
    return Background.startAndAwaitBlocked(() -> queue.receive(request));
  }

  private void assertWoken(Background<List<LeasedMessage>> waiting, String text) {
    assertThat(QueueProbe.texts(waiting.result())).containsExactly(text);
    assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(IN_TIME);
  }

  @Test
  void the_end_of_a_delay_that_began_during_the_wait_ends_it() {
    var queue = queue();
    store().time().run();
    var waiting = waiter(queue);

    queue.send(delayed("job", SOON));

    assertWoken(waiting, "job");
  }

  @Test
  void the_end_of_the_delay_of_a_message_given_back_ends_a_wait() {
    var queue = queue();
    queue.send("job");
    var leased = queue.receiveOne();
    store().time().run();
    var waiting = waiter(queue);

    queue.nack(leased, SOON);

    assertWoken(waiting, "job");
  }

  @Test
  void the_end_of_a_lease_that_was_shortened_ends_a_wait() {
    var queue = queue();
    queue.send("job");
    var leased = queue.receiveOne();
    store().time().run();
    var waiting = waiter(queue);

    queue.extend(leased, SOON);

    assertWoken(waiting, "job");
  }

  @Test
  void the_end_of_a_lease_that_another_receiver_took_during_the_wait_ends_it() {
    var queue = queue();
    store().time().run();
    var one = waiter(queue, SOON);
    var other = waiter(queue, SOON);

    queue.send("job");

    assertWoken(one, "job");
    assertWoken(other, "job");
  }

  @Test
  void each_of_many_that_wait_is_woken_for_one_delay() {
    var queue = queue();
    store().time().run();
    var waiting = Stream.generate(() -> waiter(queue)).limit(4).toList();

    queue.send(delayed("a", ofMillis(400)), delayed("b", ofMillis(100)));
    queue.send(delayed("c", ofMillis(300)), delayed("d", ofMillis(200)));

    assertThat(waiting.stream().flatMap(w -> QueueProbe.texts(w.result()).stream()))
        .containsExactlyInAnyOrder("a", "b", "c", "d");
    assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(IN_TIME);
  }

  @Test
  void the_retention_of_the_first_of_a_group_ends_a_wait_for_the_next() {
    var queue = queue("jobs.fifo", QueueSetup.fifo().retention(ofSeconds(60)));
    queue.send(grouped("g", "first"));
    queue.receiveOne(ofHours(1));
    pass(ofSeconds(60).minus(SOON));
    queue.send(grouped("g", "second"));
    store().time().run();

    assertWoken(waiter(queue), "second");
  }

  @Test
  void a_retention_that_is_shortened_during_a_wait_ends_it() {
    var queue = queue("jobs.fifo", QueueSetup.fifo().retention(ofHours(1)));
    queue.send(grouped("g", "first"));
    queue.receiveOne(ofHours(1));
    pass(ofSeconds(60));
    queue.send(grouped("g", "second"));
    store().time().run();
    var waiting = waiter(queue);

    queue.configure(QueueSetup.fifo().retention(ofSeconds(60)).config());

    assertWoken(waiting, "second");
  }
}
