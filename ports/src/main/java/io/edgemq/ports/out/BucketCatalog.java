package io.edgemq.ports.out;

import io.edgemq.domain.BucketRef;
import io.edgemq.domain.Paging;
import io.edgemq.domain.Placement;
import io.edgemq.domain.Slice;
import io.edgemq.domain.StoreException;
import io.edgemq.domain.TenantId;
import io.edgemq.domain.kv.Bucket;
import io.edgemq.domain.kv.BucketConfig;
import java.util.Optional;

/// Which buckets there are. Several processes may share a catalog.
public interface BucketCatalog {
  /// Makes an empty bucket, or answers the bucket that has its name. Its first revision will be 1,
  /// or the one behind the last of a bucket of that name that was removed within
  /// [io.edgemq.domain.Former#KEPT].
  ///
  /// @throws StoreException.Full when the store has no room; nothing was stored
  /// @throws StoreException when the store cannot answer; it may have taken effect nevertheless
  CreateResult create(TenantId tenant, Bucket bucket);

  /// The bucket, if there is one. Answers from memory.
  ///
  /// @throws StoreException when the bucket is not in memory and the store cannot answer
  Optional<Bucket> find(BucketRef bucket);

  /// The tenant's buckets by name; the paging key is the name.
  ///
  /// @throws StoreException when the store cannot answer
  Slice<Bucket> list(TenantId tenant, Paging paging);

  /// Replaces the configuration if it still is `expected`, atomically, so that nobody's change is
  /// lost. A shorter history or time to live takes effect at once or, for values that are there,
  /// within two seconds.
  ///
  /// @throws StoreException.Full when the store has no room; nothing was stored
  /// @throws StoreException when the store cannot answer; it may have taken effect nevertheless
  UpdateResult update(BucketRef bucket, BucketConfig expected, BucketConfig config);

  /// Removes a bucket and its entries; readers that follow it end. Answers whether there was such a
  /// bucket. What its change stream has not told yet is still told.
  ///
  /// @throws StoreException.Full when the store has no room; nothing was stored
  /// @throws StoreException when the store cannot answer; it may have taken effect nevertheless
  boolean delete(BucketRef bucket);

  /// What came of [#create].
  sealed interface CreateResult {}

  /// What came of [#update].
  sealed interface UpdateResult {}

  /// The bucket was made as asked.
  record Created() implements CreateResult {}

  /// There is a bucket of that name already; nothing was changed.
  record Exists(Bucket bucket) implements CreateResult {}

  /// The bucket was changed; this is what it is now.
  record Updated(Bucket bucket) implements UpdateResult {}

  /// Somebody else has changed the bucket; nothing was changed now.
  record Changed(Bucket current) implements UpdateResult {}

  /// Something in the store that is not EdgeMQ's has what the bucket needs; nothing was changed. A
  /// store that belongs to EdgeMQ alone never answers this.
  ///
  /// @param words the store's own, for an operator
  record Taken(String words) implements CreateResult {}

  /// The store cannot place the bucket as it asks; nothing was changed. A store with a single copy
  /// never answers this.
  ///
  /// @param asked the placement that it cannot have
  record Unplaceable(Placement asked) implements CreateResult, UpdateResult {}

  /// There is no such bucket.
  record NoSuchBucket() implements UpdateResult {}
}
