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
  Outcome<Published> publish(Principal principal, TopicName topic, Publication message);

  /// Publishes those of `messages` that can be published, together; one outcome each, in order.
  Outcome<List<Outcome<Published>>> publishBatch(
      Principal principal, TopicName topic, List<Publication> messages);

  /// A message to publish.
  ///
  /// @param dedup null: stored in any case
  record Publication(Subject subject, Content content, @Nullable DedupKey dedup) {}

  /// A message that was published.
  ///
  /// @param subject the one that it is stored with; where it was stored before, and is kept no
  ///     longer, the one that was asked for now
  record Published(Stored stored, Subject subject) {}
}
