package io.edgemq.domain;

/// What a topic's log is written to. A log in memory is not offered: a stored message is durable.
public enum StorageType {
  /// On disk.
  FILE
}
