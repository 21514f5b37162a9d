package io.edgemq.ports.in;

import io.edgemq.domain.Content;
import io.edgemq.domain.DedupKey;
import io.edgemq.domain.Principal;
import io.edgemq.domain.Stored;
import io.edgemq.domain.Subject;
import io.edgemq.domain.TopicName;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Appends messages to topics, durably.
public interface PublishMessages {
  /// Publishes one message.
  Outcome<Stored> publish(Principal principal, TopicName topic, Publication message);

  /// Publishes those of `messages` that can be published, together; one outcome each, in order.
  Outcome<List<Outcome<Stored>>> publishBatch(
      Principal principal, TopicName topic, List<Publication> messages);

  /// A message to publish.
  ///
  /// @param dedup null: stored in any case
  record Publication(Subject subject, Content content, @Nullable DedupKey dedup) {}
}
