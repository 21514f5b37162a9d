package io.edgemq.sqlite;

import io.edgemq.ports.out.StoreTime;
import java.nio.file.Path;
import java.time.InstantSource;

/// A process that opens the store in the directory that is its argument, and prints what came of
/// it.
public final class LockProbe {
  private LockProbe() {}

  /// Opens and closes it.
  public static void main(String[] arguments) {
    var config = SqliteConfig.in(Path.of(arguments[0]));
    try (var _ = SqliteStore.open(config, StoreTime.steady(InstantSource.system()))) {
      System.out.println("opened");
    } catch (StoreOpenException.Locked locked) {
      System.out.println("locked: " + locked.getMessage());
    }
  }
}
