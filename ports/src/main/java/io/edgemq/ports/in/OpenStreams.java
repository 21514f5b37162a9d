package io.edgemq.ports.in;

import io.edgemq.domain.Principal;
import io.edgemq.domain.SubjectFilter;
import io.edgemq.domain.SubscriptionId;
import io.edgemq.domain.TopicName;

/// Opens streams of a topic's messages.
public interface OpenStreams {
  /// A stream of the messages that the subscription accepts.
  ///
  /// @throws io.edgemq.domain.StoreException when the store does not answer or is full
  Outcome<MessageStream> ofSubscription(Principal principal, SubscriptionId id, StreamWish wish);

  /// A stream of the topic's messages that `filter` accepts.
  ///
  /// @throws io.edgemq.domain.StoreException when the store does not answer or is full
  Outcome<MessageStream> ofTopic(
      Principal principal, TopicName topic, SubjectFilter filter, StreamWish wish);
}
