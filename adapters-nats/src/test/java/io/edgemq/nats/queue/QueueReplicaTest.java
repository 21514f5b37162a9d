package io.edgemq.nats.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgemq.domain.DeadLetterReason;
import io.edgemq.domain.Queue;
import io.edgemq.domain.QueueConfig;
import io.edgemq.domain.QueueName;
import io.edgemq.domain.QueueRef;
import io.edgemq.domain.StoreException;
import io.edgemq.domain.TenantId;
import io.edgemq.domain.lease.LeaseState;
import io.edgemq.domain.lease.MoveSource;
import io.edgemq.domain.lease.StateChange.Move;
import io.edgemq.domain.lease.StateChange.Moves;
import io.edgemq.jetstream.Await;
import io.edgemq.jetstream.Cluster;
import io.edgemq.jetstream.NatsConfig;
import io.edgemq.jetstream.NatsServer;
import io.edgemq.jetstream.Opened;
import io.edgemq.jetstream.StreamPlacement;
import io.edgemq.jetstream.Wire;
import io.edgemq.nats.catalog.Incarnated;
import io.edgemq.nats.catalog.ResourceStreams;
import io.edgemq.nats.queue.PendingCommand.ReadIndex;
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

/// Tests a single replica, which reaches its server through a wire.
@Timeout(180)
class QueueReplicaTest {
  private static final QueueRef JOBS = new QueueRef(new TenantId("acme"), new QueueName("jobs"));
  private static final Incarnated<Queue> QUEUE =
      new Incarnated<>(new Queue(JOBS.name(), QueueConfig.standard(1_000), TestTime.START), 7);

  /// For calls that shall time out.
  private static final Duration SHORT = Duration.ofSeconds(2);

  private static final Duration LONG = Duration.ofSeconds(30);

  private final AtomicReference<Optional<Incarnated<Queue>>> known =
      new AtomicReference<>(Optional.of(QUEUE));
  private final Opened opened = new Opened();
  private Wire wire;
  private Cluster direct;

  @BeforeEach
  void open() {
    var server = opened.add(NatsServer.start());
    wire = opened.add(new Wire(URI.create(server.url()).getPort()));
    direct = opened.add(Cluster.connect(NatsConfig.of(server.url())));
    assertThat(new ResourceStreams(direct).createQueue(JOBS, QUEUE))
        .isEqualTo(new StreamPlacement.Placed());
  }

  /// Opens the replica, whose calls may take up to `limit`.
  private QueueReplica replica(Duration limit) throws InterruptedException {
    var config = NatsConfig.of("nats://127.0.0.1:" + wire.port()).withTimeout(limit);
    var cluster = opened.add(Cluster.connect(config));
    opened.add(wire::mend);
    var parts = new QueueReplica.Parts(cluster, new TestTime(), _ -> known.get());
    var replica =
        QueueReplica.open(
            JOBS, QUEUE, parts, new QueueReplica.Collaborators(new NoMoves(), () -> {}));
    opened.add(
        () -> {
          replica.close(new QueueReplica.ClosedException("the test is over"));
          replica.awaitEnd(LONG);
        });
    return replica;
  }

  /// Collaborators of a replica whose queue has no moves.
  private static final class NoMoves implements Mover {
    @Override
    public void finish(QueueRef from, Incarnated<Queue> queue) {
      throw new IllegalStateException("nothing moves out of " + from);
    }

    @Override
    public Set<MoveSource> over(TenantId tenant, Set<MoveSource> sources) {
      throw new IllegalStateException("nothing was moved: " + sources);
    }
  }

  @AfterEach
  void close() throws Exception {
    opened.close();
  }

  /// A command that decides moves of unknown messages: changes of some size.
  private static Command<Integer> changes(int count) {
    var reason = new DeadLetterReason("x".repeat(DeadLetterReason.MAX_LENGTH));
    var state = new LeaseState(LeaseState.Status.MOVING, 1, 0, 0, 0, 0);
    var move = new Move.DeadLettered(new QueueName("dead"), reason);
    return proposal -> {
      for (int i = 1; i <= count; i++) {
        proposal.decide(new Moves(i, state, move));
      }
      return Optional.of(count);
    };
  }

  @Test
  void a_replica_closes_when_its_queue_is_removed_during_an_uncertain_append() throws Exception {
    var replica = replica(SHORT);
    wire.cut();
    assertThatThrownBy(() -> replica.execute(changes(1), ReadIndex.ANY, Duration.ZERO))
        .isInstanceOf(StoreException.TimedOut.class);

    new ResourceStreams(direct).deleteQueue(JOBS, QUEUE.incarnation());
    known.set(Optional.empty());
    wire.mend();

    replica.awaitEnd(LONG);
    assertThat(replica.whyClosed()).containsInstanceOf(QueueReplica.ClosedException.class);
  }

  @Test
  void a_command_in_progress_fails_at_once_when_its_replica_fails() throws Exception {
    var replica = replica(LONG);

    // a command that decides nothing, and has no result for a timeout
    assertThatThrownBy(() -> replica.execute(_ -> Optional.empty(), ReadIndex.ANY, Duration.ZERO))
        .isInstanceOf(StoreException.Unavailable.class)
        .hasCauseInstanceOf(IllegalStateException.class);
  }

  @Test
  void changes_that_exceed_one_message_are_split_into_several() throws Exception {
    var replica = replica(LONG);
    int callers = 120;
    int each = 100;
    var inHand = new CountDownLatch(1);
    var gathered = new CountDownLatch(1);
    Command<Boolean> holdingUp =
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
      var first = threads.submit(() -> replica.execute(holdingUp, ReadIndex.ANY, Duration.ZERO));
      inHand.await();
      for (int i = 0; i < callers; i++) {
        answers.add(
            threads.submit(() -> replica.execute(changes(each), ReadIndex.ANY, Duration.ZERO)));
      }
      Await.until(() -> replica.inbox().size() >= callers || first.isDone());
      gathered.countDown();
      assertThat(first.get()).isTrue();
    }

    for (var answer : answers) {
      assertThat(answer).succeedsWithin(LONG).isEqualTo(each);
    }
  }
}
