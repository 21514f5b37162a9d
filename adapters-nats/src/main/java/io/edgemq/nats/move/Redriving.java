package io.edgemq.nats.move;

import io.edgemq.domain.DeadLetterReason;
import io.edgemq.domain.Queue;
import io.edgemq.domain.QueueName;
import io.edgemq.domain.QueueRef;
import io.edgemq.domain.RedrivePlan;
import io.edgemq.domain.StoreException;
import io.edgemq.domain.lease.LeaseBook;
import io.edgemq.domain.lease.RedriveMessages;
import io.edgemq.domain.lease.RedriveMessages.Candidates;
import io.edgemq.domain.lease.RedriveMessages.Decided;
import io.edgemq.jetstream.ContentHeaders;
import io.edgemq.jetstream.PayloadReader;
import io.edgemq.nats.catalog.Incarnated;
import io.edgemq.nats.queue.PendingCommand.ReadIndex;
import io.edgemq.nats.queue.QueueReplicas;
import io.edgemq.ports.out.QueueStore.NoSuchQueue;
import io.edgemq.ports.out.QueueStore.RedriveResult;
import io.edgemq.ports.out.QueueStore.RedriveStep;
import io.edgemq.ports.out.QueueStore.Redriven;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Moves dead letters back: finds them, reads where they came from, and decides to move those that
/// were not leased in the meantime.
final class Redriving {
  /// What a step looks at.
  ///
  /// @param cursor up to where it has looked then
  private record Found(List<Long> sequences, long cursor) {}

  private final QueueReplicas queues;
  private final MoveExecutor mover;

  Redriving(QueueReplicas queues, MoveExecutor mover) {
    this.queues = queues;
    this.mover = mover;
  }

  /// Throws `StoreException.Full`, and decides nothing, while the cluster is full.
  RedriveResult redrive(QueueRef ref, RedrivePlan plan, RedriveStep step) {
    queues.parts().cluster().reserve().requireUnspent();
    var source = queues.locate(ref);
    var to = plan.to();
    if (source.isEmpty() || (to != null && !exists(ref, to))) {
      return new NoSuchQueue();
    }
    var found = find(ref, source.get(), step);
    if (found.isEmpty()) {
      return new NoSuchQueue();
    }
    var sequences = found.get().sequences();
    var targets = targets(ref, source.get(), plan, sequences);
    var wanted = new RedriveMessages(sequences, targets, mover.targets(ref.tenant()));
    Optional<Decided> decided =
        queues.executeNow(
            ref,
            ReadIndex.ANY,
            now ->
                proposal ->
                    Optional.of(
                        isSame(now, source)
                            ? wanted.decide(proposal)
                            : new Decided(List.of(), sequences.size())));
    if (decided.isEmpty()) {
      return new NoSuchQueue();
    }
    var moves = decided.get().moves();
    mover.carryOut(ref, source.get(), moves);
    int seen = decided.get().seen();
    if (seen < sequences.size()) {
      requireProgress(ref, seen);
      return new Redriven(sequences.get(seen - 1), moves.size(), seen - moves.size());
    }
    return new Redriven(found.get().cursor(), moves.size(), seen - moves.size());
  }

  /// Refuses when there are messages to look at, and this process has no room to know them.
  private Optional<Found> find(QueueRef ref, Incarnated<Queue> source, RedriveStep step) {
    var index = queues.readIndex(ref);
    long end = Math.min(step.end(), index.messages());
    Optional<Found> found =
        queues.executeNow(
            ref,
            index,
            now ->
                proposal ->
                    Optional.of(
                        isSame(now, Optional.of(source))
                            ? find(proposal.book(), step, end)
                            : new Found(List.of(), step.end())));
    if (found.filter(f -> f.cursor() <= step.after() && step.after() < step.end()).isPresent()) {
      throw queues.parts().shared().memory().refuse(ref);
    }
    return found;
  }

  private static void requireProgress(QueueRef ref, int seen) {
    if (seen == 0) {
      throw new StoreException.Unavailable(
          "an earlier message of the group is still being moved",
          new IllegalStateException(ref.toString()));
    }
  }

  /// A queue that was recreated in the meantime has other messages.
  private static boolean isSame(Incarnated<Queue> now, Optional<Incarnated<Queue>> source) {
    return source.filter(was -> was.incarnation() == now.incarnation()).isPresent();
  }

  /// Finds messages up to `end`, or as many as there was room for.
  private static Found find(LeaseBook book, RedriveStep step, long end) {
    long seen = Math.min(end, book.arrived());
    var candidates = Candidates.of(book, step.after(), seen, step.max());
    var sequences = candidates.sequences();
    if (candidates.more()) {
      return new Found(sequences, sequences.getLast());
    }
    return new Found(sequences, seen < end ? seen : step.end());
  }

  /// The target queue of each message; messages without a target are missing.
  private Map<Long, QueueName> targets(
      QueueRef ref, Incarnated<Queue> queue, RedrivePlan plan, List<Long> sequences) {
    var targets = new HashMap<Long, QueueName>();
    var to = plan.to();
    if (to != null) {
      sequences.forEach(sequence -> targets.put(sequence, to));
      return targets;
    }
    PayloadReader.fetch(queues.messages(ref, queue.incarnation()), sequences)
        .forEach(
            (sequence, entry) ->
                DeadLetterReason.source(ContentHeaders.content(entry.headers(), entry.body()))
                    .filter(name -> exists(ref, name))
                    .ifPresent(name -> targets.put(sequence, name)));
    return targets;
  }

  private boolean exists(QueueRef ref, QueueName name) {
    return queues.locate(new QueueRef(ref.tenant(), name)).isPresent();
  }
}
