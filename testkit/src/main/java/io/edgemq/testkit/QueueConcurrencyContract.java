package io.edgemq.testkit;

import static java.time.Duration.ZERO;
import static java.time.Duration.ofHours;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.domain.GroupId;
import io.edgemq.domain.Lease;
import io.edgemq.domain.LeasedMessage;
import io.edgemq.domain.Stored;
import io.edgemq.ports.out.QueueStore.Outcome;
import io.edgemq.ports.out.QueueStore.ReceiveRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/// Many threads use one queue at once: no message has two live leases, nothing is lost, attempts
/// only grow, a group stays in order. Bounded by numbers of messages, not by time.
public abstract class QueueConcurrencyContract extends StoreContract {
  private static final int THREADS = 4;
  private static final int EACH = 150;
  private static final int ALL = THREADS * EACH;
  private static final Duration BRIEF = ofMillis(40);
  private static final ReceiveRequest KEEP = new ReceiveRequest(5, ofHours(12), ofMillis(100));

  /// What many consumers see, each message by its sequence.
  private static final class Observed {
    final Map<Long, Thread> holders = new ConcurrentHashMap<>();
    final Map<Long, Integer> attempts = new ConcurrentHashMap<>();
    final AtomicInteger acked = new AtomicInteger();

    void hold(LeasedMessage leased) {
      long sequence = leased.message().sequence();
      var other = holders.putIfAbsent(sequence, Thread.currentThread());
      assertThat(other).as("who else holds message " + sequence).isNull();
      int before = Objects.requireNonNullElse(attempts.put(sequence, leased.lease().attempt()), 0);
      assertThat(leased.lease().attempt()).as("attempt of " + sequence).isEqualTo(before + 1);
    }

    void letGo(LeasedMessage leased) {
      holders.remove(leased.message().sequence());
    }
  }

  private static void send(QueueProbe queue, int producer) {
    for (int i = 0; i < EACH; i++) {
      queue.send(TestMessages.grouped("g" + producer + "-" + i % 3, producer + "-" + i));
    }
  }

  private static List<Background<Integer>> produce(QueueProbe queue) {
    var producers = new ArrayList<Background<Integer>>();
    for (int i = 0; i < THREADS; i++) {
      int producer = i;
      producers.add(
          Background.start(
              () -> {
                send(queue, producer);
                return EACH;
              }));
    }
    return producers;
  }

  /// Consumes until everything is acknowledged; gives every fourth message back once.
  private static int consume(QueueProbe queue, Observed observed) {
    int received = 0;
    while (observed.acked.get() < ALL) {
      for (var leased : queue.receive(KEEP)) {
        received++;
        observed.hold(leased);
        observed.letGo(leased);
        if (leased.message().sequence() % 4 == 0 && leased.lease().attempt() == 1) {
          assertThat(queue.nack(leased, ZERO)).isEqualTo(done());
        } else {
          assertThat(queue.ack(leased)).isEqualTo(done());
          observed.acked.incrementAndGet();
        }
      }
    }
    return received;
  }

  private static Outcome done() {
    return new Outcome.Done();
  }

  @Test
  void each_message_is_held_by_one_and_none_is_lost() {
    var queue = queue();
    var observed = new Observed();

    var crew = new ArrayList<>(produce(queue));
    for (int i = 0; i < THREADS; i++) {
      crew.add(Background.start(() -> consume(queue, observed)));
    }
    crew.forEach(Background::result);

    assertThat(observed.attempts).hasSize(ALL);
    assertThat(observed.acked).hasValue(ALL);
    assertThat(queue.counts().ready() + queue.counts().inFlight()).isZero();
  }

  @Test
  void counts_are_never_more_than_what_was_sent() {
    var queue = queue();
    var observed = new Observed();

    var crew = new ArrayList<>(produce(queue));
    crew.add(Background.start(() -> consume(queue, observed)));
    crew.add(
        Background.start(
            () -> {
              for (int i = 0; i < 200; i++) {
                var counts = queue.counts();
                assertThat(counts.ready() + counts.inFlight() + counts.delayed())
                    .isBetween(0L, (long) ALL);
              }
              return 0;
            }));
    crew.forEach(Background::result);

    assertThat(queue.counts().ready()).isZero();
  }

