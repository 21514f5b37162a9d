package io.edgemq.nats;

import io.edgemq.nats.queue.ReplicaMemory;
import org.jspecify.annotations.Nullable;

/// How a process uses a store.
///
/// @param timekeeper whose time counts where the process's clock and the servers' differ
/// @param knownMessages how many waiting messages of all queues this process may know; null: as
///     many as fit into a quarter of the heap
public record NatsSettings(Timekeeper timekeeper, @Nullable Long knownMessages) {
  /// The process's own time, and as many messages as fit.
  static final NatsSettings OWN_TIME = new NatsSettings(Timekeeper.PROCESS, null);

  /// Whose time counts.
  public enum Timekeeper {
    /// The servers'.
    SERVERS,
    /// The process's, whatever the servers' is: for tests, whose time is made up.
    PROCESS
  }

  ReplicaMemory memory() {
    return knownMessages == null ? ReplicaMemory.ofHeap() : new ReplicaMemory(knownMessages);
  }
}
