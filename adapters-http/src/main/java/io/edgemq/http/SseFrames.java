package io.edgemq.http;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.edgemq.domain.TopicMessage;
import io.edgemq.domain.audit.AuditEntry;
import io.edgemq.ports.in.SharedMessage;
import io.edgemq.ports.in.StreamItem;
import java.time.Duration;

/// Server-sent events, byte for byte (SPEC 5.1 and the HTML standard).
final class SseFrames {
  /// The first bytes of every stream: they open the connection all the way to the reader, and tell
  /// it after how many milliseconds to reconnect if it breaks.
  static final byte[] OPENING = "retry: 2000\n: connected\n\n".getBytes(US_ASCII);

  /// What keeps an idle stream open.
  static final byte[] KEEP_ALIVE = ": keep-alive\n\n".getBytes(US_ASCII);

  private static final SharedMessage.Encoding BASE64 = m -> message(m, MessageJson.Form.BASE64);
  private static final SharedMessage.Encoding TEXT = m -> message(m, MessageJson.Form.TEXT);
  private static final int EXPECTED = 160;

  private SseFrames() {}

  /// The frames of messages whose payload is written in that form. All readers of a form share what
  /// is written.
  static SseBody.Frames of(MessageJson.Form form) {
    var encoding =
        switch (form) {
          case BASE64 -> BASE64;
          case TEXT -> TEXT;
        };
    return item ->
        switch (item) {
          case StreamItem.Event(var message) -> message.as(encoding);
          case StreamItem.Passed(long sequence) -> passed(sequence);
          case StreamItem.Gap gap -> gap(gap, gap.lastBefore());
          case StreamItem.Skipped skipped -> skipped(skipped);
          case StreamItem.Closed closed -> close(closed, StreamEnd.DELETED.sentence());
          case StreamItem.Written _ -> throw new IllegalStateException("a topic has no entries");
        };
  }

  private static byte[] message(TopicMessage message, MessageJson.Form form) {
    var out =
        new JsonOut(MessageJson.expected(message.content().payload()) + 64)
            .ascii("id: ")
            .ascii(Long.toString(message.sequence()))
            .ascii("\nevent: message\ndata: ");
    return MessageJson.write(out, message, form).ascii("\n\n").toBytes();
  }

  /// An entry of the audit.
  static byte[] entry(AuditEntry entry) {
    var out =
        new JsonOut(EXPECTED)
            .ascii("id: ")
            .ascii(Long.toString(entry.sequence()))
            .ascii("\nevent: entry\ndata: ");
    return AuditEndpoints.write(out, entry).ascii("\n\n").toBytes();
  }

  /// Keeps an idle stream open and moves the reader's cursor: a frame without data sets the last
  /// event id and dispatches no event (HTML standard, 9.2.6).
  static byte[] passed(long sequence) {
    return ("id: " + sequence + "\n: keep-alive\n\n").getBytes(US_ASCII);
  }

  /// Says that messages are missing. A reader that reconnects right then goes on behind the frame's
  /// id: of a topic the sequence before the one with which the stream goes on, so it is not told
  /// again.
  static byte[] gap(StreamItem.Gap gap, long id) {
    return new JsonOut(EXPECTED)
        .ascii("id: ")
        .ascii(Long.toString(id))
        .ascii("\nevent: gap\ndata: ")
        .object()
        .field("requested", gap.requested())
        .field("oldest", gap.oldest())
        .field("newest", gap.newest())
        .endObject()
        .ascii("\n\n")
        .toBytes();
  }

  /// Says that messages were left out. It moves no cursor: the newest of them follow.
  private static byte[] skipped(StreamItem.Skipped skipped) {
    return new JsonOut(EXPECTED)
        .ascii("event: skipped\ndata: ")
        .object()
        .field("count", skipped.count())
        .field("from", skipped.from())
        .field("to", skipped.to())
        .endObject()
        .ascii("\n\n")
        .toBytes();
  }

  /// Says that the stream ends.
  ///
  /// @param removed what is said when that is because what it reads is gone
  static byte[] close(StreamItem.Closed closed, String removed) {
    var end = StreamEnd.of(closed.reason());
    var reason = end == StreamEnd.DELETED ? removed : end.sentence();
    return end.isOfKey() ? end(end.word(), reason) : close(end.word(), reason, closed.retryAfter());
  }

  /// Says that the stream ends, and why, to a reader that need not come back as it is.
  private static byte[] end(String code, String reason) {
    return new JsonOut(EXPECTED)
        .ascii("event: close\ndata: ")
        .object()
        .field("code", code)
        .field("reason", reason)
        .endObject()
        .ascii("\n\n")
        .toBytes();
  }

  /// Says that the stream ends, and why. EventSource waits for `retry` before it comes back.
  static byte[] close(String code, String reason, Duration retryAfter) {
    long millis = retryAfter.toMillis();
    return new JsonOut(EXPECTED)
        .ascii("retry: ")
        .ascii(Long.toString(millis))
        .ascii("\nevent: close\ndata: ")
        .object()
        .field("code", code)
        .field("reason", reason)
        .field("retry_ms", millis)
        .endObject()
        .ascii("\n\n")
        .toBytes();
  }
}
