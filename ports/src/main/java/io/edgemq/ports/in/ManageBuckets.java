package io.edgemq.ports.in;

import io.edgemq.domain.BucketName;
import io.edgemq.domain.Paging;
import io.edgemq.domain.Principal;
import io.edgemq.domain.Slice;
import io.edgemq.domain.kv.Bucket;
import io.edgemq.domain.kv.BucketConfig;
import io.edgemq.domain.kv.BucketState;

/// Creates, describes, changes and deletes buckets.
public interface ManageBuckets {
  /// Whether the caller may create any bucket: asked before anybody looks at which one.
  Outcome<Unit> mayCreate(Principal principal);

  /// Creates a bucket. When one of that name exists, it is answered if its configuration is equal,
  /// else the call is refused. The topic of its change stream is made when there is none.
  ///
  /// @throws io.edgemq.domain.StoreException when the store does not answer or is full
  Outcome<Creation<Bucket>> create(Principal principal, BucketName name, BucketConfig config);

  /// The bucket and what it holds.
  ///
  /// @throws io.edgemq.domain.StoreException when the store does not answer or is full
  Outcome<Description> describe(Principal principal, BucketName name);

  /// The tenant's buckets by name.
  ///
  /// @throws io.edgemq.domain.StoreException when the store does not answer or is full
  Outcome<Slice<Bucket>> list(Principal principal, Paging paging);

  /// Gives the bucket the configuration that `change` makes of its current one. A new change stream
  /// begins with the next write. One that is taken away has told its topic every write before the
  /// answer, or tells it within a few seconds after it.
  ///
  /// @throws io.edgemq.domain.StoreException when the store does not answer or is full
  Outcome<Bucket> change(Principal principal, BucketName name, ConfigChange<BucketConfig> change);

  /// Deletes the bucket and its entries. Open watches end. Its change stream tells its topic every
  /// write first, or within a few seconds after the answer.
  ///
  /// @throws io.edgemq.domain.StoreException when the store does not answer or is full
  Outcome<Unit> delete(Principal principal, BucketName name);

  /// A bucket and what it holds.
  record Description(Bucket bucket, BucketState state) {}
}
