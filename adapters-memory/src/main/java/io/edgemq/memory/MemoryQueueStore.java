package io.edgemq.memory;

import io.edgemq.domain.LeaseHandle;
import io.edgemq.domain.LeasedMessage;
import io.edgemq.domain.NewQueueMessage;
import io.edgemq.domain.QueueCounts;
import io.edgemq.domain.QueueRef;
import io.edgemq.domain.ReceiveRequest;
import io.edgemq.domain.RedrivePlan;
import io.edgemq.domain.Settlement;
import io.edgemq.domain.Stored;
import io.edgemq.domain.lease.LeaseMessages;
import io.edgemq.domain.lease.LeaseMessages.Wanted;
import io.edgemq.domain.lease.SettleLeases;
import io.edgemq.domain.lease.SettleLeases.Claim;
import io.edgemq.domain.lease.Unreceive;
import io.edgemq.ports.out.QueueStore;
import io.edgemq.ports.out.SourceId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

final class MemoryQueueStore implements QueueStore {
  private final MemoryQueues queues;
  private final Guard guard;
  private final MemoryMoves moving;
  private final Redriving redriving;

  MemoryQueueStore(MemoryQueues queues) {
    this.queues = queues;
    this.guard = queues.guard();
    this.moving = new MemoryMoves(queues);
    this.redriving = new Redriving(queues, moving);
  }

  @Override
  public SendResult send(QueueRef queue, List<NewQueueMessage> messages) {
    return guard.locked(
        () ->
            queues
                .find(queue)
                .<SendResult>map(
                    state -> new Sent(messages.stream().map(m -> store(state, m)).toList()))
                .orElseGet(NoSuchQueue::new));
  }

  private static Stored store(MemoryQueue state, NewQueueMessage message) {
    long now = state.now();
    var key = message.dedup();
    if (key != null) {
      var earlier = state.dedup().find(key, now);
      if (earlier.isPresent()) {
        return new Stored(earlier.get(), Stored.Origin.REPLAYED);
      }
    }
    long sequence = append(state, message);
    if (key != null) {
      state.dedup().remember(key, sequence, now, state.config().dedupWindow());
    }
    return new Stored(sequence, Stored.Origin.FRESH);
  }

  private static long append(MemoryQueue state, NewQueueMessage message) {
    var delay = state.config().delayOr(message.delay());
    return state.append(message.content(), message.group(), delay);
  }

  @Override
  public ReceiveResult receive(QueueRef queue, ReceiveRequest request) throws InterruptedException {
    long deadline = System.nanoTime() + request.maxWait().toNanos();
    return guard.lockedInterruptibly(
        () -> {
          while (true) {
            guard.requireOpen();
            var found = queues.find(queue);
            if (found.isEmpty()) {
              return new NoSuchQueue();
            }
            var state = found.get();
            var leased = lease(queue, state, request);
            long left = deadline - System.nanoTime();
            if (!leased.isEmpty() || left <= 0) {
              return new Received(leased);
            }
            long unused = state.changed().awaitNanos(pause(state, left));
          }
        });
  }

  /// How long to wait for a change when `nanos` are left: at most until the next message becomes
  /// visible by time alone.
  private static long pause(MemoryQueue state, long nanos) {
    var due = state.book().nextChange(state.moment(), state.config());
    return due.isEmpty() ? nanos : Math.min(nanos, TimeUnit.MILLISECONDS.toNanos(due.getAsLong()));
  }

  /// Leases what is available. When exhausted messages have moved away, there may be more, so it
  /// tries again.
  private List<LeasedMessage> lease(QueueRef ref, MemoryQueue state, ReceiveRequest request) {
    var leased = new ArrayList<LeasedMessage>();
    long bytes = RECEIVE_BYTES;
    boolean more = true;
    while (more && leased.size() < request.max() && bytes > 0) {
      int max = request.max() - leased.size();
      var wanted = new Wanted(max, bytes, request.visibility(), Set.of());
      var proposal = state.proposal();
      var found = new LeaseMessages(wanted, state.handles(), moving.targets(ref)).decide(proposal);
      for (var held : found.held()) {
        var message = state.message(held.sequence());
        leased.add(new LeasedMessage(message, held.lease()));
        bytes -= message.content().payload().size();
      }
      more = !found.moves().isEmpty();
      if (more) { // otherwise no other receiver has to be woken
        moving.carryOut(ref, state, proposal, found.moves());
        state.conclude(proposal);
      }
    }
    return leased;
  }

  @Override
  public SettleResult settle(QueueRef queue, List<Settlement> settlements) {
    return guard.locked(
        () ->
            queues
                .find(queue)
                .<SettleResult>map(state -> settle(queue, state, settlements))
                .orElseGet(NoSuchQueue::new));
  }

  private Settled settle(QueueRef ref, MemoryQueue state, List<Settlement> settlements) {
    var handles = state.handles();
    var claims = settlements.stream().map(each -> Claim.of(each, handles)).toList();
    var proposal = state.proposal();
    var settled = new SettleLeases(claims, handles, moving.targets(ref)).decide(proposal);
    moving.carryOut(ref, state, proposal, settled.moves());
    state.conclude(proposal);
    return new Settled(settled.outcomes());
  }

  @Override
  public void unreceive(QueueRef queue, List<LeaseHandle> handles) {
    guard.<Optional<MemoryQueue>>locked(
        () -> {
          var found = queues.find(queue);
          found.ifPresent(state -> unreceive(state, handles));
          return found;
        });
  }

  private static void unreceive(MemoryQueue state, List<LeaseHandle> handles) {
    var proposal = state.proposal();
    new Unreceive(handles.stream().map(state.handles()::read).toList()).decide(proposal);
    state.conclude(proposal);
  }

  @Override
  public PurgeResult purge(QueueRef queue) {
    return guard.locked(
        () -> {
          var found = queues.find(queue);
          found.ifPresent(MemoryQueue::purge);
          return found.isPresent() ? new Purged() : new NoSuchQueue();
        });
  }

  @Override
  public Optional<QueueCounts> count(QueueRef queue) {
    return guard.locked(() -> queues.find(queue).map(state -> state.book().count(state.now())));
  }

  @Override
  public Optional<Long> lastSequence(QueueRef queue) {
    return guard.locked(() -> queues.find(queue).map(state -> state.book().arrived()));
  }

  @Override
  public RedriveResult redrive(QueueRef source, RedrivePlan plan, RedriveStep step) {
    return guard.locked(() -> redriving.redrive(source, plan, step));
  }

  @Override
  public ForwardResult forward(QueueRef queue, SourceId source, List<SourceMessage> messages) {
    return guard.locked(
        () ->
            queues
                .find(queue)
                .<ForwardResult>map(state -> new Forwarded(forward(state, source, messages)))
                .orElseGet(NoSuchQueue::new));
  }

  private static long forward(MemoryQueue state, SourceId source, List<SourceMessage> messages) {
    long mark = state.marks().of(source);
    for (var each : messages) {
      if (each.sequence() > mark) {
        long unused = append(state, each.message());
        mark = each.sequence();
      }
    }
    state.marks().move(source, mark);
    return mark;
  }

  @Override
  public void retire(QueueRef queue, SourceId source) {
    guard.<Optional<MemoryQueue>>locked(
        () -> {
          var found = queues.find(queue);
          found.ifPresent(state -> state.marks().forget(source));
          return found;
        });
  }
}