  @Test
  void a_group_is_held_by_one_and_in_order() {
    var queue = queue("jobs.fifo", QueueSetup.fifo());
    var holders = new ConcurrentHashMap<GroupId, Thread>();
    var latest = new ConcurrentHashMap<GroupId, Integer>();
    var acked = new AtomicInteger();

    var crew = new ArrayList<>(produce(queue));
    for (int i = 0; i < THREADS; i++) {
      crew.add(
          Background.start(
              () -> {
                while (acked.get() < ALL) {
                  for (var leased : queue.receive(KEEP)) {
                    var group = Objects.requireNonNull(leased.message().group());
                    assertThat(holders.putIfAbsent(group, Thread.currentThread())).isNull();
                    int number = numberOf(leased);
                    int before =
                        Objects.requireNonNullElse(latest.put(group, number), number % 3 - 3);
                    assertThat(number).as("after " + before + " of " + group).isEqualTo(before + 3);
                    holders.remove(group);
                    queue.ack(leased);
                    acked.incrementAndGet();
                  }
                }
                return 0;
              }));
    }
    crew.forEach(Background::result);

    assertThat(acked).hasValue(ALL);
    assertThat(queue.counts().ready()).isZero();
  }

  private static int numberOf(LeasedMessage leased) {
    var text = TestMessages.text(leased.message().content());
    return Integer.parseInt(text.substring(text.indexOf('-') + 1));
  }

  /// With a running clock: a lease that ran out is followed by the next one and never overlaps it.
  @Test
  void leases_of_one_message_do_not_overlap() {
    var queue = queue();
    for (int i = 0; i < ALL; i++) {
      queue.send("m" + i);
    }
    var leases = new ConcurrentLinkedQueue<LeasedMessage>();
    var acked = new AtomicInteger();
    store().time().run();

    var crew = new ArrayList<Background<Integer>>();
    for (int i = 0; i < THREADS; i++) {
      crew.add(
          Background.start(
              () -> {
                while (acked.get() < ALL) {
                  acked.addAndGet(leaseBriefly(queue, leases));
                }
                return 0;
              }));
    }
    crew.forEach(Background::result);

    var byMessage = leases.stream().collect(groupingBy(m -> m.message().sequence()));
    assertThat(byMessage).hasSize(ALL);
    assertThat(byMessage.values()).allSatisfy(QueueConcurrencyContract::followEachOther);
    assertThat(queue.counts().ready() + queue.counts().inFlight()).isZero();
  }

  /// Lets every first lease run out and acknowledges under later ones; how many it acknowledged.
  private static int leaseBriefly(QueueProbe queue, Collection<LeasedMessage> leases) {
    int acked = 0;
    for (var leased : queue.receive(new ReceiveRequest(10, BRIEF, ofMillis(100)))) {
      leases.add(leased);
      if (leased.lease().attempt() > 1 && queue.ack(leased).equals(done())) {
        acked++;
      }
    }
    return acked;
  }

  private static void followEachOther(List<LeasedMessage> leases) {
    var inOrder =
        leases.stream()
            .map(LeasedMessage::lease)
            .sorted(Comparator.comparingInt(Lease::attempt))
            .toList();
    for (int i = 0; i < inOrder.size(); i++) {
      assertThat(inOrder.get(i).attempt()).isEqualTo(i + 1);
      if (i > 0) {
        var handedOut = inOrder.get(i).until().minus(BRIEF);
        assertThat(handedOut).isAfterOrEqualTo(inOrder.get(i - 1).until());
      }
    }
  }

  @Test
  void a_key_that_many_send_at_once_is_stored_once() {
    var queue = queue();

    for (int round = 0; round < 20; round++) {
      var key = "k" + round;
      var senders = new ArrayList<Background<Stored>>();
      for (int i = 0; i < THREADS; i++) {
        senders.add(Background.start(() -> queue.send(TestMessages.keyed(key, key)).getFirst()));
      }
      var stored = senders.stream().map(Background::result).toList();

      assertThat(stored.stream().filter(s -> s.origin() == Stored.Origin.FRESH)).hasSize(1);
      assertThat(stored.stream().map(Stored::sequence).distinct()).hasSize(1);
    }
    assertThat(queue.receiveTexts()).hasSize(20);
  }

  @Test
  void a_receive_that_is_interrupted_as_a_message_comes_has_it_or_not() {
    var queue = queue();
    var queues = ports().queues();
    var request = new ReceiveRequest(1, ofHours(12), ofSeconds(60));

    for (int round = 0; round < 50; round++) {
      var waiting =
          Background.startAndAwaitBlocked(
              () -> {
                try {
                  return queues.receive(queue.ref(), request).toString();
                } catch (InterruptedException interrupted) {
                  return "interrupted";
                }
              });
      var sender = Background.start(() -> queue.send("job"));
      waiting.interrupt();
      sender.result();

      if (waiting.result().equals("interrupted")) {
        var leased = queue.receiveOne(ofHours(12));
        assertThat(leased.lease().attempt()).isEqualTo(1);
        queue.ack(leased);
      } else {
        assertThat(queue.receiveTexts()).isEmpty();
        queue.purge();
      }
    }
  }
}
