package io.edgemq.ports.in;

import io.edgemq.domain.NewTopicMessage;
import io.edgemq.domain.Principal;
import io.edgemq.domain.Stored;
import io.edgemq.domain.Subject;
import io.edgemq.domain.TopicName;
import java.util.List;

/// Appends messages to topics, durably.
public interface PublishMessages {
  /// Publishes one message. It is asked for only once the caller may publish with `subject`, which
  /// is the message's; what asking for it throws is passed on.
  ///
  /// @throws io.edgemq.domain.StoreException when the store does not answer or is full; after a
  ///     timeout the message may be stored
  Outcome<Published> publish(
      Principal principal, TopicName topic, Subject subject, Sent<NewTopicMessage> message);

  /// As the other, of a message that is at hand.
  default Outcome<Published> publish(
      Principal principal, TopicName topic, NewTopicMessage message) {
    return publish(principal, topic, message.subject(), () -> message);
  }

  /// Publishes the acceptable ones of `messages` together. Answers one outcome per message, in
  /// order; a refused one does not keep the others from being stored. They are asked for only once
  /// the caller may publish anything to the topic; what asking for them throws is passed on.
  ///
  /// @throws io.edgemq.domain.StoreException as [#publish] does, for all messages together
  Outcome<List<Outcome<Published>>> publishBatch(
      Principal principal, TopicName topic, Sent<List<NewTopicMessage>> messages);

  /// As the other, of messages that are at hand.
  default Outcome<List<Outcome<Published>>> publishBatch(
      Principal principal, TopicName topic, List<NewTopicMessage> messages) {
    return publishBatch(principal, topic, () -> messages);
  }

  /// A message that was published.
  ///
  /// @param subject the subject it is stored with. For a repeated message that is the first one's
  ///     subject, as long as the topic keeps it; after that, the subject that was asked for now.
  record Published(Stored stored, Subject subject) {}
}
