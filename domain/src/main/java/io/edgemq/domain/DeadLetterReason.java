package io.edgemq.domain;

import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Why a message was moved to a dead-letter queue, and the attributes that say so there (SPEC 3).
public record DeadLetterReason(String text) {
  /// The attribute that holds the reason.
  public static final String REASON = "mq-dead-reason";

  /// The attribute that holds the queue it came from.
  public static final String SOURCE = "mq-source";

  /// The attribute that holds how often it had been handed out.
  public static final String ATTEMPTS = "mq-attempts";

  /// How long a reason may be, in characters.
  public static final int MAX_LENGTH = 256;

  /// It was handed out as often as its queue allows.
  public static final DeadLetterReason MAX_RECEIVES = new DeadLetterReason("max_receives_exceeded");

  public DeadLetterReason {
    if (text.isEmpty()
        || text.length() > MAX_LENGTH
        || Attributes.complaint(REASON, text).isPresent()) {
      throw new IllegalArgumentException("not a dead-letter reason");
    }
  }

  /// A receiver rejected it, for `reason` if it gave one.
  public static DeadLetterReason rejected(@Nullable String reason) {
    return new DeadLetterReason(reason == null ? "rejected" : reason);
  }

  /// The content as it is stored in the dead-letter queue.
  public Content mark(Content content, QueueName source, int attempts) {
    return content.with(
        content
            .attributes()
            .with(
                Map.of(
                    REASON, text, SOURCE, source.value(), ATTEMPTS, Integer.toString(attempts))));
  }

  /// The queue that a marked `content` came from; empty when it does not say so.
  public static Optional<QueueName> source(Content content) {
    return content.attributes().find(SOURCE).filter(QueueName::isLegal).map(QueueName::new);
  }

  /// The marked `content` without its marks, as it returns to a queue.
  public static Content unmark(Content content) {
    return content.with(content.attributes().withoutReserved());
  }
}
