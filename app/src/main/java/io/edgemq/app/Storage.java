package io.edgemq.app;

import io.edgemq.jetstream.NatsConfig;

/// The engine that keeps queues and topics.
sealed interface Storage {
  /// A file in the data directory; durable.
  ///
  /// @param maxBytes how large it may grow; 0: as large as its disk
  record Sqlite(long maxBytes) implements Storage {}

  /// The process's own memory; gone when it ends.
  record Memory() implements Storage {}

  /// A NATS JetStream cluster, which many processes share.
  record Nats(NatsConfig cluster) implements Storage {}
}
