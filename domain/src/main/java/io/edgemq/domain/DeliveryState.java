package io.edgemq.domain;

/// What a subscription that nobody connects for has beside its configuration.
public sealed interface DeliveryState permits PushState, ForwardState {
  /// Where its delivery was told to begin, latest: a sequence.
  long from();

  /// This, told to begin with `sequence`.
  DeliveryState goingTo(long sequence);
}
