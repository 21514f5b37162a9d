package io.edgemq.nats.catalog;

import io.edgemq.domain.BucketRef;
import java.time.Instant;

/// Which buckets of ours have writes that a topic has to be told of, by the rows of change streams.
/// A bucket that another product owns may have the same name, and so may a bucket that was removed.
public interface Mappings {
  /// What the row of a name says about one bucket of ours.
  enum Telling {
    /// There is none, or it is another bucket's.
    NONE,
    /// Somebody wrote it by hand, and nobody has taken it up yet: it is that of the bucket of ours
    /// which the catalog has under the name then.
    WRITTEN,
    /// It is this bucket's, or cannot be read: something is not told yet.
    UNTOLD
  }

  /// As above, for the bucket of ours that was made at `madeAt`, to the millisecond.
  ///
  /// @throws io.edgemq.domain.StoreException when the servers are asked and do not answer
  Telling telling(BucketRef bucket, Instant madeAt);

  /// Mappings as the servers have them now.
  interface Latest extends Mappings {
    /// Whether there is a row of that name, whosever bucket it is.
    ///
    /// @throws io.edgemq.domain.StoreException when the servers do not answer
    boolean isNamed(BucketRef bucket);
  }
}
