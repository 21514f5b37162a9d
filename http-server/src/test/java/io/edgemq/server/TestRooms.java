package io.edgemq.server;

import java.time.Duration;

/// Rooms of different owners in one small memory.
public final class TestRooms {
  private final ByteBudget budget;

  public TestRooms(long bytes) {
    budget = new ByteBudget(bytes, Duration.ofSeconds(1));
  }

  /// That of another owner.
  public LiveRoom next() {
    return new LiveRoom(budget, new Object());
  }
}
