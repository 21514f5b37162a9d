package io.edgemq.app;

import io.edgemq.jetstream.NatsConfig;
import org.jspecify.annotations.Nullable;

/// The store of queues and topics.
sealed interface Storage {
  /// A file in the data directory. It is durable.
  ///
  /// @param maxBytes the largest size; 0: no limit but the disk
  record Sqlite(long maxBytes) implements Storage {}

  /// The process's own memory. The data is lost when the process ends.
  record Memory() implements Storage {}

  /// A NATS JetStream cluster. Many processes can share it.
  ///
  /// @param knownMessages how many waiting messages this process may know; null: as many as fit
  ///     into a quarter of the heap
  record Nats(NatsConfig cluster, @Nullable Long knownMessages) implements Storage {}
}
