package io.edgemq.memory;

import io.edgemq.ports.out.StoreMonitor;
import java.util.List;

final class MemoryMonitor implements StoreMonitor {
  private final Guard guard;
  private final MemoryQueues queues;
  private final MemoryTopics topics;
  private final MemoryBuckets buckets;

  MemoryMonitor(MemoryQueues queues, MemoryTopics topics, MemoryBuckets buckets) {
    this.guard = queues.guard();
    this.queues = queues;
    this.topics = topics;
    this.buckets = buckets;
  }

  @Override
  public Health health() {
    return guard.isClosed() ? new Health.Down("the store is closed") : new Health.Up();
  }

  @Override
  public List<Reading> readings() {
    return guard.locked(
        () -> {
          long inQueues = queues.all().stream().mapToLong(MemoryQueue::size).sum();
          var logs = topics.all().stream().map(MemoryTopic::state).toList();
          long inTopics = logs.stream().mapToLong(log -> log.messages()).sum();
          long bytes = logs.stream().mapToLong(log -> log.bytes()).sum();
          var held = buckets.all();
          long keys = held.stream().mapToLong(bucket -> bucket.state().keys()).sum();
          return List.of(
              gauge("queues", "Number of queues.", queues.all().size()),
              gauge("queue_messages", "Number of messages in all queues.", (double) inQueues),
              gauge("topics", "Number of topics.", logs.size()),
              gauge("topic_messages", "Number of messages in all topics.", (double) inTopics),
              gauge("topic_bytes", "Size of the messages in all topics, in bytes.", (double) bytes),
              gauge("buckets", "Number of buckets.", held.size()),
              gauge("bucket_keys", "Number of keys in all buckets.", (double) keys));
        });
  }

  private static Reading gauge(String name, String help, double value) {
    return new Reading(name, help, Reading.Kind.GAUGE, value);
  }
}
