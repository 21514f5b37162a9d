package io.edgemq.nats.move;

import io.edgemq.domain.LeaseHandle;
import io.edgemq.domain.LeasedMessage;
import io.edgemq.domain.NewQueueMessage;
import io.edgemq.domain.QueueCounts;
import io.edgemq.domain.QueueRef;
import io.edgemq.domain.ReceiveRequest;
import io.edgemq.domain.RedrivePlan;
import io.edgemq.domain.Settlement;
import io.edgemq.domain.StoreException;
import io.edgemq.domain.lease.LeaseMessages.HandedOut;
import io.edgemq.domain.lease.LeaseMessages.Wanted;
import io.edgemq.domain.lease.MoveTargets;
import io.edgemq.jetstream.PayloadReader;
import io.edgemq.nats.queue.Counting;
import io.edgemq.nats.queue.Forwarding;
import io.edgemq.nats.queue.Leasing;
import io.edgemq.nats.queue.Leasing.Leased;
import io.edgemq.nats.queue.PendingCommand.ReadIndex;
import io.edgemq.nats.queue.Purging;
import io.edgemq.nats.queue.QueueMessages;
import io.edgemq.nats.queue.QueueReplicas;
import io.edgemq.nats.queue.QueueReplicas.Call;
import io.edgemq.nats.queue.Sending;
import io.edgemq.ports.out.QueueStore;
import io.edgemq.ports.out.SourceId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;

/// [QueueStore] on JetStream: docs/adr/0011.
public final class NatsQueueStore implements QueueStore {
  private static final System.Logger LOG = System.getLogger(NatsQueueStore.class.getName());

  private final QueueReplicas queues;
  private final Sending sending;
  private final MoveExecutor mover;
  private final Redriving redriving;
  private final SettlingCalls settlingCalls;
  private final Purging purging;
  private final Counting counting;
  private final Forwarding forwarding;

  public NatsQueueStore(QueueReplicas queues) {
    this.queues = queues;
    this.sending = new Sending(queues);
    this.mover = new MoveExecutor(queues);
    this.redriving = new Redriving(queues, mover);
    this.settlingCalls = new SettlingCalls(queues, mover);
    this.purging = new Purging(queues);
    this.counting = new Counting(queues);
    this.forwarding = new Forwarding(queues);
  }

  private MoveTargets targets(QueueRef queue) {
    return mover.targets(queue.tenant());
  }

  @Override
  public SendResult send(QueueRef queue, List<NewQueueMessage> messages) {
    return sending.send(queue, messages);
  }

  @Override
  public ReceiveResult receive(QueueRef queue, ReceiveRequest request) throws InterruptedException {
    try {
      return receiveAll(queue, request);
    } catch (StoreException failed) {
      if (Thread.interrupted()) {
        throw new InterruptedException("while it received");
      }
      throw failed;
    }
  }

  /// Once a receive has messages, an outage ends it, and an interrupt gives them back.
  private ReceiveResult receiveAll(QueueRef queue, ReceiveRequest request)
      throws InterruptedException {
    var all = new ArrayList<LeasedMessage>();
    try {
      return receiveInto(all, queue, request);
    } catch (InterruptedException stopped) {
      giveBack(queue, all);
      throw stopped;
    } catch (StoreException failed) {
      if (all.isEmpty()) {
        throw failed;
      }
      if (Thread.currentThread().isInterrupted()) {
        giveBack(queue, all);
        throw failed;
      }
      LOG.log(System.Logger.Level.DEBUG, "a receive ended early; why={0}", String.valueOf(failed));
      return new Received(all);
    }
  }

  private ReceiveResult receiveInto(List<LeasedMessage> all, QueueRef queue, ReceiveRequest request)
      throws InterruptedException {
    long deadline = System.nanoTime() + request.maxWait().toNanos();
    var consistency = Consistency.LOCAL;
    while (true) {
      var left = Duration.ofNanos(Math.max(0, deadline - System.nanoTime()));
      var patience = all.isEmpty() ? left : Duration.ZERO;
      var call = new Call(queue, readIndex(queue, consistency), patience);
      var wanted = rest(request, all);
      var found = leaseOnce(call, wanted);
      if (found.isEmpty()) {
        return all.isEmpty() ? new NoSuchQueue() : new Received(all);
      }
      all.addAll(found.get().messages());
      var open = rest(request, all);
      boolean wants = open.max() > 0 && open.bytes() > 0;
      boolean mayBeBehind = consistency == Consistency.LOCAL && left.isZero();
      if (!wants || !(found.get().moved() || mayBeBehind)) {
        if (all.isEmpty()) {
          queues.requireConnected(); // an empty result must not mean that nothing was read
        }
        return new Received(all);
      }
      // before an empty answer, the cluster is asked what others have sent
      consistency = mayBeBehind ? Consistency.LATEST : consistency;
    }
  }

