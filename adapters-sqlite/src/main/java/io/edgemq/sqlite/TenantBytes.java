package io.edgemq.sqlite;

import io.edgemq.domain.TenantId;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/// To what the messages of each tenant add up. Each queue, topic and bucket keeps its own share of
/// it
/// up to date, as of the last commit.
final class TenantBytes {
  private final Map<TenantId, AtomicLong> sums = new ConcurrentHashMap<>();

  /// The tenant's sum.
  AtomicLong of(TenantId tenant) {
    return sums.computeIfAbsent(tenant, _ -> new AtomicLong());
  }

  /// The tenant's sum now.
  long read(TenantId tenant) {
    var sum = sums.get(tenant);
    return sum == null ? 0 : sum.get();
  }
}
