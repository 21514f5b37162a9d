package io.edgemq.domain.lease;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.domain.DeadLetterPolicy;
import io.edgemq.domain.DeadLetterReason;
import io.edgemq.domain.QueueConfig;
import io.edgemq.domain.QueueName;
import io.edgemq.domain.QueueType;
import io.edgemq.domain.lease.LeaseMessages.HandedOut;
import io.edgemq.domain.lease.LeaseMessages.Leased;
import io.edgemq.domain.lease.LeaseMessages.Wanted;
import io.edgemq.domain.lease.StateChange.Move;
import io.edgemq.domain.lease.StateChange.Moves;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LeaseMessagesTest {
  private static final long START = 1_000_000;
  private static final Moment LATER = new Moment(START + 1, START + 1);
  private static final QueueName DEAD = new QueueName("dead");
  private static final HandleFormat HANDLES = new HandleFormat('t', 7);
  private static final QueueConfig STANDARD = QueueConfig.standard(1_000);
  private static final QueueConfig CONFIG =
      new QueueConfig(
          STANDARD.type(),
          STANDARD.visibilityTimeout(),
          STANDARD.retention(),
          STANDARD.delay(),
          STANDARD.maxMessageBytes(),
          STANDARD.dedupWindow(),
          new DeadLetterPolicy(DEAD, 1),
          STANDARD.placement());

  private static final MoveTargets TARGETS = new MoveTargets(DEAD::equals, Duration.ofSeconds(30));

  /// A book of messages of `size` bytes each, all of which were handed out once.
  private static LeaseBook book(int count, int size) {
    var book = new LeaseBook(QueueType.STANDARD);
    for (long sequence = 1; sequence <= count; sequence++) {
      book.arrive(new MessageEntry(sequence, START, START, null, size));
      book.arrivedUpTo(sequence);
      var sent = LeaseState.sent(START, START);
      book.apply(
          new StateChange.Becomes(
              sequence, sent.leased(sequence, START, START).released(START, 0)));
    }
    return book;
  }

  private static Wanted wanted(int max) {
    return new Wanted(max, 4 << 20, Duration.ofSeconds(30), Set.of());
  }

  private static Leased lease(Proposal proposal, Wanted wanted, MoveTargets targets) {
    return new LeaseMessages(wanted, HANDLES, targets).decide(proposal);
  }

  @Test
  void no_more_messages_are_moved_away_at_once_than_a_store_writes_down() {
    var proposal = new Proposal(book(100, 1), CONFIG, LATER, new Capacity(70, _ -> 10));

    var leased = lease(proposal, wanted(1), TARGETS);

    assertThat(leased.held()).isEmpty();
    assertThat(leased.moves()).hasSize(7);
  }

  @Test
  void no_more_bytes_are_moved_away_at_once_than_a_receiver_wants() {
    var proposal = new Proposal(book(100, 1 << 20), CONFIG, LATER, Capacity.UNLIMITED);

    var leased = lease(proposal, wanted(1), TARGETS);

    assertThat(leased.held()).isEmpty();
    assertThat(leased.moves()).hasSize(4);
  }

  @Test
  void an_exhausted_message_moves_as_a_dead_letter() {
    var proposal = new Proposal(book(1, 1), CONFIG, LATER, Capacity.UNLIMITED);

    var leased = lease(proposal, wanted(1), TARGETS);

    var move = new Move.DeadLettered(DEAD, DeadLetterReason.MAX_RECEIVES);
    assertThat(leased.moves()).extracting(Moves::move).containsExactly(move);
    assertThat(leased.moves().getFirst().state().until()).isEqualTo(START + 1 + 30_000);
    assertThat(proposal.book().firstReady(Set.of())).isEmpty();
  }

  @Test
  void without_a_dead_letter_queue_an_exhausted_message_is_handed_out_again() {
    var proposal = new Proposal(book(1, 1), CONFIG, LATER, Capacity.UNLIMITED);

    var leased = lease(proposal, wanted(1), new MoveTargets(_ -> false, Duration.ZERO));

    assertThat(leased.moves()).isEmpty();
    assertThat(leased.held()).extracting(held -> held.lease().attempt()).containsExactly(2);
  }

  @Test
  void what_a_receiver_has_already_is_left_out() {
    var proposal = new Proposal(book(3, 1), STANDARD, LATER, Capacity.UNLIMITED);
    var wanted = new Wanted(10, 4 << 20, Duration.ZERO, Set.of(2L));

    var leased = lease(proposal, wanted, TARGETS);

    assertThat(leased.held()).extracting(HandedOut::sequence).containsExactly(1L, 3L);
  }
}