  /// What a receiver still wants after it has `received` some messages.
  private static Wanted rest(ReceiveRequest request, List<LeasedMessage> received) {
    long bytes = RECEIVE_BYTES;
    var without = new HashSet<Long>();
    for (var leased : received) {
      bytes -= leased.message().content().payload().size();
      without.add(leased.message().sequence());
    }
    return new Wanted(request.max() - received.size(), bytes, request.visibility(), without);
  }

  /// How much a replica must have read.
  private enum Consistency {
    /// What it has read so far.
    LOCAL,
    /// Everything that was stored when the command was submitted.
    LATEST
  }

  private ReadIndex readIndex(QueueRef queue, Consistency consistency) {
    return switch (consistency) {
      case LOCAL -> ReadIndex.ANY;
      case LATEST -> queues.readIndex(queue);
    };
  }

  /// @param moved whether some messages had to be moved away
  private record Found(List<LeasedMessage> messages, boolean moved) {}

  private Optional<Found> leaseOnce(Call call, Wanted wanted) throws InterruptedException {
    var queue = queues.locate(call.ref());
    if (queue.isEmpty()) {
      return Optional.empty();
    }
    var leased =
        queues.execute(call, now -> new Leasing(now.incarnation(), wanted, targets(call.ref())));
    if (leased.isEmpty()) {
      return Optional.empty();
    }
    if (queue.get().incarnation()
        == leased.get().incarnation()) { // otherwise they were removed with their queue
      mover.carryOut(call.ref(), queue.get(), leased.get().moves());
    }
    return Optional.of(
        new Found(withBodies(call.ref(), leased.get()), !leased.get().moves().isEmpty()));
  }

  private List<LeasedMessage> withBodies(QueueRef ref, Leased leased) {
    try {
      var sequences = leased.held().stream().map(HandedOut::sequence).sorted().toList();
      var bodies = PayloadReader.fetch(queues.messages(ref, leased.incarnation()), sequences);
      var readable = new ArrayList<LeasedMessage>();
      for (var held : leased.held()) {
        var entry = bodies.get(held.sequence());
        if (entry != null) {
          QueueMessages.message(ref.name(), entry)
              .map(message -> new LeasedMessage(message, held.lease()))
              .ifPresent(readable::add);
        }
      }
      return readable;
    } catch (StoreException failed) {
      giveBackHandles(ref, leased.held().stream().map(held -> held.lease().handle()).toList());
      throw failed;
    }
  }

  private void giveBack(QueueRef ref, List<LeasedMessage> received) {
    if (!received.isEmpty()) {
      giveBackHandles(ref, received.stream().map(leased -> leased.lease().handle()).toList());
    }
  }

  private void giveBackHandles(QueueRef ref, List<LeaseHandle> handles) {
    boolean interrupted = Thread.interrupted();
    try {
      settlingCalls.unreceive(ref, handles);
    } catch (StoreException later) {
      LOG.log(
          System.Logger.Level.WARNING,
          "leases run until their end; why={0}",
          String.valueOf(later));
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  @Override
  public SettleResult settle(QueueRef queue, List<Settlement> settlements) {
    return settlingCalls.settle(queue, settlements);
  }

  @Override
  public void unreceive(QueueRef queue, List<LeaseHandle> handles) {
    settlingCalls.unreceive(queue, handles);
  }

  @Override
  public PurgeResult purge(QueueRef queue) {
    return purging.purge(queue);
  }

  @Override
  public Optional<QueueCounts> count(QueueRef queue) {
    return counting.count(queue);
  }

  @Override
  public Optional<Long> lastSequence(QueueRef queue) {
    return queues.locate(queue).map(_ -> queues.readIndex(queue).messages());
  }

  @Override
  public RedriveResult redrive(QueueRef source, RedrivePlan plan, RedriveStep step) {
    return redriving.redrive(source, plan, step);
  }

  @Override
  public ForwardResult forward(QueueRef queue, SourceId source, List<SourceMessage> messages) {
    return forwarding.forward(queue, source, messages);
  }

  @Override
  public void retire(QueueRef queue, SourceId source) {
    forwarding.retire(queue, source);
  }
}
