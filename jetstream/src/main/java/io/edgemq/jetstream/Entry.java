package io.edgemq.jetstream;

import io.nats.client.Message;
import io.nats.client.api.MessageInfo;
import java.time.Instant;

/// A message of a stream.
///
/// @param sequence its position in the stream
/// @param body empty when only headers were asked for
public record Entry(long sequence, String subject, MessageHeaders headers, byte[] body) {
  private static final String STORED_AT = "Nats-Time-Stamp";

  /// The message in the server's answer to a direct get. Its position is in the headers.
  static Entry direct(Message answer) {
    var headers = MessageHeaders.of(answer.getHeaders());
    return new Entry(
        number(headers, "Nats-Sequence"), text(headers, "Nats-Subject"), headers, answer.getData());
  }

  /// The message that a stream's leader returned.
  static Entry stored(MessageInfo found) {
    var body = found.getData();
    var headers = MessageHeaders.of(found.getHeaders()).copy();
    if (found.getTime() != null) {
      headers.put(STORED_AT, found.getTime().toInstant().toString());
    }
    return new Entry(
        found.getSeq(),
        String.valueOf(found.getSubject()),
        headers,
        body == null ? new byte[0] : body);
  }

  /// When the server stored it, by its clock, in epoch milliseconds; 0 when that is not known here:
  /// only messages that were asked for one by one or as a page tell it.
  public long storedAt() {
    var text = headers.first(STORED_AT);
    return text == null ? 0 : Instant.parse(text).toEpochMilli();
  }

  /// The number in `header`, which the server set.
  public static long number(MessageHeaders headers, String header) {
    return Long.parseLong(text(headers, header));
  }

  private static String text(MessageHeaders headers, String header) {
    var value = headers.first(header);
    if (value == null) {
      throw new IllegalStateException("the server left out " + header);
    }
    return value;
  }
}
