package io.edgemq.domain;

/// What a subscription that pushes has beside its configuration.
///
/// @param from where its delivery was told to begin, latest: a sequence
/// @param redrives how often dead letters were asked to be tried again
public record PushState(SigningSecrets secrets, long from, long redrives) implements DeliveryState {
  public PushState {
    if (from < 1 || redrives < 0) {
      throw new IllegalArgumentException("not the state of a push subscription");
    }
  }

  @Override
  public PushState goingTo(long sequence) {
    return new PushState(secrets, sequence, redrives);
  }

  /// This with other secrets.
  public PushState with(SigningSecrets other) {
    return new PushState(other, from, redrives);
  }

  /// This, with dead letters to be tried again.
  public PushState redriven() {
    return new PushState(secrets, from, redrives + 1);
  }
}
