package io.edgemq.ports.in;

import io.edgemq.domain.BucketName;
import io.edgemq.domain.Principal;
import io.edgemq.domain.kv.KeyFilter;

/// Opens streams of a bucket's entries.
public interface WatchBuckets {
  /// A stream of the entries that `filter` accepts, as [StreamItem.Written]. Of what is kept behind
  /// the cursor it begins with the oldest; without a cursor with the next write.
  ///
  /// @throws io.edgemq.domain.StoreException when the store does not answer
  Outcome<MessageStream> watch(
      Principal principal, BucketName bucket, KeyFilter filter, Cursor cursor);
}
