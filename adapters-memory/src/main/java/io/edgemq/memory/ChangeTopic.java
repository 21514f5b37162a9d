package io.edgemq.memory;

import io.edgemq.domain.BucketRef;
import io.edgemq.domain.Topic;
import io.edgemq.domain.TopicConfig;
import io.edgemq.domain.TopicName;
import io.edgemq.domain.TopicRef;
import io.edgemq.domain.kv.ChangeMessages;
import io.edgemq.domain.kv.KvEntry;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Tells topics of what is written to one bucket.
final class ChangeTopic {
  private final MemoryTopics topics;
  private final BucketRef bucket;

  ChangeTopic(MemoryTopics topics, BucketRef bucket) {
    this.topics = topics;
    this.bucket = bucket;
  }

  /// Tells `name` of `entry`, and makes it when there is no such topic; null: no topic is told.
  void tell(@Nullable TopicName name, KvEntry entry, Instant now) {
    if (name == null) {
      return;
    }
    var ref = new TopicRef(bucket.tenant(), name);
    if (topics.find(ref).isEmpty()) {
      topics.add(bucket.tenant(), new Topic(name, TopicConfig.DEFAULT, now));
    }
    var topic = topics.find(ref).orElseThrow();
    long unused = topic.append(ChangeMessages.of(bucket.name(), name, entry), now);
    topic.trim(now);
  }
}
