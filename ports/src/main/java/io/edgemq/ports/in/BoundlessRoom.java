package io.edgemq.ports.in;

import java.time.Duration;

/// Room in which everything fits: for readers that always read.
public final class BoundlessRoom implements Room {
  @Override
  public long cost(long size) {
    return 0;
  }

  @Override
  public boolean takeNow(long bytes) {
    return true;
  }

  @Override
  public boolean take(long bytes, Duration longest) {
    return true;
  }

  @Override
  public void give(long bytes) {}

  @Override
  public Duration patience() {
    return Duration.ZERO;
  }
}
