package io.edgemq.nats;

import io.edgemq.domain.Queue;
import io.edgemq.domain.QueueName;
import io.edgemq.domain.QueueRef;
import io.edgemq.domain.TenantId;
import io.edgemq.domain.lease.ClaimMoves;
import io.edgemq.domain.lease.ConcludeMoves;
import io.edgemq.domain.lease.ConcludeMoves.Ended;
import io.edgemq.domain.lease.MoveSource;
import io.edgemq.domain.lease.MoveTargets;
import io.edgemq.domain.lease.Proposal;
import io.edgemq.domain.lease.StateChange;
import io.edgemq.domain.lease.StateChange.Gone;
import io.edgemq.domain.lease.StateChange.Moves;
import io.edgemq.nats.QueueMessages.Draft;
import io.edgemq.nats.Ticket.Horizon;
import io.edgemq.ports.out.QueueStore;
import io.edgemq.ports.out.StoreException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;

/// Carries out moves between queues that were decided: stores the message in its new queue under an
/// id that makes a repetition harmless, and then lets it leave the old one. Who decided on a move
/// has a claim to it for some time; whoever finds it later renews the claim and finishes the move.
final class Moving implements Mover {
  private static final System.Logger LOG = System.getLogger(Moving.class.getName());

  private final NatsQueues queues;
  private final Conclusions conclusions;

  Moving(NatsQueues queues) {
    this.queues = queues;
    this.conclusions = new Conclusions(queues);
  }

  /// How long who decided on a move has to carry it out before somebody else does.
  Duration claim() {
    return queues.parts().cluster().timeout().multipliedBy(3);
  }

  /// Where the messages of a tenant's queues can be moved to.
  MoveTargets targets(TenantId tenant) {
    var directory = queues.parts().directory();
    return new MoveTargets(
        name -> directory.locate(new QueueRef(tenant, name)).isPresent(), claim());
  }

  /// Throws `StoreException` when the claims could not be renewed.
  @Override
  public void finish(QueueRef from, Existing<Queue> queue) {
    var claims = new ClaimMoves(targets(from.tenant()), QueueStore.RECEIVE_BYTES);
    Optional<List<Moves>> renewed =
        queues.visitNow(
            from,
            Horizon.ANY,
            current ->
                current.incarnation() == queue.incarnation()
                    ? proposal -> Optional.of(claims.decide(proposal))
                    : _ -> Optional.of(List.<Moves>of()));
    carryOut(from, queue, renewed.orElse(List.of()));
  }

  @Override
  public Set<MoveSource> over(TenantId tenant, Set<MoveSource> sources) {
    return conclusions.over(tenant, sources);
  }

  /// Carries out `moves`, in order. What fails is tried again by whoever finds it later.
  void carryOut(QueueRef from, Existing<Queue> queue, List<Moves> moves) {
    if (moves.isEmpty()) {
      return;
    }
    var ended = new ArrayList<Ended>();
    try {
      var sequences = moves.stream().map(Moves::sequence).sorted().toList();
      var bodies = Bodies.fetch(queues.messages(from, queue.incarnation()), sequences);
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
    return now + queues.parts().cluster().timeout().toMillis() <= moves.state().until();
  }

  private record Source(QueueRef ref, Existing<Queue> queue) {}

  private StateChange carryOut(Source from, Moves moves, Map<Long, Entry> bodies) {
    var entry = bodies.get(moves.sequence());
    if (entry == null) {
      requireGone(from, moves.sequence());
      return new Gone(moves.sequence());
    }
    var to = new QueueRef(from.ref().tenant(), moves.move().to());
    var target = queues.locate(to);
    if (target.isEmpty()) {
      return new StateChange.Becomes(
          moves.sequence(), moves.state().released(moves.state().since(), 0));
    }
    store(from, moves, entry, new Source(to, target.get()));
    return new Gone(moves.sequence());
  }

  /// Stores the message in its new queue, unless it was stored there before: as long as somebody
  /// may repeat the move, the message stays there, or its tombstone.
  private void store(Source from, Moves moves, Entry entry, Source to) {
    var message = QueueMessages.message(from.ref().name(), entry);
    long now = queues.parts().time().instant().toEpochMilli();
    var content = moves.content(message.content(), from.ref().name());
    var draft = new Draft(content, message.group(), now, now);
    long incarnation = from.queue().incarnation();
    long storedAt = message.timestamp().toEpochMilli();
    var source = new MoveSource(from.ref().name(), incarnation, moves.sequence(), storedAt);
    var subject = StreamNames.movedSubject(to.ref(), to.queue().incarnation(), source);
    var stream = queues.messages(to.ref(), to.queue().incarnation());
    // a key of a sender's has no "|"
    var fresh = Condition.fresh("|m" + incarnation + "-" + moves.sequence() + "-" + storedAt);
    switch (stream.publish(draft.outgoing(subject), fresh)) {
      case Published.Kept(var sequence) ->
          queues.sent(to.ref(), to.queue(), List.of(draft.entry(sequence).movedFrom(source)));
      case Published.Known _ -> {}
      case Published.Behind _ -> requireStored(stream, subject);
    }
  }

  /// The server also refuses while somebody else is storing it.
  private static void requireStored(Stream stream, String subject) {
    if (stream.fromLeader(1, subject).isEmpty()) {
      throw new StoreException.Unavailable(
          "somebody else may be moving the message", new IOException(subject));
    }
  }

  /// A message that is not shown is gone only where the stream begins after it.
  private void requireGone(Source from, long sequence) {
    if (queues.messages(from.ref(), from.queue().incarnation()).bounds().first() <= sequence) {
      throw new StoreException.Unavailable(
          "no server shows a message of the queue at present",
          new NoSuchElementException("at " + sequence));
    }
  }

  private static Errand<Boolean> concluding(List<Ended> ended) {
    return new Errand<>() {
      @Override
      public Optional<Boolean> perform(Proposal proposal) {
        new ConcludeMoves(ended).decide(proposal);
        return Optional.of(true);
      }

      @Override
      public boolean looks() {
        return false;
      }
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
                  concluding(current.incarnation() == queue.incarnation() ? ended : List.of()));
    } catch (StoreException failed) {
      LOG.log(
          System.Logger.Level.WARNING,
          "a move is concluded later; why={0}",
          String.valueOf(failed));
    }
  }
}
