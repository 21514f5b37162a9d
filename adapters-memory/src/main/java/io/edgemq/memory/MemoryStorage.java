package io.edgemq.memory;

import io.edgemq.domain.TenantId;
import io.edgemq.ports.out.StorageUse;

/// Adds up what each queue and each topic of a tenant counts, after it has dropped what is past its
/// retention.
final class MemoryStorage implements StorageUse {
  private final Guard guard;
  private final MemoryQueues queues;
  private final MemoryTopics topics;

  MemoryStorage(MemoryQueues queues, MemoryTopics topics) {
    this.guard = queues.guard();
    this.queues = queues;
    this.topics = topics;
  }

  @Override
  public long bytes(TenantId tenant) {
    return guard.locked(() -> inQueues(tenant) + inTopics(tenant));
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
}
