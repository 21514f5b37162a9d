package io.edgemq.nats;

import io.nats.client.Message;
import io.nats.client.api.MessageInfo;
import io.nats.client.impl.Headers;
import org.jspecify.annotations.Nullable;

/// A message of a stream.
///
/// @param sequence its place in the stream
/// @param body empty when only headers were asked for
record Entry(long sequence, String subject, Headers headers, byte[] body) {
  /// The message that the server answered to a direct question: where it is stands in headers.
  static Entry direct(Message answer) {
    var headers = answer.getHeaders();
    return new Entry(
        number(headers, "Nats-Sequence"), text(headers, "Nats-Subject"), headers, answer.getData());
  }

  /// The message that a stream's leader answered.
  static Entry stored(MessageInfo found) {
    var headers = found.getHeaders();
    var body = found.getData();
    return new Entry(
        found.getSeq(),
        String.valueOf(found.getSubject()),
        headers == null ? new Headers() : headers,
        body == null ? new byte[0] : body);
  }

  /// The number that the server put into `header`.
  static long number(@Nullable Headers headers, String header) {
    return Long.parseLong(text(headers, header));
  }

  private static String text(@Nullable Headers headers, String header) {
    var value = headers == null ? null : headers.getFirst(header);
    if (value == null) {
      throw new IllegalStateException("the server left out " + header);
    }
    return value;
  }
}
