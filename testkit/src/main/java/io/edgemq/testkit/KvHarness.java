package io.edgemq.testkit;

import io.edgemq.ports.out.BucketCatalog;
import io.edgemq.ports.out.KvStore;
import io.edgemq.ports.out.StorageUse;
import java.time.Duration;

/// A store under test with its buckets, and about how much room they take.
public interface KvHarness extends StoreHarness {
  /// Which buckets there are, as the store is open now.
  BucketCatalog buckets();

  /// Their entries.
  KvStore kv();

  /// How much room they take.
  StorageUse storage();

  /// How exact that is.
  IdentityHarness.Counting counting();

  /// Lets values grow older by `time`. A store whose values end by a clock of its own, which no
  /// test
  /// can move, waits for so long; the examples of [KvContract] ask for a few seconds only.
  default void age(Duration time) {
    time().advance(time);
  }
}
