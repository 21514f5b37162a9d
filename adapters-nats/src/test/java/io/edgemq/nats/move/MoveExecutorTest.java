package io.edgemq.nats.move;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.domain.DeadLetterPolicy;
import io.edgemq.domain.DeadLetterReason;
import io.edgemq.domain.QueueName;
import io.edgemq.domain.QueueRef;
import io.edgemq.domain.QueueType;
import io.edgemq.domain.Settlement;
import io.edgemq.domain.lease.StateChange.Move;
import io.edgemq.jetstream.Await;
import io.edgemq.nats.TwoAdapters;
import io.edgemq.nats.queue.QueueStreams;
import io.edgemq.ports.out.QueueCatalog;
import io.edgemq.testkit.TestMessages;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// A move that was decided takes place exactly once, whatever happened to the adapter that decided
/// it.
@Timeout(180)
class MoveExecutorTest extends TwoAdapters {
  @Test
  void a_dead_letter_whose_queue_was_unavailable_arrives_later_and_once() throws Exception {
    create(DEAD, QueueType.STANDARD, null);
    create(JOBS, QueueType.STANDARD, new DeadLetterPolicy(DEAD.name(), 5));
    one.queueStore().send(JOBS, List.of(TestMessages.message("job")));
    var lease = receive(one, JOBS).getFirst().lease();
    var away = takeAway(QueueStreams.messages(cluster, DEAD));
    assertThat(settle(one, new Settlement.Reject(lease.handle(), REASON))).isEqualTo(done());
    cluster.management().addStream(away);

    time.advance(CLAIM);

    assertThat(receive(one, JOBS)).isEmpty();
    assertThat(receive(other, JOBS)).isEmpty();
    Await.until(() -> count(other, DEAD).ready() == 1);
    Await.until(() -> messagesIn(JOBS) == 0);
    assertThat(messagesIn(DEAD)).isEqualTo(1);
    var dead = receive(other, DEAD).getFirst().message();
    assertThat(dead.content().attributes().find(DeadLetterReason.SOURCE)).contains("jobs");
  }

  @Test
  void a_move_is_left_to_its_decider_while_the_claim_lasts() throws Exception {
    create(DEAD, QueueType.STANDARD, null);
    create(JOBS, QueueType.STANDARD, new DeadLetterPolicy(DEAD.name(), 5));
    one.queueStore().send(JOBS, List.of(TestMessages.message("job")));
    try (var stopped = new SteppedMover(config(), JOBS)) {
      var moves = stopped.decide(1, new Move.DeadLettered(DEAD.name(), REASON));
      time.advance(CLAIM.minusMillis(1));

      var found = receive(other, JOBS, LEASE, Duration.ofMillis(2_500));

      assertThat(found).isEmpty();
      assertThat(messagesIn(DEAD)).isZero();
      stopped.carryOut(moves);
      assertThat(messagesIn(DEAD)).isEqualTo(1);
    }
  }

  @Test
  void the_next_of_a_group_is_handed_out_once_another_adapter_has_finished_the_move()
      throws Exception {
    create(DEAD, QueueType.FIFO, null);
    create(JOBS, QueueType.FIFO, new DeadLetterPolicy(DEAD.name(), 1));
    one.queueStore()
        .send(JOBS, List.of(TestMessages.grouped("g", "a"), TestMessages.grouped("g", "b")));
    assertThat(receive(one, JOBS, Duration.ZERO, Duration.ZERO)).hasSize(1);
    var away = takeAway(QueueStreams.messages(cluster, DEAD));
    assertThat(receive(one, JOBS)).isEmpty();
    cluster.management().addStream(away);
    one.close();
    assertThat(receive(other, JOBS)).isEmpty();

    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var waiting = threads.submit(() -> receive(other, JOBS, LEASE, Duration.ofSeconds(20)));
      time.advance(CLAIM);

      var next = waiting.get(30, TimeUnit.SECONDS);

      assertThat(next)
          .extracting(m -> TestMessages.text(m.message().content()))
          .containsExactly("b");
      assertThat(count(other, DEAD).ready()).isEqualTo(1);
    }
  }

  @Test
  void an_unavailable_target_does_not_block_moves_to_another_one() throws Exception {
    var side = new QueueRef(TENANT, new QueueName("side"));
    create(DEAD, QueueType.STANDARD, null);
    create(side, QueueType.STANDARD, null);
    create(JOBS, QueueType.STANDARD, new DeadLetterPolicy(DEAD.name(), 5));
    one.queueStore()
        .send(JOBS, List.of(TestMessages.message("to dead"), TestMessages.message("to side")));
    try (var dying = new SteppedMover(config(), JOBS)) {
      assertThat(dying.decide(1, new Move.DeadLettered(DEAD.name(), REASON))).hasSize(1);
      assertThat(dying.decide(2, new Move.Redriven(side.name()))).hasSize(1);
    }
    var away = takeAway(QueueStreams.messages(cluster, DEAD));

    time.advance(CLAIM);

    assertThat(receive(other, JOBS)).isEmpty();
    Await.until(() -> messagesIn(side) == 1);
    cluster.management().addStream(away);
    time.advance(CLAIM); // the adapter that has just failed has another claim
    Await.until(() -> messagesIn(DEAD) == 1);
    Await.until(() -> messagesIn(JOBS) == 0);
    assertThat(messagesIn(side)).isEqualTo(1);
    assertThat(messagesIn(DEAD)).isEqualTo(1);
  }

  @Test
  void a_late_adapter_does_not_conclude_a_move_that_was_taken_over() throws Exception {
    var side = new QueueRef(TENANT, new QueueName("side"));
    create(side, QueueType.STANDARD, null);
    create(JOBS, QueueType.STANDARD, null);
    one.queueStore().send(JOBS, List.of(TestMessages.message("job")));
    try (var late = new SteppedMover(config(), JOBS)) {
      var moves = late.decide(1, new Move.Redriven(side.name()));
      assertThat(one.queueCatalog().delete(side)).isEqualTo(new QueueCatalog.Deleted());
      Await.until(() -> !late.knows(side));
      Await.until(() -> other.queueCatalog().find(side).isEmpty());
      time.advance(CLAIM);
      var lease = receive(other, JOBS, LEASE, Duration.ofSeconds(20)).getFirst().lease();

      late.carryOut(moves);

      assertThat(count(one, JOBS).inFlight()).isEqualTo(1);
      assertThat(settle(other, new Settlement.Ack(lease.handle()))).isEqualTo(done());
    }
  }
}
