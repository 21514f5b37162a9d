package io.edgemq.sqlite;

import io.edgemq.domain.BucketRef;
import io.edgemq.domain.Paging;
import io.edgemq.domain.Slice;
import io.edgemq.domain.TenantId;
import io.edgemq.domain.kv.Bucket;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// The buckets there are, in memory, by name and by number. Read by any thread; changed by the
/// writer only, once the change is durable.
final class Buckets {
  private final NameIndex<SqliteBucket> byName = new NameIndex<>();
  private final Map<Long, SqliteBucket> byId = new ConcurrentHashMap<>();

  @Nullable SqliteBucket find(BucketRef ref) {
    return byName.find(ref.tenant(), ref.name().value());
  }

  /// Whose rows have this number; null when it is no more.
  @Nullable SqliteBucket find(long id) {
    return byId.get(id);
  }

  void put(SqliteBucket bucket) {
    byId.put(bucket.id(), bucket);
    byName.put(bucket.ref().tenant(), bucket.ref().name().value(), bucket);
  }

  void remove(SqliteBucket bucket) {
    byName.remove(bucket.ref().tenant(), bucket.ref().name().value());
    byId.remove(bucket.id());
  }

  /// Every tenant's, in no order.
  List<SqliteBucket> all() {
    return List.copyOf(byId.values());
  }

  /// The tenant's, by name.
  List<SqliteBucket> all(TenantId tenant) {
    return byName.all(tenant);
  }

  /// A page of the tenant's, by name.
  Slice<Bucket> list(TenantId tenant, Paging paging) {
    return byName.list(tenant, paging, SqliteBucket::bucket);
  }
}
