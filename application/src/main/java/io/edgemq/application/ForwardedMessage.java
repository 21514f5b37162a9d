package io.edgemq.application;

import io.edgemq.domain.GroupId;
import io.edgemq.domain.NewQueueMessage;
import io.edgemq.domain.Subject;
import io.edgemq.domain.TopicMessage;
import io.edgemq.domain.TopicRef;
import io.edgemq.ports.out.QueueStore.SourceMessage;
import java.util.Map;

/// Makes messages of a queue of those of a topic. Where each came from stands in its attributes;
/// its group is its subject.
final class ForwardedMessage {
  /// The attribute that says what a message of a queue is about.
  static final String SUBJECT = "mq-subject";

  private static final String GROUP_PREFIX = "sha256:";

  private ForwardedMessage() {}

  /// `message` of `topic`, as it goes into a queue.
  static SourceMessage of(TopicRef topic, TopicMessage message) {
    var from =
        Map.of(
            "mq-topic",
            topic.name().value(),
            SUBJECT,
            message.subject().value(),
            "mq-id",
            Long.toString(message.sequence()),
            "mq-published-at",
            message.timestamp().toString());
    var content = message.content();
    return new SourceMessage(
        message.sequence(),
        new NewQueueMessage(
            content.with(content.attributes().with(from)), null, group(message.subject()), null));
  }

  /// The group of a subject: the subject itself, or its hash where it is no name of a group.
  static GroupId group(Subject subject) {
    return group(subject.value());
  }

  /// The group of what a message is about, likewise.
  static GroupId group(String text) {
    return new GroupId(GroupId.isLegal(text) ? text : GROUP_PREFIX + Sha256.hex(text));
  }
}
