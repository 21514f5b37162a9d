package io.edgemq.memory;

import io.edgemq.domain.TenantId;
import io.edgemq.ports.out.StorageUse;

/// Adds up what each queue, topic and bucket of a tenant counts, after it has dropped what is past
/// its
/// retention.
final class MemoryStorage implements StorageUse {
  private final Guard guard;
  private final MemoryQueues queues;
  private final MemoryTopics topics;
  private final MemoryBuckets buckets;

  MemoryStorage(MemoryQueues queues, MemoryTopics topics, MemoryBuckets buckets) {
    this.guard = queues.guard();
    this.queues = queues;
    this.topics = topics;
    this.buckets = buckets;
  }

  @Override
  public long bytes(TenantId tenant) {
    return guard.locked(() -> inQueues(tenant) + inTopics(tenant) + inBuckets(tenant));
  }

  private long inQueues(TenantId tenant) {
    long bytes = 0;
    for (var queue : queues.ofTenant(tenant).values()) {
      queue.passTime(guard.moment());
      bytes += queue.bytes();
    }
    return bytes;
  }

  private long inTopics(TenantId tenant) {
    long bytes = 0;
    for (var topic : topics.ofTenant(tenant).values()) {
      topic.trim(guard.instant());
      bytes += topic.state().bytes();
    }
    return bytes;
  }

  private long inBuckets(TenantId tenant) {
    long bytes = 0;
    for (var bucket : buckets.ofTenant(tenant).values()) {
      bucket.passTime(guard.instant());
      bytes += bucket.bytes();
    }
    return bytes;
  }
}
