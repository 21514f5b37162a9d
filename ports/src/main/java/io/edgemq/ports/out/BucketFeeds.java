package io.edgemq.ports.out;

import io.edgemq.domain.StoreException;
import io.edgemq.domain.kv.ChangeStream;
import java.util.Optional;

/// Follows buckets for their change streams. Only a store that several processes share needs it.
public interface BucketFeeds {
  /// Everything that was written behind revision `after`, and then everything that is; empty when
  /// the bucket is gone and there is nothing left to read. Makes what it needs first: a foreign
  /// bucket's writes are captured from the first call on. Close it.
  ///
  /// @throws StoreException when the store cannot answer
  Optional<BucketFeed> open(ChangeStream stream, long after);

  /// The newest revision that `stream` can be told of now; 0 when there is none.
  ///
  /// @throws StoreException when the store cannot answer
  long last(ChangeStream stream);

  /// Cleans up behind a change stream that has told everything: nothing is captured or kept for it
  /// any more. Again does nothing.
  ///
  /// @throws StoreException when the store cannot answer; it may have taken effect nevertheless
  void end(ChangeStream stream);
}
