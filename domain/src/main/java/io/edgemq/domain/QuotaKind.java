package io.edgemq.domain;

/// What a quota bounds.
public enum QuotaKind {
  /// The bytes of the messages and entries that the tenant's queues, topics and buckets keep:
  /// payload, attributes and subject, or key and value.
  STORAGE_BYTES,
  /// How many queues there are.
  QUEUES,
  /// How many topics there are.
  TOPICS,
  /// How many buckets there are.
  BUCKETS,
  /// How many subscriptions there are.
  SUBSCRIPTIONS,
  /// How many streams and sockets are open at once, on all processes.
  CONNECTIONS,
  /// How many messages are taken in within a second, on all processes.
  MESSAGES_PER_SECOND
}
