package io.edgemq.nats.move;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.domain.DeadLetterPolicy;
import io.edgemq.domain.QueueType;
import io.edgemq.domain.Settlement;
import io.edgemq.domain.lease.StateChange.Move;
import io.edgemq.jetstream.Await;
import io.edgemq.jetstream.DedupProbe;
import io.edgemq.nats.TwoAdapters;
import io.edgemq.nats.queue.QueueStreams;
import io.edgemq.testkit.TestMessages;
import io.nats.client.api.DiscardPolicy;
import io.nats.client.api.StreamConfiguration;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// A move that was carried out but could not be concluded is not carried out twice.
@Timeout(180)
class RepeatedMoveTest extends TwoAdapters {
  /// Moves the first message to the dead letters, like a process that can write to the new queue
  /// but not to the ledger of the old one.
  private void storeAndNotConclude() throws Exception {
    StreamConfiguration roomy;
    try (var dying = new SteppedMover(config(), JOBS)) {
      var moves = dying.decide(1, new Move.DeadLettered(DEAD.name(), REASON));
      var ledger = QueueStreams.ledger(cluster, JOBS).rawInfo().orElseThrow();
      roomy = ledger.getConfiguration();
      var full =
          StreamConfiguration.builder(roomy)
              .discardPolicy(DiscardPolicy.New)
              .maxMessages(ledger.getStreamState().getMsgCount())
              .build();
      cluster.management().updateStream(full);
      dying.carryOut(moves);
    }
    cluster.management().updateStream(roomy); // not while it lives: it might try again
  }

  @Test
  void a_move_that_was_stored_and_not_concluded_is_stored_once() throws Exception {
    create(DEAD, QueueType.STANDARD, null);
    create(JOBS, QueueType.STANDARD, new DeadLetterPolicy(DEAD.name(), 5));
    one.queueStore().send(JOBS, List.of(TestMessages.message("job")));
    storeAndNotConclude();
    assertThat(messagesIn(DEAD)).isEqualTo(1);
    assertThat(messagesIn(JOBS)).isEqualTo(1);

    time.advance(CLAIM);

    assertThat(receive(other, JOBS)).isEmpty();
    Await.until(() -> messagesIn(JOBS) == 0);
    assertThat(messagesIn(DEAD)).isEqualTo(1);
  }

  @Test
  void a_move_that_the_servers_have_forgotten_is_stored_once() throws Exception {
    create(DEAD, QueueType.STANDARD, null);
    create(JOBS, QueueType.STANDARD, new DeadLetterPolicy(DEAD.name(), 5));
    one.queueStore().send(JOBS, List.of(TestMessages.message("job")));
    storeAndNotConclude();
    var lease = receive(one, DEAD, LEASE, Duration.ofSeconds(20)).getFirst().lease();
    assertThat(one.queueStore().settle(DEAD, List.of(new Settlement.Ack(lease.handle()))))
        .isEqualTo(done());
    forgetIds();
    assertThat(receive(one, DEAD, LEASE, Duration.ofMillis(2_500))).isEmpty();
    one.close(); // the other one reads the book of the dead letters anew

    time.advance(CLAIM);

    assertThat(receive(other, JOBS)).isEmpty();
    assertThat(receive(other, DEAD)).isEmpty();
    Await.until(() -> messagesIn(JOBS) == 0);
    assertThat(count(other, DEAD).ready()).isZero();
    assertThat(QueueStreams.messages(cluster, DEAD).bounds().last()).isEqualTo(1);
    Await.until(() -> messagesIn(DEAD) == 0);
  }

  /// Returns once the servers no longer know the id of the message that was moved.
  private void forgetIds() throws Exception {
    var stream = QueueStreams.messages(cluster, DEAD);
    var moved = stream.get(1).orElseThrow();
    var id = Objects.requireNonNull(moved.headers().first(DedupProbe.ID));
    assertThat(stream.knows(id, moved.subject())).isTrue();
    var forgetful =
        StreamConfiguration.builder(stream.rawInfo().orElseThrow().getConfiguration())
            .duplicateWindow(Duration.ofMillis(100))
            .build();
    cluster.management().updateStream(forgetful);
    Await.until(() -> !stream.knows(id, moved.subject()));
  }

  @Test
  void a_message_with_the_sequence_of_one_before_a_restore_is_moved_too() throws Exception {
    create(DEAD, QueueType.STANDARD, null);
    create(JOBS, QueueType.STANDARD, new DeadLetterPolicy(DEAD.name(), 5));
    sendAndReject("before");
    Await.until(() -> messagesIn(JOBS) == 0);
    one.close();
    other.close();
    // as in a backup that was made before
    var messages = takeAway(QueueStreams.messages(cluster, JOBS));
    var ledger = takeAway(QueueStreams.ledger(cluster, JOBS));
    cluster.management().addStream(messages);
    cluster.management().addStream(ledger);
    one = openStore();
    other = openStore();
    time.advance(Duration.ofMillis(1));

    sendAndReject("after");

    Await.until(() -> messagesIn(JOBS) == 0);
    assertThat(messagesIn(DEAD)).isEqualTo(2);
  }

  private void sendAndReject(String text) throws Exception {
    one.queueStore().send(JOBS, List.of(TestMessages.message(text)));
    var lease = receive(one, JOBS).getFirst().lease();
    assertThat(settle(one, new Settlement.Reject(lease.handle(), REASON))).isEqualTo(done());
  }
}
