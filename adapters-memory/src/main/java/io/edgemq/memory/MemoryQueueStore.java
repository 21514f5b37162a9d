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
import io.edgemq.ports.out.QueueStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

final class MemoryQueueStore implements QueueStore {
  private final MemoryQueues queues;
  private final Guard guard;
  private final DeadLetters deadLetters;
  private final Settling settling;
  private final Redriving redriving;

  MemoryQueueStore(MemoryQueues queues) {
    this.queues = queues;
    this.guard = queues.guard();
    this.deadLetters = new DeadLetters(queues);
    this.settling = new Settling(guard, deadLetters);
    this.redriving = new Redriving(queues);
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

  private Stored store(QueueState state, NewQueueMessage message) {
    long now = guard.now();
    var key = message.dedup();
    if (key != null) {
      var earlier = state.dedup().find(key, now);
      if (earlier.isPresent()) {
        return new Stored(earlier.get(), Stored.Origin.REPLAYED);
      }
    }
    var delay = state.config().delayOr(message.delay());
    long sequence = state.append(message.content(), message.group(), delay, now).sequence;
    if (key != null) {
      state.dedup().remember(key, sequence, now, state.config().dedupWindow());
    }
    return new Stored(sequence, Stored.Origin.FRESH);
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

  /// How long to wait for a change when `nanos` are left: until time alone may bring one.
  private long pause(QueueState state, long nanos) {
    var due = state.nextChange(guard.now()).map(TimeUnit.MILLISECONDS::toNanos);
    return Math.min(nanos, due.orElse(nanos));
  }

  private List<LeasedMessage> lease(QueueRef ref, QueueState state, ReceiveRequest request) {
    var taken = new ArrayList<Letter>();
    long bytes = 0;
    while (taken.size() < request.max() && bytes < RECEIVE_BYTES) {
      var letter = state.take();
      if (letter.isEmpty()) {
        break;
      }
      if (!deadLetters.bury(ref, state, letter.get())) {
        taken.add(letter.get());
        bytes += letter.get().content.payload().size();
      }
    }
    long until = guard.now() + state.config().visibilityOr(request.visibility()).toMillis();
    return taken.stream().map(letter -> lease(state, letter, until)).toList();
  }

  private static LeasedMessage lease(QueueState state, Letter letter, long until) {
    state.lease(letter, until);
    return new LeasedMessage(letter.message(state.queue().name()), Settling.leaseOf(state, letter));
  }

  @Override
  public SettleResult settle(QueueRef queue, List<Settlement> settlements) {
    return guard.locked(
        () ->
            queues
                .find(queue)
                .<SettleResult>map(
                    state ->
                        new Settled(
                            settlements.stream()
                                .map(s -> settling.settle(queue, state, s))
                                .toList()))
                .orElseGet(NoSuchQueue::new));
  }

  @Override
  public void unreceive(QueueRef queue, List<LeaseHandle> handles) {
    guard.<Optional<QueueState>>locked(
        () -> {
          var found = queues.find(queue);
          found.ifPresent(state -> handles.forEach(h -> settling.takeBack(state, h)));
          return found;
        });
  }

  @Override
  public PurgeResult purge(QueueRef queue) {
    return guard.locked(
        () -> {
          var found = queues.find(queue);
          found.ifPresent(QueueState::purge);
          return found.isPresent() ? new Purged() : new NoSuchQueue();
        });
  }

  @Override
  public Optional<QueueCounts> count(QueueRef queue) {
    return guard.locked(() -> queues.find(queue).map(state -> state.count(guard.now())));
  }

  @Override
  public Optional<Long> lastSequence(QueueRef queue) {
    return guard.locked(() -> queues.find(queue).map(QueueState::last));
  }

  @Override
  public RedriveResult redrive(QueueRef source, RedrivePlan plan, RedriveStep step) {
    return guard.locked(() -> redriving.redrive(source, plan, step));
  }
}
