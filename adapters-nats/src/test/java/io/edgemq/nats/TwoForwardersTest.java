package io.edgemq.nats;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.domain.QueueConfig;
import io.edgemq.domain.QueueType;
import io.edgemq.domain.ReceiveRequest;
import io.edgemq.domain.Settlement;
import io.edgemq.domain.StoreException;
import io.edgemq.jetstream.Await;
import io.edgemq.jetstream.StreamClient;
import io.edgemq.jetstream.StreamStatus;
import io.edgemq.nats.queue.QueueStreams;
import io.edgemq.ports.out.QueueCatalog;
import io.edgemq.ports.out.QueueStore.Forwarded;
import io.edgemq.ports.out.QueueStore.Received;
import io.edgemq.ports.out.QueueStore.SourceMessage;
import io.edgemq.ports.out.SourceId;
import io.edgemq.testkit.Background;
import io.edgemq.testkit.TestMessages;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Several processes forward the same messages of one source, and some end or get no answer: each
/// message is stored once, in order.
@Timeout(180)
class TwoForwardersTest extends TwoAdapters {
  private static final SourceId SOURCE = new SourceId("sub_1-0");
  private static final int ROUNDS = 40;
  private static final int BATCH = 7;

  private StreamClient stream;

  @BeforeEach
  void create() {
    create(JOBS, QueueType.STANDARD, null);
    stream = QueueStreams.messages(cluster, JOBS);
  }

  private static List<SourceMessage> range(long first, long last) {
    return LongStream.rangeClosed(first, last)
        .mapToObj(i -> new SourceMessage(i, TestMessages.message("s" + i)))
        .toList();
  }

  private static long forward(NatsStore store, List<SourceMessage> messages) {
    return ((Forwarded) store.queueStore().forward(JOBS, SOURCE, messages)).mark();
  }

  /// Takes all there is out of the queue; the texts, in the order in which they came.
  private static List<String> drain(NatsStore store) throws InterruptedException {
    var texts = new ArrayList<String>();
    while (true) {
      var request = new ReceiveRequest(1_000, LEASE, Duration.ZERO);
      var received = ((Received) store.queueStore().receive(JOBS, request)).messages();
      if (received.isEmpty()) {
        return texts;
      }
      var acks = new ArrayList<Settlement>();
      for (var leased : received) {
        texts.add(TestMessages.text(leased.message().content()));
        acks.add(new Settlement.Ack(leased.lease().handle()));
      }
      var unused = store.queueStore().settle(JOBS, acks);
    }
  }

  private static List<String> texts(long last) {
    return LongStream.rangeClosed(1, last).mapToObj(i -> "s" + i).toList();
  }

  @Test
  void two_that_offer_the_same_batch_at_the_same_moment_store_it_once() throws Exception {
    var barrier = new CyclicBarrier(2);
    var crew = new ArrayList<Background<Boolean>>();
    for (var store : List.of(one, other)) {
      crew.add(
          Background.start(
              () -> {
                for (long round = 0; round < ROUNDS; round++) {
                  barrier.await();
                  var batch = range(round * BATCH + 1, (round + 1) * BATCH);
                  assertThat(forward(store, batch)).isEqualTo((round + 1) * BATCH);
                }
                return true;
              }));
    }
    crew.forEach(Background::result);

    assertThat(drain(one)).isEqualTo(texts(ROUNDS * BATCH));
  }

  /// Forwards from `mark` on until it fails; the last mark that was answered.
  private static long forwardUntilItFails(NatsStore store, long mark) {
    long known = mark;
    try {
      while (true) {
        known = forward(store, range(known + 1, known + BATCH));
      }
    } catch (StoreException failed) {
      return known;
    }
  }

  /// The last sequence of the queue's stream, once the server tells.
  private long last() {
    return Await.found(() -> stream.info().map(StreamStatus::last));
  }

  @Test
  void what_one_that_was_closed_had_begun_another_one_completes() throws Exception {
    long known = 0;
    for (int round = 0; round < 3; round++) {
      var ending = openStore();
      long from = known;
      long before = last();
      var work = Background.start(() -> forwardUntilItFails(ending, from));
      Await.until(() -> last() > before + 50);
      ending.close();

      known = work.result();
      known = forward(other, range(Math.max(1, known - BATCH), known + 2 * BATCH));
    }

    assertThat(drain(one)).isEqualTo(texts(known));
  }

  @Test
  void a_call_that_got_no_answer_is_repeated_without_harm() throws Exception {
    long known = 0;
    var hasty = opened.add(NatsStore.open(config().withTimeout(Duration.ofSeconds(1)), time));
    Await.until(() -> hasty.queueCatalog().find(JOBS).isPresent());
    for (int round = 0; round < 5; round++) {
      long from = known;
      long before = last();
      var work = Background.start(() -> forwardUntilItFails(hasty, from));
      Await.until(() -> last() > before + 20);
      server.stop();
      known = work.result();
      server.proceed();

      long end = known + 2 * BATCH;
      assertThat(forward(other, range(known + 1, end))).isEqualTo(end);
      known = end;
    }

    assertThat(drain(one)).isEqualTo(texts(known));
  }

  @Test
  void a_server_that_was_killed_keeps_the_mark_with_the_messages() throws Exception {
    long known = 0;
    var taken = new ArrayList<String>();
    for (int round = 0; round < 3; round++) {
      long from = known;
      long before = last();
      var hasty = opened.add(NatsStore.open(config().withTimeout(Duration.ofSeconds(1)), time));
      Await.until(() -> hasty.queueCatalog().find(JOBS).isPresent());
      var work = Background.start(() -> forwardUntilItFails(hasty, from));
      Await.until(() -> last() > before + 20);
      server.kill();
      known = work.result();
      server.restart();

      long answered = known;
      Await.untilTold(() -> forward(other, range(1, answered + BATCH)) >= answered + BATCH);
      known += BATCH;
      taken.addAll(drain(other));
    }

    assertThat(taken).isEqualTo(texts(known));
    server.kill();
    server.restart();
    long end = known;
    Await.untilTold(() -> forward(one, range(1, end)) == end);
    assertThat(drain(one)).isEmpty();
  }

  @Test
  void what_one_that_was_closed_forwarded_stays_known_when_all_of_it_has_left() throws Exception {
    forward(one, range(1, 3));
    var stopped = Background.start(() -> forwardUntilItFails(one, 3));
    Await.until(() -> last() > 100);
    one.close();
    long known = stopped.result();
    long mark = forward(other, range(known + 1, known + BATCH));
    assertThat(drain(other)).isEqualTo(texts(mark));
    other.queueStore().purge(JOBS);
    time.advance(Duration.ofDays(400));
    Await.until(() -> messagesIn(JOBS) == 1);

    assertThat(forward(other, range(1, known))).isEqualTo(mark);
    assertThat(drain(other)).isEmpty();
  }

  private Duration age() {
    return stream.rawInfo().orElseThrow().getConfiguration().getMaxAge();
  }

  @Test
  void servers_drop_nothing_by_age_where_marks_are_whatever_is_configured() {
    var before = QueueConfig.standard(1_000);
    var after = QueueConfig.standard(2_000);
    assertThat(age()).isPositive();

    forward(one, range(1, 3));

    assertThat(age()).isZero();
    assertThat(other.queueCatalog().update(JOBS, before, after))
        .isInstanceOf(QueueCatalog.Updated.class);
    assertThat(age()).isZero();
    assertThat(forward(other, range(1, 4))).isEqualTo(4);
  }
}
