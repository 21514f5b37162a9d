package io.edgemq.ports.in;

import io.edgemq.domain.Principal;
import io.edgemq.domain.SubjectFilter;
import io.edgemq.domain.SubscriptionId;
import io.edgemq.domain.TopicName;

/// Opens streams of a topic's messages.
public interface OpenStreams {
  /// A stream of what the subscription accepts.
  Outcome<MessageStream> ofSubscription(Principal principal, SubscriptionId id, Cursor cursor);

  /// A stream of what `filter` accepts of the topic.
  Outcome<MessageStream> ofTopic(
      Principal principal, TopicName topic, SubjectFilter filter, Cursor cursor);
}
