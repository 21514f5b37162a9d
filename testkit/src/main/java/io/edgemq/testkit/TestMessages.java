package io.edgemq.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.edgemq.domain.Attributes;
import io.edgemq.domain.Content;
import io.edgemq.domain.DedupKey;
import io.edgemq.domain.GroupId;
import io.edgemq.domain.NewQueueMessage;
import io.edgemq.domain.NewTopicMessage;
import io.edgemq.domain.Payload;
import io.edgemq.domain.Subject;
import java.time.Duration;

/// Messages for tests, told apart by their text.
public final class TestMessages {
  private TestMessages() {}

  /// A content whose payload is `text`.
  public static Content content(String text) {
    return new Content("text/plain", Attributes.NONE, new Payload(text.getBytes(UTF_8)));
  }

  /// The text that [#content] was given.
  public static String text(Content content) {
    return new String(content.payload().bytes(), UTF_8);
  }

  /// A queue's message without delay, group and key.
  public static NewQueueMessage message(String text) {
    return new NewQueueMessage(content(text), Duration.ZERO, null, null);
  }

  /// A queue's message that stays invisible for `delay`.
  public static NewQueueMessage delayed(String text, Duration delay) {
    return new NewQueueMessage(content(text), delay, null, null);
  }

  /// A queue's message of a group.
  public static NewQueueMessage grouped(String group, String text) {
    return new NewQueueMessage(content(text), Duration.ZERO, new GroupId(group), null);
  }

  /// A queue's message with a dedup key.
  public static NewQueueMessage keyed(String key, String text) {
    return new NewQueueMessage(content(text), Duration.ZERO, null, new DedupKey(key));
  }

  /// A topic's message.
  public static NewTopicMessage about(String subject, String text) {
    return new NewTopicMessage(new Subject(subject), content(text), null);
  }

  /// A topic's message with a dedup key.
  public static NewTopicMessage keyedAbout(String subject, String key, String text) {
    return new NewTopicMessage(new Subject(subject), content(text), new DedupKey(key));
  }
}
