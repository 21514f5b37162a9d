package io.edgemq.http;

import io.edgemq.domain.Content;
import io.edgemq.domain.Payload;
import io.edgemq.domain.TopicMessage;
import io.edgemq.ports.in.Received;
import io.edgemq.server.Percent;
import io.edgemq.server.Query;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Optional;

/// Messages as JSON, everywhere the same (SPEC 2).
final class MessageJson {
  private static final int OVERHEAD = 320;

  /// How many bytes in memory each byte of text takes at most while it is written: its own twice,
  /// its JSON, and what is copied on the way.
  private static final int TEXT_COST = 8;

  /// What an attribute is in memory besides its texts.
  private static final int ATTRIBUTE = 192;

  /// What a message is in memory besides its content: objects, and JSON that is copied twice.
  private static final int MESSAGE = 512 + 3 * OVERHEAD;

  private MessageJson() {}

  /// How a payload is written.
  enum Form {
    /// In base64.
    BASE64(5),
    /// As text where it is UTF-8, else in base64.
    TEXT(16);

    /// The words for them, for people.
    static final String WORDS = "'text' or 'base64'";

    private final long cost;

    Form(long cost) {
      this.cost = cost;
    }

    /// How many bytes in memory each byte of a payload takes at most while it is written: its own,
    /// its JSON, and what is copied on the way. Text may have to be escaped.
    long cost() {
      return cost;
    }

    /// What the parameter `body` asks for.
    static Form of(Query query) {
      var wanted = query.find("body").orElse("base64");
      return of(wanted).orElseThrow(() -> Problems.invalidParameter("body", WORDS).asException());
    }

    /// The one of that word.
    static Optional<Form> of(String word) {
      return switch (word) {
        case "base64" -> Optional.of(BASE64);
        case "text" -> Optional.of(TEXT);
        default -> Optional.empty();
      };
    }
  }

  /// How many bytes in memory a message takes at most while it is written.
  static long cost(TopicMessage message, Form form) {
    return cost(message.content(), form.cost())
        + TEXT_COST * (long) message.subject().value().length();
  }

  /// How many bytes in memory a received message takes at most while it is written.
  static long cost(Received received, Form form) {
    return cost(received.message().content(), form.cost())
        + TEXT_COST * (long) received.receipt().length();
  }

  /// How many bytes in memory a message takes that was read and is not being written.
  static long size(TopicMessage message) {
    return cost(message.content(), 1);
  }

  private static long cost(Content content, long payloadCost) {
    var attributes = content.attributes();
    return payloadCost * content.payload().size()
        + (long) TEXT_COST * attributes.sizeInBytes()
        + (long) ATTRIBUTE * attributes.asMap().size()
        + MESSAGE;
  }

  /// How many bytes a message with that payload probably takes.
  static int expected(Payload payload) {
    return OVERHEAD + payload.size() * 4 / 3;
  }

  /// A message of a topic.
  static JsonOut write(JsonOut out, TopicMessage message, Form form) {
    return begin(out, message, form).endObject();
  }

  /// A message of a topic, as the beginning of an object.
  static JsonOut begin(JsonOut out, TopicMessage message, Form form) {
    var subject = message.subject().value();
    var topic = message.subject().topic().value();
    out.object()
        .field("id", topic + "-" + message.sequence())
        .field("sequence", message.sequence())
        .field("topic", topic)
        .field("subject", subject)
        .field("timestamp", message.timestamp().toEpochMilli());
    return content(out, message.content(), form);
  }

  /// A message of a queue, received.
  static JsonOut write(JsonOut out, Received received, Form form) {
    var message = received.message();
    var queue = message.queue().value();
    out.object()
        .field("id", queue + "-" + message.sequence())
        .field("sequence", message.sequence())
        .field("queue", queue)
        .field("timestamp", message.timestamp().toEpochMilli());
    content(out, message.content(), form)
        .field("receipt", received.receipt())
        .field("attempt", received.attempt())
        .field("visible_until", received.visibleUntil().toString());
    var group = message.group();
    if (group != null) {
      out.field("group", group.value());
    }
    return out.endObject();
  }

  private static JsonOut content(JsonOut out, Content content, Form form) {
    out.field("content_type", content.contentType()).object("attributes");
    for (Map.Entry<String, String> each : content.attributes().asMap().entrySet()) {
      out.field(each.getKey(), each.getValue());
    }
    out.endObject();
    var bytes = content.payload().bytes();
    return switch (form) {
      case BASE64 -> out.base64("body_b64", bytes);
      case TEXT ->
          Percent.utf8(ByteBuffer.wrap(bytes))
              .map(text -> out.field("body", text))
              .orElseGet(() -> out.base64("body_b64", bytes));
    };
  }
}
