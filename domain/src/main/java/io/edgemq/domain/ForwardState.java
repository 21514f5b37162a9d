package io.edgemq.domain;

/// What a subscription has beside its configuration whose messages are put into a queue.
///
/// @param from where its delivery was told to begin, latest: a sequence
public record ForwardState(long from) implements DeliveryState {
  public ForwardState {
    if (from < 1) {
      throw new IllegalArgumentException("sequences begin at 1");
    }
  }

  @Override
  public ForwardState goingTo(long sequence) {
    return new ForwardState(sequence);
  }
}
