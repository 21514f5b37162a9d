package io.edgemq.nats.move;

import io.edgemq.domain.Queue;
import io.edgemq.domain.QueueMessage;
import io.edgemq.domain.QueueName;
import io.edgemq.domain.QueueRef;
import io.edgemq.domain.StoreException;
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
import io.edgemq.jetstream.Condition;
import io.edgemq.jetstream.Entry;
import io.edgemq.jetstream.PayloadReader;
import io.edgemq.jetstream.Published;
import io.edgemq.jetstream.StreamClient;
import io.edgemq.nats.catalog.Incarnated;
import io.edgemq.nats.catalog.StreamNames;
import io.edgemq.nats.queue.Command;
import io.edgemq.nats.queue.Mover;
import io.edgemq.nats.queue.PendingCommand.ReadIndex;
import io.edgemq.nats.queue.QueueMessages;
import io.edgemq.nats.queue.QueueMessages.Draft;
import io.edgemq.nats.queue.QueueReplicas;
import io.edgemq.ports.out.QueueStore;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;

/// Carries out moves between queues that were decided. It stores the message in its new queue under
/// an id that makes a repetition harmless, and then removes it from the old queue. The adapter that
/// decided on a move has a claim on it for some time; an adapter that finds it later renews the
/// claim and finishes the move.
public final class MoveExecutor implements Mover {
  private static final System.Logger LOG = System.getLogger(MoveExecutor.class.getName());

  private final QueueReplicas queues;
  private final MoveStatus status;

  public MoveExecutor(QueueReplicas queues) {
    this.queues = queues;
    this.status = new MoveStatus(queues);
  }

  /// How long the adapter that decided on a move may take before another one finishes it.
  Duration claim() {
    return queues.parts().cluster().timeout().multipliedBy(3);
  }

  /// The queues to which a tenant's messages can be moved.
  MoveTargets targets(TenantId tenant) {
    var catalog = queues.parts().queues();
    return new MoveTargets(name -> catalog.locate(new QueueRef(tenant, name)).isPresent(), claim());
  }

  /// Throws `StoreException` when the claims could not be renewed, or when the cluster is full:
  /// then the moves wait, since they would take the room that is kept for freeing some.
  @Override
  public void finish(QueueRef from, Incarnated<Queue> queue) {
    queues.parts().cluster().reserve().requireUnspent();
    var claims = new ClaimMoves(targets(from.tenant()), QueueStore.RECEIVE_BYTES);
    Optional<List<Moves>> renewed =
        queues.executeNow(
            from,
            ReadIndex.ANY,
            current ->
                current.incarnation() == queue.incarnation()
                    ? Command.onLedger(proposal -> Optional.of(claims.decide(proposal)))
                    : Command.onLedger(_ -> Optional.of(List.<Moves>of())));
    carryOut(from, queue, renewed.orElse(List.of()));
  }

  @Override
  public Set<MoveSource> over(TenantId tenant, Set<MoveSource> sources) {
    return status.over(tenant, sources);
  }

  /// Carries out `moves`, in order. Whichever adapter finds a failed one later tries it again.
  void carryOut(QueueRef from, Incarnated<Queue> queue, List<Moves> moves) {
    if (moves.isEmpty()) {
      return;
    }
    var ended = new ArrayList<Ended>();
    try {
      var sequences = moves.stream().map(Moves::sequence).sorted().toList();
      var bodies = PayloadReader.fetch(queues.messages(from, queue.incarnation()), sequences);
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

  /// After a failure no further message goes to the same queue, so that the order stays. Moves to
  /// other queues go on.
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

  /// Whether there is time for one more call before another adapter may take over the move.
  private boolean isClaimed(Moves moves) {
    long now = queues.parts().time().instant().toEpochMilli();
    return now + queues.parts().cluster().timeout().toMillis() <= moves.state().until();
  }

  private record Source(QueueRef ref, Incarnated<Queue> queue) {}

  private StateChange carryOut(Source from, Moves moves, Map<Long, Entry> bodies) {
    var entry = bodies.get(moves.sequence());
    if (entry == null) {
      requireGone(from, moves.sequence());
      return new Gone(moves.sequence());
    }
    var message = QueueMessages.message(from.ref().name(), entry);
    if (message.isEmpty()) {
      return new Gone(moves.sequence()); // no adapter can read it, wherever it is
    }
    var to = new QueueRef(from.ref().tenant(), moves.move().to());
    var target = queues.locate(to);
    if (target.isEmpty()) {
      return new StateChange.Becomes(
          moves.sequence(), moves.state().released(moves.state().since(), 0));
    }
    store(from, moves, message.get(), new Source(to, target.get()));
    return new Gone(moves.sequence());
  }

  /// Stores the message in its new queue, unless it was stored there before: as long as somebody
  /// may repeat the move, the message stays there, or its tombstone.
  private void store(Source from, Moves moves, QueueMessage message, Source to) {
    long now = queues.parts().time().instant().toEpochMilli();
    var content = moves.content(message.content(), from.ref().name());
    var draft = new Draft(content, message.group(), now, now);
    long incarnation = from.queue().incarnation();
    long storedAt = message.timestamp().toEpochMilli();
    var source = new MoveSource(from.ref().name(), incarnation, moves.sequence(), storedAt);
    var subject = StreamNames.movedSubject(to.ref(), to.queue().incarnation(), source);
    queues.requireLedger(to.ref(), to.queue());
    var stream = queues.messages(to.ref(), to.queue().incarnation());
    // the dedup key of a sender has no "|"
    var fresh = Condition.fresh("|m" + incarnation + "-" + moves.sequence() + "-" + storedAt);
    var outgoing = draft.outgoing(subject);
    switch (stream.reserve().unlessSpent(() -> stream.publish(outgoing, fresh))) {
      case Published.Kept(var sequence) ->
          queues.sent(to.ref(), to.queue(), List.of(draft.entry(sequence).movedFrom(source)));
      case Published.Known _ -> {}
      case Published.Behind _ -> requireStored(stream, subject);
    }
  }

  /// The server also refuses while another adapter is storing the message.
  private static void requireStored(StreamClient stream, String subject) {
    if (stream.fromLeader(1, subject).isEmpty()) {
      throw new StoreException.Unavailable(
          "another adapter may be moving the message", new IOException(subject));
    }
  }

  /// A message that no server shows is gone only when the stream begins after it.
  private void requireGone(Source from, long sequence) {
    if (queues.messages(from.ref(), from.queue().incarnation()).bounds().first() <= sequence) {
      throw new StoreException.Unavailable(
          "no server shows a message of the queue at present",
          new NoSuchElementException("at " + sequence));
    }
  }

  private static Command<Boolean> concludeCommand(List<Ended> ended) {
    return new Command<>() {
      @Override
      public Optional<Boolean> perform(Proposal proposal) {
        new ConcludeMoves(ended).decide(proposal);
        return Optional.of(true);
      }

      @Override
      public boolean advancesTime() {
        return false;
      }

      @Override
      public boolean readsMessages() {
        return false;
      }
    };
  }

  private void conclude(QueueRef from, Incarnated<Queue> queue, List<Ended> ended) {
    if (ended.isEmpty()) {
      return;
    }
    try {
      var unused =
          queues.executeNow(
              from,
              ReadIndex.ANY,
              current ->
                  concludeCommand(
                      current.incarnation() == queue.incarnation() ? ended : List.of()));
    } catch (StoreException failed) {
      LOG.log(
          System.Logger.Level.WARNING,
          "a move is concluded later; why={0}",
          String.valueOf(failed));
    }
  }
}
