package io.edgemq.application;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;

/// Up to where a topic has grown. Who follows it is told once, until it looks. For any number of
/// threads.
final class TopicGrowth implements LongConsumer {
  private final AtomicBoolean told = new AtomicBoolean();
  private final AtomicLong last = new AtomicLong();
  private final Runnable follower;

  /// @param follower is called when the topic has grown
  TopicGrowth(Runnable follower) {
    this.follower = follower;
  }

  @Override
  public void accept(long sequence) {
    last.accumulateAndGet(sequence, Math::max);
    if (told.compareAndSet(false, true)) {
      follower.run();
    }
  }

  /// The last sequence that is known.
  long last() {
    return last.get();
  }

  /// The same; what comes after is told again.
  long take() {
    told.set(false);
    return last.get();
  }
}
