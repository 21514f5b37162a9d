package io.edgemq.nats.push;

import io.edgemq.domain.Subject;
import io.edgemq.domain.TopicMessage;
import io.edgemq.domain.push.DeadLetter;
import io.edgemq.jetstream.ContentHeaders;
import io.edgemq.jetstream.Entry;
import io.edgemq.jetstream.HeaderText;
import io.edgemq.jetstream.LatestMessages;
import io.edgemq.jetstream.MessageHeaders;
import io.edgemq.jetstream.Outgoing;
import io.edgemq.ports.out.DeadLetterStore;
import io.edgemq.store.DeadLetterFormat;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;

/// Dead letters as messages: the body is the body, the rest is in headers.
final class LetterFormat {
  private static final String SUBJECT = "Mq-Subject";
  private static final String TIME = "Mq-Time";
  private static final String DEATH = "Mq-Dead-Letter";
  private static final System.Logger LOG = System.getLogger(LetterFormat.class.getName());

  private LetterFormat() {}

  static Outgoing outgoing(String subject, DeadLetter letter) {
    var message = letter.message();
    var headers =
        lasting()
            .put(SUBJECT, HeaderText.encode(message.subject().value()))
            .put(TIME, message.timestamp().toString())
            .put(DEATH, DeadLetterFormat.text(letter));
    ContentHeaders.put(message.content(), headers);
    return new Outgoing(subject, headers, message.content().payload().bytes());
  }

  /// Headers of what the server drops when dead letters are too old.
  static MessageHeaders lasting() {
    return new MessageHeaders()
        .put(LatestMessages.TTL, Long.toString(DeadLetterStore.KEPT.toSeconds()));
  }

  /// The letter at a key of [Keys#dead]; empty when it is none that an adapter wrote.
  static Optional<DeadLetter> letter(String key, Entry entry) {
    var headers = entry.headers();
    var subject = headers.first(SUBJECT);
    var time = headers.first(TIME);
    var death = headers.first(DEATH);
    if (subject == null || time == null || death == null) {
      return Optional.empty();
    }
    try {
      var message =
          new TopicMessage(
              new Subject(HeaderText.decode(subject)),
              Keys.sequence(key),
              Instant.parse(time),
              ContentHeaders.content(headers, entry.body()));
      return Optional.of(DeadLetterFormat.parse(message, death));
    } catch (IllegalArgumentException | DateTimeParseException unlikeOurs) {
      LOG.log(System.Logger.Level.WARNING, "a dead letter cannot be read; key=" + key, unlikeOurs);
      return Optional.empty();
    }
  }
}
