package io.edgemq.nats;

import io.edgemq.domain.Content;
import io.edgemq.domain.DeadLetterReason;
import io.edgemq.domain.Queue;
import io.edgemq.domain.QueueName;
import io.edgemq.domain.QueueRef;
import io.edgemq.nats.QueueMessages.Draft;
import io.edgemq.nats.Ruling.Gone;
import io.edgemq.nats.Ruling.Move;
import io.edgemq.nats.Ruling.Moves;
import io.edgemq.nats.Stream.Condition;
import io.edgemq.nats.Ticket.Horizon;
import io.edgemq.ports.out.StoreException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;

/// Carries out moves between queues that were decided: stores the message in its new queue under an
/// id that makes a repetition harmless, and then lets it leave the old one.
final class Moving {
  private static final System.Logger LOG = System.getLogger(Moving.class.getName());

  private final NatsQueues queues;

  Moving(NatsQueues queues) {
    this.queues = queues;
  }

  /// Carries out `moves`, in order. What fails is tried again by whoever finds it later.
  void carryOut(QueueRef from, Existing<Queue> queue, List<Moves> moves) {
    if (moves.isEmpty()) {
      return;
    }
    var decisions = new ArrayList<Ruling>();
    try {
      var sequences = moves.stream().map(Moves::sequence).sorted().toList();
      var bodies = Bodies.fetch(queues.messages(from), sequences);
      for (var move : moves) {
        decisions.add(carryOut(new Source(from, queue), move, bodies));
      }
    } catch (StoreException failed) {
      LOG.log(
          System.Logger.Level.WARNING, "a message is moved later; why={0}", String.valueOf(failed));
    } finally {
      conclude(from, queue, decisions);
    }
  }

  private record Source(QueueRef ref, Existing<Queue> queue) {}

  private Ruling carryOut(Source from, Moves moves, Map<Long, Entry> bodies) {
    var entry = bodies.get(moves.sequence());
    if (entry == null) {
      requireGone(from.ref(), moves.sequence());
      return new Gone(moves.sequence());
    }
    var to = new QueueRef(from.ref().tenant(), moves.move().to());
    var target = queues.locate(to);
    if (target.isEmpty()) {
      return new Ruling.Stands(
          moves.sequence(), moves.standing().released(moves.standing().since(), 0));
    }
    var message = QueueMessages.message(from.ref().name(), entry);
    long now = queues.parts().time().instant().toEpochMilli();
    var content = content(message.content(), moves, from.ref().name());
    var draft = new Draft(content, message.group(), now, now);
    var id = "|m" + from.queue().incarnation() + "-" + moves.sequence();
    var outgoing = draft.outgoing(StreamNames.queueSubject(to, target.get().incarnation()));
    // a key of a sender's has no "|"
    if (queues.messages(to).publish(outgoing, Condition.id(id))
        instanceof Published.Kept(var sequence)) {
      queues.sent(to, target.get(), List.of(draft.letter(sequence)));
    }
    return new Gone(moves.sequence());
  }

  /// A message that is not shown is gone only where the stream begins after it.
  private void requireGone(QueueRef ref, long sequence) {
    if (queues.messages(ref).bounds().first() <= sequence) {
      throw new StoreException.Unavailable(
          "no server shows a message of the queue at present",
          new NoSuchElementException("at " + sequence));
    }
  }

  private static Content content(Content content, Moves moves, QueueName source) {
    return switch (moves.move()) {
      case Move.Buried(_, var reason) -> reason.mark(content, source, moves.standing().attempts());
      case Move.Redriven _ -> DeadLetterReason.unmark(content);
    };
  }

  /// How moves ended.
  private record Conclusion(List<Ruling> rulings) implements Errand<Boolean> {
    @Override
    public Optional<Boolean> perform(Plan plan) {
      rulings.forEach(plan::decide);
      return Optional.of(true);
    }

    @Override
    public boolean looks() {
      return false;
    }
  }

  private void conclude(QueueRef from, Existing<Queue> queue, List<Ruling> decisions) {
    if (decisions.isEmpty()) {
      return;
    }
    try {
      var unused =
          queues.visitNow(
              from,
              Horizon.ANY,
              current ->
                  new Conclusion(
                      current.incarnation() == queue.incarnation() ? decisions : List.of()));
    } catch (StoreException failed) {
      LOG.log(
          System.Logger.Level.WARNING,
          "a move is concluded later; why={0}",
          String.valueOf(failed));
    }
  }
}
