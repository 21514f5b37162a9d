package io.edgemq.domain;

/// Where messages go that no receiver could handle.
///
/// @param queue the dead-letter queue, of the same tenant
/// @param maxReceives how often a message is handed out before it goes there, from 1 to 1000
public record DeadLetterPolicy(QueueName queue, int maxReceives) {
  /// The largest `maxReceives`.
  public static final int MOST_RECEIVES = 1000;

  public DeadLetterPolicy {
    if (maxReceives < 1 || maxReceives > MOST_RECEIVES) {
      throw new IllegalArgumentException("max_receives is 1 to " + MOST_RECEIVES);
    }
  }

  /// Whether a message that was handed out `attempts` times is now moved to the dead-letter queue
  /// instead of being handed out again.
  public boolean isExhausted(int attempts) {
    return attempts >= maxReceives;
  }
}
