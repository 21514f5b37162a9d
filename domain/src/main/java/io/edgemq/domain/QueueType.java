package io.edgemq.domain;

/// What a queue promises about order.
public enum QueueType {
  /// At least once, best-effort order.
  STANDARD,
  /// Strict order within a group, one lease per group at a time, dedup by key or content.
  FIFO
}
