package io.edgemq.application;

import io.edgemq.domain.SubscriptionId;

/// On whose behalf a stream is open.
sealed interface StreamOwner {
  /// A subscription's.
  record Named(SubscriptionId id) implements StreamOwner {}

  /// Its reader's alone.
  record Nobody() implements StreamOwner {}
}
