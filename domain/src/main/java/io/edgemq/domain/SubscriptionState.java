package io.edgemq.domain;

/// Whether a subscription delivers.
public enum SubscriptionState {
  /// It does.
  ACTIVE,
  /// It does not, until it is resumed. No message is lost meanwhile.
  PAUSED,
  /// It does not, because its endpoint said that it takes nothing any more; until it is resumed.
  DISABLED
}
