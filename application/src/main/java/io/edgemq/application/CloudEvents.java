package io.edgemq.application;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.edgemq.domain.CloudEvent;
import io.edgemq.domain.TopicMessage;
import io.edgemq.domain.TopicName;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Messages as CloudEvents 1.0.2, and the binary mode of the HTTP protocol binding. What attributes
/// a message has are not extensions of the event: their headers have names of their own.
final class CloudEvents {
  private static final String TYPE = "io.edgemq.message";
  private static final String MEDIA_TYPES = "application/cloudevents";
  private static final char[] HEX = "0123456789ABCDEF".toCharArray();

  private CloudEvents() {}

  /// `message` of `topic` as an event.
  ///
  /// @param id the same at each attempt, and no other message's
  /// @param contentType what the receiver is told that the payload is
  static CloudEvent of(TopicName topic, TopicMessage message, String id, String contentType) {
    return new CloudEvent(
        id,
        "/v1/topics/" + topic.value(),
        TYPE,
        message.subject().value(),
        message.timestamp(),
        contentType,
        message.content().payload());
  }

  /// Whether receivers take a body with this `Content-Type` for an event in structured mode,
  /// whatever headers there are (section 3 of the binding).
  static boolean isEvent(String contentType) {
    return contentType.toLowerCase(Locale.ROOT).startsWith(MEDIA_TYPES);
  }

  /// The headers of `event` in binary mode, without `Content-Type`, which tells the media type of
  /// the data.
  static List<Map.Entry<String, String>> headers(CloudEvent event) {
    return List.of(
        Map.entry("ce-specversion", CloudEvent.SPEC_VERSION),
        Map.entry("ce-id", percentEncoded(event.id())),
        Map.entry("ce-source", percentEncoded(event.source())),
        Map.entry("ce-type", percentEncoded(event.type())),
        Map.entry("ce-subject", percentEncoded(event.subject())),
        Map.entry("ce-time", event.time().toString()));
  }

  /// `text` as the value of a header (section 3.1.3.2 of the binding).
  static String percentEncoded(String text) {
    if (text.chars().allMatch(CloudEvents::isPlain)) {
      return text;
    }
    var encoded = new StringBuilder(text.length() + 16);
    for (byte b : text.getBytes(UTF_8)) {
      int octet = b & 0xff;
      if (isPlain(octet)) {
        encoded.append((char) octet);
      } else {
        encoded.append('%').append(HEX[octet >> 4]).append(HEX[octet & 15]);
      }
    }
    return encoded.toString();
  }

  private static boolean isPlain(int c) {
    return c > ' ' && c < 0x7f && c != '"' && c != '%';
  }
}
