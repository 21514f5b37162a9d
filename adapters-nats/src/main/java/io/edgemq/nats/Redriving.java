package io.edgemq.nats;

import io.edgemq.domain.DeadLetterReason;
import io.edgemq.domain.Queue;
import io.edgemq.domain.QueueName;
import io.edgemq.domain.QueueRef;
import io.edgemq.domain.RedrivePlan;
import io.edgemq.domain.StoreException;
import io.edgemq.nats.Ruling.Move;
import io.edgemq.nats.Ruling.Moves;
import io.edgemq.nats.Ticket.Horizon;
import io.edgemq.ports.out.QueueStore.NoSuchQueue;
import io.edgemq.ports.out.QueueStore.RedriveResult;
import io.edgemq.ports.out.QueueStore.RedriveStep;
import io.edgemq.ports.out.QueueStore.Redriven;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Moves dead letters back: looks which ones there are, reads where they came from, and decides on
/// those that nobody leased meanwhile.
final class Redriving {
  private static final Optional<Candidates> NOTHING = Optional.of(new Candidates(List.of(), false));

  private final NatsQueues queues;
  private final Moving moving;
  private final Duration claim;

  Redriving(NatsQueues queues, Moving moving) {
    this.queues = queues;
    this.moving = moving;
    this.claim = moving.claim();
  }

  /// @param sequences in order
  /// @param more whether there are others after the last of them
  private record Candidates(List<Long> sequences, boolean more) {}

  RedriveResult redrive(QueueRef ref, RedrivePlan plan, RedriveStep step) {
    var source = queues.locate(ref);
    var to = plan.to();
    if (source.isEmpty() || (to != null && !exists(ref, to))) {
      return new NoSuchQueue();
    }
    var found =
        queues.visitNow(
            ref,
            queues.horizon(ref),
            now -> current -> isSame(now, source) ? candidates(current, step) : NOTHING);
    if (found.isEmpty()) {
      return new NoSuchQueue();
    }
    var sequences = found.get().sequences();
    var targets = targets(ref, source.get(), plan, sequences);
    Optional<Decided> decided =
        queues.visitNow(
            ref,
            Horizon.ANY,
            now ->
                current ->
                    Optional.of(
                        isSame(now, source)
                            ? decide(current, ref, sequences, targets)
                            : new Decided(List.of(), sequences.size())));
    if (decided.isEmpty()) {
      return new NoSuchQueue();
    }
    var moves = decided.get().moves();
    moving.carryOut(ref, source.get(), moves);
    int seen = decided.get().seen();
    if (seen < sequences.size()) {
      requireProgress(ref, seen);
      return new Redriven(sequences.get(seen - 1), moves.size(), seen - moves.size());
    }
    long cursor = found.get().more() ? sequences.getLast() : step.end();
    return new Redriven(cursor, moves.size(), seen - moves.size());
  }

  private static void requireProgress(QueueRef ref, int seen) {
    if (seen == 0) {
      throw new StoreException.Unavailable(
          "an earlier message of the group is still being moved",
          new IllegalStateException(ref.toString()));
    }
  }

  /// What was decided on.
  ///
  /// @param seen of how many messages: the next one has to wait for one of its group
  private record Decided(List<Moves> moves, int seen) {}

  /// One that was made anew meanwhile has other messages.
  private static boolean isSame(Existing<Queue> now, Optional<Existing<Queue>> source) {
    return source.filter(was -> was.incarnation() == now.incarnation()).isPresent();
  }

  private static Optional<Candidates> candidates(Plan plan, RedriveStep step) {
    var letters = plan.book().between(step.after(), step.end(), step.max() + 1);
    boolean more = letters.size() > step.max();
    return Optional.of(
        new Candidates(
            letters.stream().limit(step.max()).map(letter -> letter.sequence).toList(), more));
  }

  /// Where each message goes; those that go nowhere are not in it.
  private Map<Long, QueueName> targets(
      QueueRef ref, Existing<Queue> queue, RedrivePlan plan, List<Long> sequences) {
    var targets = new HashMap<Long, QueueName>();
    var to = plan.to();
    if (to != null) {
      sequences.forEach(sequence -> targets.put(sequence, to));
      return targets;
    }
    Bodies.fetch(queues.messages(ref, queue.incarnation()), sequences)
        .forEach(
            (sequence, entry) ->
                ContentHeaders.content(entry.headers(), entry.body())
                    .attributes()
                    .find(DeadLetterReason.SOURCE)
                    .filter(QueueName::isLegal)
                    .map(QueueName::new)
                    .filter(name -> exists(ref, name))
                    .ifPresent(name -> targets.put(sequence, name)));
    return targets;
  }

  private boolean exists(QueueRef ref, QueueName name) {
    return queues.locate(new QueueRef(ref.tenant(), name)).isPresent();
  }

  private Decided decide(
      Plan plan, QueueRef ref, List<Long> sequences, Map<Long, QueueName> targets) {
    var moves = new ArrayList<Moves>();
    var places = new Targets(ref.tenant(), queues.parts().directory(), claim);
    var book = plan.book();
    // those after a message that moves wait, wherever they would go
    var moving = book.keepsGroups() ? book.departures().groups() : Set.of();
    for (int seen = 0; seen < sequences.size(); seen++) {
      var letter =
          book.find(sequences.get(seen)).filter(there -> !isMoving(there) && !book.isLeased(there));
      var to = targets.get(sequences.get(seen));
      if (letter.isPresent() && to != null) {
        if (moving.contains(Optional.ofNullable(letter.get().group))) {
          return new Decided(moves, seen);
        }
        moves.add(places.move(plan, letter.get(), new Move.Redriven(to)));
      }
    }
    return new Decided(moves, sequences.size());
  }

  private static boolean isMoving(Letter letter) {
    return letter.standing.state() == Standing.State.MOVING;
  }
}
