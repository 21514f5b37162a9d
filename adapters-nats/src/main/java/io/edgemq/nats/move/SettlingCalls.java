package io.edgemq.nats.move;

import io.edgemq.domain.LeaseHandle;
import io.edgemq.domain.Queue;
import io.edgemq.domain.QueueRef;
import io.edgemq.domain.Settlement;
import io.edgemq.domain.lease.Handle;
import io.edgemq.domain.lease.SettleLeases.Claim;
import io.edgemq.jetstream.Failures;
import io.edgemq.nats.catalog.Incarnated;
import io.edgemq.nats.queue.Leasing;
import io.edgemq.nats.queue.PendingCommand.ReadIndex;
import io.edgemq.nats.queue.QueueReplicas;
import io.edgemq.nats.queue.Settling;
import io.edgemq.nats.queue.Settling.Evidence;
import io.edgemq.nats.queue.SingleMessages;
import io.edgemq.ports.out.QueueStore.NoSuchQueue;
import io.edgemq.ports.out.QueueStore.SettleResult;
import io.edgemq.ports.out.QueueStore.Settled;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Calls that settle leases. A replica answers at once what it knows; otherwise it reads its ledger
/// to the end, and the call brings the messages that it is about. So an adapter that never received
/// reads what it settles, and not the whole queue.
final class SettlingCalls {
  private final QueueReplicas queues;
  private final MoveExecutor mover;
  private final SingleMessages messages;

  SettlingCalls(QueueReplicas queues, MoveExecutor mover) {
    this.queues = queues;
    this.mover = mover;
    this.messages = new SingleMessages(queues);
  }

  /// How much must be known to the replica.
  private enum Basis {
    /// What it has read so far.
    LOCAL,
    /// All decisions that were stored when the command was submitted, and the messages themselves.
    LATEST
  }

  SettleResult settle(QueueRef queue, List<Settlement> settlements) {
    var result = settle(queue, settlements, Basis.LOCAL);
    if (result.filter(Settling.Ahead.class::isInstance).isPresent()) {
      result = settle(queue, settlements, Basis.LATEST);
    }
    return switch (result.orElse(null)) {
      case null -> new NoSuchQueue();
      case Settling.Done done -> new Settled(done.outcomes());
      case Settling.Ahead _ ->
          // the handles are ours, so the server that answered is cut off from the leaders
          throw Failures.noResponders(new IOException("no server shows what a receipt refers to"));
    };
  }

  private Optional<Settling.Result> settle(
      QueueRef ref, List<Settlement> settlements, Basis basis) {
    var queue = queues.locate(ref);
    if (queue.isEmpty()) {
      return Optional.empty();
    }
    Optional<Settling.Result> result =
        queues.executeNow(
            ref,
            index(ref, basis),
            now -> {
              var claims = claims(settlements, now);
              var handles = claims.stream().map(Claim::handle).toList();
              var evidence = evidence(ref, now, handles, basis);
              return new Settling(now.incarnation(), claims, mover.targets(ref.tenant()), evidence);
            });
    if (result.orElse(null) instanceof Settling.Done done) {
      mover.carryOut(ref, queue.get(), done.moves());
    }
    return result;
  }

  private ReadIndex index(QueueRef ref, Basis basis) {
    return switch (basis) {
      case LOCAL -> ReadIndex.ANY;
      case LATEST -> queues.readIndex(ref);
    };
  }

  private @Nullable Evidence evidence(
      QueueRef ref, Incarnated<Queue> queue, List<Optional<Handle>> handles, Basis basis) {
    return switch (basis) {
      case LOCAL -> null;
      case LATEST -> messages.of(ref, queue.incarnation(), handles);
    };
  }

  private static List<Claim> claims(List<Settlement> settlements, Incarnated<Queue> queue) {
    var handles = Leasing.handles(queue.incarnation());
    return settlements.stream().map(settlement -> Claim.of(settlement, handles)).toList();
  }

  private static List<Optional<Handle>> handles(
      List<LeaseHandle> handles, Incarnated<Queue> queue) {
    var format = Leasing.handles(queue.incarnation());
    return handles.stream().map(format::read).toList();
  }

  void unreceive(QueueRef queue, List<LeaseHandle> handles) {
    if (!unreceive(queue, handles, Basis.LOCAL)) {
      boolean unused = unreceive(queue, handles, Basis.LATEST);
    }
  }

  /// Whether the replica knew the handles' leases; if not, nothing was done.
  private boolean unreceive(QueueRef ref, List<LeaseHandle> handles, Basis basis) {
    if (queues.locate(ref).isEmpty()) {
      return true;
    }
    return queues
        .executeNow(
            ref,
            index(ref, basis),
            now -> {
              var read = handles(handles, now);
              return Settling.unreceiving(read, evidence(ref, now, read, basis));
            })
        .orElse(true);
  }
}
