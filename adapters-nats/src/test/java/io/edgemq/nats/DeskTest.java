package io.edgemq.nats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgemq.domain.DeadLetterReason;
import io.edgemq.domain.Queue;
import io.edgemq.domain.QueueConfig;
import io.edgemq.domain.QueueName;
import io.edgemq.domain.QueueRef;
import io.edgemq.domain.StoreException;
import io.edgemq.domain.TenantId;
import io.edgemq.nats.Ruling.Move;
import io.edgemq.nats.Ruling.Moves;
import io.edgemq.nats.Ticket.Horizon;
import io.edgemq.testkit.TestTime;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// A desk of its own, which reaches its server through a wire.
@Timeout(180)
class DeskTest {
  private static final QueueRef JOBS = new QueueRef(new TenantId("acme"), new QueueName("jobs"));
  private static final Existing<Queue> QUEUE =
      new Existing<>(new Queue(JOBS.name(), QueueConfig.standard(1_000), TestTime.START), 7);

  /// For what is there to time out.
  private static final Duration SHORT = Duration.ofSeconds(2);

  private static final Duration LONG = Duration.ofSeconds(30);

  private final AtomicReference<Optional<Existing<Queue>>> known =
      new AtomicReference<>(Optional.of(QUEUE));
  private final Opened opened = new Opened();
  private Wire wire;
  private Cluster direct;

  @BeforeEach
  void open() {
    var server = opened.add(NatsServer.start());
    wire = opened.add(new Wire(URI.create(server.url()).getPort()));
    direct = opened.add(Cluster.connect(NatsConfig.of(server.url())));
    assertThat(new Streams(direct).createQueue(JOBS, QUEUE)).isEqualTo(new Placing.Placed());
  }

  /// Opens the desk, whose calls may take up to `limit`.
  private Desk desk(Duration limit) throws InterruptedException {
    var config = NatsConfig.of("nats://127.0.0.1:" + wire.port()).withTimeout(limit);
    var cluster = opened.add(Cluster.connect(config));
    opened.add(wire::mend);
    var parts = new Desk.Parts(cluster, new TestTime(), _ -> known.get());
    var desk = Desk.open(JOBS, QUEUE, parts, new Desk.Duties(new NoMoves(), () -> {}));
    opened.add(
        () -> {
          desk.close(new Desk.ClosedException("the test is over"));
          desk.awaitEnd(LONG);
        });
    return desk;
  }

  /// What a desk needs whose queue no message moves out of or into.
  private static final class NoMoves implements Mover {
    @Override
    public void finish(QueueRef from, Existing<Queue> queue) {
      throw new IllegalStateException("nothing moves out of " + from);
    }

    @Override
    public Set<Origin> over(TenantId tenant, Set<Origin> origins) {
      throw new IllegalStateException("nothing was moved: " + origins);
    }
  }

  @AfterEach
  void close() throws Exception {
    opened.close();
  }

  /// Lets messages move that nobody has heard of: decisions of some size.
  private static Errand<Integer> decisions(int count) {
    var reason = new DeadLetterReason("x".repeat(DeadLetterReason.MAX_LENGTH));
    var standing = new Standing(Standing.State.MOVING, 1, 0, 0, 0);
    var move = new Move.Buried(new QueueName("dead"), reason);
    return plan -> {
      for (int i = 1; i <= count; i++) {
        plan.decide(new Moves(i, standing, move));
      }
      return Optional.of(count);
    };
  }

  @Test
  void a_desk_ends_whose_queue_is_removed_while_it_is_in_doubt() throws Exception {
    var desk = desk(SHORT);
    wire.cut();
    assertThatThrownBy(() -> desk.visit(decisions(1), Horizon.ANY, Duration.ZERO))
        .isInstanceOf(StoreException.TimedOut.class);

    new Streams(direct).deleteQueue(JOBS, QUEUE.incarnation());
    known.set(Optional.empty());
    wire.mend();

    desk.awaitEnd(LONG);
    assertThat(desk.whyClosed()).containsInstanceOf(Desk.ClosedException.class);
  }

  @Test
  void who_is_in_hand_when_a_desk_breaks_down_is_told_and_does_not_time_out() throws Exception {
    var desk = desk(LONG);

    // an errand that finds nothing, and has no answer for that
    assertThatThrownBy(() -> desk.visit(_ -> Optional.empty(), Horizon.ANY, Duration.ZERO))
        .isInstanceOf(StoreException.Unavailable.class)
        .hasCauseInstanceOf(IllegalStateException.class);
  }

  @Test
  void decisions_that_are_too_many_for_one_message_are_made_in_several() throws Exception {
    var desk = desk(LONG);
    int callers = 120;
    int each = 100;
    var inHand = new CountDownLatch(1);
    var gathered = new CountDownLatch(1);
    Errand<Boolean> holdingUp =
        _ -> {
          inHand.countDown();
          try {
            return Optional.of(gathered.await(LONG.toMillis(), TimeUnit.MILLISECONDS));
          } catch (InterruptedException stopped) {
            throw new IllegalStateException(stopped);
          }
        };

    var answers = new ArrayList<Future<Integer>>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var first = threads.submit(() -> desk.visit(holdingUp, Horizon.ANY, Duration.ZERO));
      inHand.await();
      for (int i = 0; i < callers; i++) {
        answers.add(threads.submit(() -> desk.visit(decisions(each), Horizon.ANY, Duration.ZERO)));
      }
      Await.until(() -> desk.inbox().size() >= callers || first.isDone());
      gathered.countDown();
      assertThat(first.get()).isTrue();
    }

    for (var answer : answers) {
      assertThat(answer).succeedsWithin(LONG).isEqualTo(each);
    }
  }
}
