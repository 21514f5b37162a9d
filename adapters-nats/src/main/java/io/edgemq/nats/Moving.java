package io.edgemq.nats;

import io.edgemq.domain.Content;
import io.edgemq.domain.DeadLetterReason;
import io.edgemq.domain.Queue;
import io.edgemq.domain.QueueName;
import io.edgemq.domain.QueueRef;
import io.edgemq.nats.Concluding.Ended;
import io.edgemq.nats.QueueMessages.Draft;
import io.edgemq.nats.Ruling.Gone;
import io.edgemq.nats.Ruling.Move;
import io.edgemq.nats.Ruling.Moves;
import io.edgemq.nats.Stream.Condition;
import io.edgemq.nats.Ticket.Horizon;
import io.edgemq.ports.out.StoreException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;

/// Carries out moves between queues that were decided: stores the message in its new queue under an
/// id that makes a repetition harmless, and then lets it leave the old one. Who decided on a move
/// has a claim to it for some time; whoever finds it later renews the claim and finishes the move.
final class Moving {
  private static final System.Logger LOG = System.getLogger(Moving.class.getName());

  private final NatsQueues queues;

  Moving(NatsQueues queues) {
    this.queues = queues;
  }

  /// How long who decided on a move has to carry it out before somebody else does.
  Duration claim() {
    return queues.parts().cluster().timeout().multipliedBy(3);
  }

  /// Carries out and concludes some of the moves that nobody is known to carry out any more; blocks
  /// for as long as that takes. What fails is tried again by whoever finds it later. Throws
  /// `StoreException` when the claims could not be renewed.
  void finish(QueueRef from, Existing<Queue> queue) {
    var targets = new Targets(from.tenant(), queues.parts().directory(), claim());
    Optional<List<Moves>> renewed =
        queues.visitNow(
            from,
            Horizon.ANY,
            current ->
                current.incarnation() == queue.incarnation()
                    ? new Renewing(targets)
                    : _ -> Optional.of(List.<Moves>of()));
    carryOut(from, queue, renewed.orElse(List.of()));
  }

  /// Carries out `moves`, in order. What fails is tried again by whoever finds it later.
  void carryOut(QueueRef from, Existing<Queue> queue, List<Moves> moves) {
    if (moves.isEmpty()) {
      return;
    }
    var ended = new ArrayList<Ended>();
    try {
      var sequences = moves.stream().map(Moves::sequence).sorted().toList();
      var bodies =
          Bodies.fetch(
              queues.messages(from),
              StreamNames.queueSubject(from, queue.incarnation()),
              sequences);
      carryOut(new Source(from, queue), moves, bodies, ended);
    } catch (StoreException failed) {
      later(failed);
    } finally {
      conclude(from, queue, ended);
    }
  }

  private static void later(StoreException failed) {
    LOG.log(
        System.Logger.Level.WARNING, "a message is moved later; why={0}", String.valueOf(failed));
  }

  /// After a failure nothing more goes to the same queue, so that the order stays; other queues may
  /// do well.
  private void carryOut(
      Source from, List<Moves> moves, Map<Long, Entry> bodies, List<Ended> ended) {
    var failing = new HashSet<QueueName>();
    for (var move : moves) {
      var to = move.move().to();
      if (isClaimed(move) && !failing.contains(to)) {
        try {
          ended.add(new Ended(move, carryOut(from, move, bodies)));
        } catch (StoreException failed) {
          failing.add(to);
          later(failed);
        }
      }
    }
  }

  /// Whether there is time for one more call before somebody else may take the move over.
  private boolean isClaimed(Moves moves) {
    long now = queues.parts().time().instant().toEpochMilli();
    return now + queues.parts().cluster().timeout().toMillis() <= moves.standing().until();
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

  private void conclude(QueueRef from, Existing<Queue> queue, List<Ended> ended) {
    if (ended.isEmpty()) {
      return;
    }
    try {
      var unused =
          queues.visitNow(
              from,
              Horizon.ANY,
              current ->
                  new Concluding(current.incarnation() == queue.incarnation() ? ended : List.of()));
    } catch (StoreException failed) {
      LOG.log(
          System.Logger.Level.WARNING,
          "a move is concluded later; why={0}",
          String.valueOf(failed));
    }
  }
}
