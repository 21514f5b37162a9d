package io.edgemq.nats.queue;

import io.edgemq.domain.QueueRef;
import io.edgemq.domain.StoreException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.IntSupplier;

/// How many messages the replicas of this process may know: each takes some hundreds of bytes of
/// the heap, without its body. A replica that finds no room reads on when others or its own
/// receivers have made some. For any thread.
public final class ReplicaMemory {
  /// Every replica may know so many, whatever the others know.
  private static final long LEAST = 1_000;

  /// The heap that one message takes, generously: its entry, and its places in ordered sets.
  private static final long MESSAGE_BYTES = 512;

  private final long most;
  private final AtomicLong known = new AtomicLong();
  private final LongAdder refused = new LongAdder();

  /// @param most how many messages at most
  public ReplicaMemory(long most) {
    this.most = most;
  }

  /// As many as fit into a quarter of the heap.
  public static ReplicaMemory ofHeap() {
    return new ReplicaMemory(Runtime.getRuntime().maxMemory() / 4 / MESSAGE_BYTES);
  }

  /// The bound.
  public long most() {
    return most;
  }

  /// How many are known now.
  public long known() {
    return known.get();
  }

  /// How many calls were refused for it.
  public long refusals() {
    return refused.sum();
  }

  /// Refuses a call that needs messages for which there is no room.
  public StoreException refuse(QueueRef queue) {
    refused.increment();
    return new StoreException.Unavailable(
        "this adapter has no room for more waiting messages: it knows %d of all queues, and may know"
                .formatted(known())
            + " %d (--nats-known-messages); none of those of this queue can be received now"
                .formatted(most),
        new IllegalStateException(queue.toString()));
  }

  /// The part of one replica, which begins with nothing.
  ///
  /// @param coming how many messages are on their way to it
  Share share(IntSupplier coming) {
    return new Share(coming);
  }

  /// What one replica takes.
  final class Share implements AutoCloseable {
    private final IntSupplier coming;
    private volatile long mine;

    private Share(IntSupplier coming) {
      this.coming = coming;
    }

    /// It knows so many messages now. For its one thread.
    void update(long messages) {
      long change = messages - mine;
      mine = messages;
      known.addAndGet(change);
    }

    /// It knows so many messages now, or more. For its one thread.
    void atLeast(long messages) {
      if (messages > mine) {
        update(messages);
      }
    }

    /// Whether it may know one more.
    boolean hasRoom() {
      int more = coming.getAsInt();
      return mine + more < LEAST || known.get() + more < most;
    }

    @Override
    public void close() {
      update(0);
    }
  }
}
