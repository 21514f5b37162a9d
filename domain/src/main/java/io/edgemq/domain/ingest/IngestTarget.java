package io.edgemq.domain.ingest;

import io.edgemq.domain.QueueName;
import io.edgemq.domain.TopicName;

/// Where what is posted goes.
public sealed interface IngestTarget {
  /// Into a queue.
  record ToQueue(QueueName queue) implements IngestTarget {}

  /// Onto a topic.
  record ToTopic(TopicName topic) implements IngestTarget {}
}
