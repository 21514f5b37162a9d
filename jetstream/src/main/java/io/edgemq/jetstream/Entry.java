package io.edgemq.jetstream;

import io.nats.client.Message;
import io.nats.client.api.MessageInfo;
import java.time.Instant;

/// A message of a stream.
///
/// @param sequence its position in the stream
/// @param body empty when only headers were asked for
/// @param storedAt when the server stored it, by its clock, in epoch milliseconds; 0 when the
/// server
///     did not tell
public record Entry(
    long sequence, String subject, MessageHeaders headers, byte[] body, long storedAt) {
  private static final String STORED_AT = "Nats-Time-Stamp";

  /// The message in the server's answer to a direct get. Its position is in the headers.
  static Entry direct(Message answer) {
    var headers = MessageHeaders.of(answer.getHeaders());
    var storedAt = headers.first(STORED_AT);
    return new Entry(
        number(headers, "Nats-Sequence"),
        text(headers, "Nats-Subject"),
        headers,
        answer.getData(),
        storedAt == null ? 0 : Instant.parse(storedAt).toEpochMilli());
  }

  /// The message that a stream's leader returned.
  static Entry stored(MessageInfo found) {
    var body = found.getData();
    var time = found.getTime();
    return new Entry(
        found.getSeq(),
        String.valueOf(found.getSubject()),
        MessageHeaders.of(found.getHeaders()),
        body == null ? new byte[0] : body,
        time == null ? 0 : time.toInstant().toEpochMilli());
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
