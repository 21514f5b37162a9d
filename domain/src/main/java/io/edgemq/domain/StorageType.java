package io.edgemq.domain;

/// What a topic's log is written to. There is no log in memory: a stored message is durable.
public enum StorageType {
  /// On disk.
  FILE
}
