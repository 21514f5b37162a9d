package io.edgemq.nats;

import io.edgemq.domain.DeadLetterReason;
import io.edgemq.domain.Lease;
import io.edgemq.nats.Ruling.Move;
import io.edgemq.nats.Ruling.Moves;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The errand of a receiver.
///
/// @param targets which queues there are to send dead letters to
record Leasing(long incarnation, Wanted wanted, Targets targets) implements Errand<Leasing.Leased> {
  /// What the receiver wants.
  ///
  /// @param max how many messages at most
  /// @param bytes after how many bytes of payload there are no more
  /// @param visibility how long to lease them; null: as the queue says
  /// @param without what it has already: each message is handed out once in a receive
  record Wanted(int max, long bytes, @Nullable Duration visibility, Set<Long> without) {}

  /// What was leased, and what was found exhausted and has to be moved.
  ///
  /// @param incarnation of the queue that it is of
  record Leased(long incarnation, List<HandedOut> held, List<Moves> moves) {}

  /// A message that was leased.
  record HandedOut(long sequence, Lease lease) {}

  @Override
  public Optional<Leased> perform(Plan plan) {
    var taken = new ArrayList<Letter>();
    var moves = new ArrayList<Moves>();
    long bytes = 0;
    long until = plan.in(plan.config().visibilityOr(wanted.visibility()));
    var held = new ArrayList<HandedOut>();
    while (taken.size() < wanted.max() && bytes < wanted.bytes() && !plan.isFull()) {
      var next = plan.book().firstReady(wanted.without());
      if (next.isEmpty()) {
        break;
      }
      var letter = next.get();
      var move = burial(plan, letter);
      if (move.isPresent()) {
        moves.add(targets.move(plan, letter, move.get()));
      } else {
        plan.stands(letter, letter.standing.leased(plan.token(), until));
        taken.add(letter);
        held.add(new HandedOut(letter.sequence, lease(incarnation, letter)));
      }
      bytes += letter.size; // who receives moves it too, and has it in memory then
    }
    return held.isEmpty() && moves.isEmpty()
        ? Optional.empty()
        : Optional.of(new Leased(incarnation, held, moves));
  }

  private Optional<Move> burial(Plan plan, Letter letter) {
    return Optional.ofNullable(plan.config().deadLetter())
        .filter(policy -> policy.isExhausted(letter.standing.attempts()))
        .filter(policy -> targets.exists(policy.queue()))
        .map(policy -> new Move.Buried(policy.queue(), DeadLetterReason.MAX_RECEIVES));
  }

  /// The lease on a letter that is leased.
  static Lease lease(long incarnation, Letter letter) {
    var standing = letter.standing;
    return new Lease(
        new Handle(incarnation, letter.sequence, standing.token()).text(),
        standing.attempts(),
        Instant.ofEpochMilli(standing.until()));
  }

  @Override
  public boolean looks() {
    return wanted.without().isEmpty();
  }

  @Override
  public Leased nothing() {
    return new Leased(incarnation, List.of(), List.of());
  }

  @Override
  public void undone(Leased answer, Plan plan) {
    for (var held : answer.held()) {
      Settling.takeBack(plan, Handle.parse(held.lease().handle(), incarnation));
    }
  }
}
