package io.edgemq.domain.lease;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.domain.DeadLetterReason;
import io.edgemq.domain.LeaseHandle;
import io.edgemq.domain.QueueConfig;
import io.edgemq.domain.QueueName;
import io.edgemq.domain.QueueType;
import io.edgemq.domain.Settlement;
import io.edgemq.domain.lease.LeaseMessages.Wanted;
import io.edgemq.domain.lease.SettleLeases.Claim;
import io.edgemq.domain.lease.StateChange.Move;
import io.edgemq.domain.lease.StateChange.Moves;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SettleLeasesTest {
  private static final long START = 1_000_000;
  private static final long END = START + 30_000;
  private static final HandleFormat HANDLES = new HandleFormat('t', 7);
  private static final QueueConfig CONFIG = QueueConfig.standard(1_000);
  private static final MoveTargets NOWHERE = new MoveTargets(_ -> false, Duration.ZERO);

  private final LeaseBook book = new LeaseBook(QueueType.STANDARD);
  private final LeaseHandle first = lease(1);

  /// The handle of a new message, which is leased until [#END].
  private LeaseHandle lease(long sequence) {
    book.arrive(new MessageEntry(sequence, START, START, null, 1));
    book.arrivedUpTo(sequence);
    return receive(START).getFirst();
  }

  private Proposal proposal(long now) {
    var moment = new Moment(now, now);
    book.passTime(moment, CONFIG);
    return new Proposal(book, CONFIG, moment, Capacity.UNLIMITED);
  }

  private List<LeaseHandle> receive(long now) {
    var wanted = new Wanted(10, 1_000, Duration.ofMillis(END - now), Set.of());
    return new LeaseMessages(wanted, HANDLES, NOWHERE)
        .decide(proposal(now)).held().stream().map(held -> held.lease().handle()).toList();
  }

  private List<SettleOutcome> settle(long now, Settlement... settlements) {
    var claims = List.of(settlements).stream().map(s -> Claim.of(s, HANDLES)).toList();
    return new SettleLeases(claims, HANDLES, NOWHERE).decide(proposal(now)).outcomes();
  }

  private void unreceive(LeaseHandle handle) {
    new Unreceive(List.of(HANDLES.read(handle))).decide(proposal(START));
  }

  @Test
  void a_message_that_is_acknowledged_twice_has_gone_the_second_time() {
    var outcomes = settle(START, new Settlement.Ack(first), new Settlement.Ack(first));

    assertThat(outcomes).containsExactly(new SettleOutcome.Done(), new SettleOutcome.Gone());
  }

  @Test
  void a_lease_that_ran_out_settles_until_the_message_is_handed_out_again() {
    var second = lease(2);
    assertThat(settle(END, new Settlement.Ack(first))).containsExactly(new SettleOutcome.Done());

    var again = receive(END);

    assertThat(again).hasSize(1);
    assertThat(settle(END, new Settlement.Ack(second))).containsExactly(new SettleOutcome.Stale());
  }

  @Test
  void an_extension_moves_the_end_of_the_lease_and_counts_no_attempt() {
    var outcome = settle(START, new Settlement.Extend(first, Duration.ofSeconds(60))).getFirst();

    assertThat(outcome).isInstanceOf(SettleOutcome.Extended.class);
    var lease = ((SettleOutcome.Extended) outcome).lease();
    assertThat(lease.attempt()).isEqualTo(1);
    assertThat(lease.until().toEpochMilli()).isEqualTo(START + 60_000);
    assertThat(settle(START, new Settlement.Ack(first), new Settlement.Ack(lease.handle())))
        .containsExactly(new SettleOutcome.Done(), new SettleOutcome.Gone());
  }

  @Test
  void who_gives_back_a_message_waits_for_those_that_could_be_received_for_longer() {
    var second = lease(2);

    settle(END - 2, new Settlement.Nack(first, Duration.ZERO));
    unreceive(second);

    assertThat(receive(END - 1).stream().map(HANDLES::read).map(Optional::orElseThrow))
        .extracting(Handle::sequence)
        .containsExactly(2L, 1L);
  }

  @Test
  void a_lease_that_is_taken_back_never_was() {
    unreceive(first);

    assertThat(book.find(1).orElseThrow().isUntouched()).isTrue();
    assertThat(settle(START, new Settlement.Ack(first)))
        .containsExactly(new SettleOutcome.GivenBack());
  }

  @Test
  void nothing_is_rejected_to_a_queue_that_is_not_there() {
    var reject = new Settlement.Reject(first, new DeadLetterReason("broken"));

    assertThat(settle(START, reject)).containsExactly(new SettleOutcome.NoDeadLetterQueue());
  }

  @Test
  void a_handle_of_another_queue_or_of_the_future_is_unknown() {
    var anothers = new HandleFormat('t', 8).write(new Handle(1, 1));
    var anotherStores = new HandleFormat('u', 7).write(new Handle(1, 1));
    var unsent = HANDLES.write(new Handle(2, 1));
    var ungiven = HANDLES.write(new Handle(1, 999_999_999_999_999_999L));

    var outcomes =
        settle(
            START,
            new Settlement.Ack(anothers),
            new Settlement.Ack(anotherStores),
            new Settlement.Ack(unsent),
            new Settlement.Ack(ungiven),
            new Settlement.Ack(new LeaseHandle("t7-1")));

    assertThat(outcomes).hasSize(5).containsOnly(new SettleOutcome.Unknown());
  }

  @Test
  void what_moves_has_gone_for_those_who_had_it_and_whoever_is_late_concludes_nothing() {
    var message = book.find(1).orElseThrow();
    var move = new Move.Redriven(new QueueName("side"));
    var early = new Moves(1, message.state().moving(START, START + 10), move);
    book.apply(early);
    assertThat(settle(START, new Settlement.Ack(first))).containsExactly(new SettleOutcome.Gone());
    var claims = new ClaimMoves(new MoveTargets(_ -> true, Duration.ofSeconds(9)), 1_000);

    var taken = claims.decide(proposal(START + 10));
    var late = List.of(new ConcludeMoves.Ended(early, new StateChange.Gone(1)));
    new ConcludeMoves(late).decide(proposal(START + 11));

    assertThat(taken).containsExactly(new Moves(1, message.state(), move));
    assertThat(message.state().until()).isEqualTo(START + 10 + 9_000);
    assertThat(book.find(1)).isPresent();
    var inTime = List.of(new ConcludeMoves.Ended(taken.getFirst(), new StateChange.Gone(1)));
    new ConcludeMoves(inTime).decide(proposal(START + 12));
    assertThat(book.find(1)).isEmpty();
  }
}
