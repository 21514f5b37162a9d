package io.edgemq.http;

import io.edgemq.domain.TopicMessage;
import io.edgemq.ports.in.Received;
import io.edgemq.ports.in.SharedMessage;
import io.edgemq.ports.in.StreamItem;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What a client is told on a socket, as JSON (SPEC 5.2). On a socket that carries many
/// subscriptions each frame names the one that it belongs to; on one that is a subscription's alone
/// none does, and messages stand bare.
final class SocketFrames {
  private static final SharedMessage.Encoding BASE64 = m -> message(m, MessageJson.Form.BASE64);
  private static final SharedMessage.Encoding TEXT = m -> message(m, MessageJson.Form.TEXT);
  private static final int EXPECTED = 160;

  private final Label label;
  private final byte[] beforeMessage;
  private final byte[] afterMessage;

  /// Writes what a frame belongs to.
  @FunctionalInterface
  private interface Label {
    void writeTo(JsonOut out);
  }

  private SocketFrames(Label label, byte[] beforeMessage, byte[] afterMessage) {
    this.label = label;
    this.beforeMessage = beforeMessage;
    this.afterMessage = afterMessage;
  }

  /// Of a socket that is one subscription's.
  static SocketFrames bare() {
    return new SocketFrames(_ -> {}, new byte[0], new byte[0]);
  }

  /// Of a socket that carries many.
  ///
  /// @param id what the frames belong to; null when they belong to no request that has one
  static SocketFrames of(@Nullable SocketId id) {
    Label label =
        out -> {
          if (id == null) {
            out.field(SocketId.FIELD, (String) null);
          } else {
            id.writeTo(out);
          }
        };
    var before = new JsonOut(EXPECTED).object().field(SocketOp.FIELD, SocketAnswer.MESSAGE.word());
    label.writeTo(before);
    return new SocketFrames(label, before.ascii(",\"message\":").toBytes(), new byte[] {'}'});
  }

  /// Begins a frame.
  JsonOut begin(SocketAnswer answer) {
    var out = new JsonOut(EXPECTED).object().field(SocketOp.FIELD, answer.word());
    label.writeTo(out);
    return out;
  }

  /// A frame that says no more than what it is.
  byte[] plain(SocketAnswer answer) {
    return begin(answer).endObject().toBytes();
  }

  /// The frame of `item`; empty when nothing is said of it: how far a subscription has come is the
  /// sequence of its last message.
  Optional<byte[]> of(StreamItem item, MessageJson.Form form) {
    return switch (item) {
      case StreamItem.Event(var message) -> Optional.of(message(message.as(encoding(form))));
      case StreamItem.Passed _ -> Optional.empty();
      case StreamItem.Gap gap -> Optional.of(gap(gap));
      case StreamItem.Skipped skipped -> Optional.of(skipped(skipped));
      case StreamItem.Closed closed -> Optional.of(close(closed));
      case StreamItem.Written _ -> throw new IllegalStateException("a topic has no entries");
    };
  }

  /// All readers of a form share what is written.
  private static SharedMessage.Encoding encoding(MessageJson.Form form) {
    return switch (form) {
      case BASE64 -> BASE64;
      case TEXT -> TEXT;
    };
  }

  private static byte[] message(TopicMessage message, MessageJson.Form form) {
    var out = new JsonOut(MessageJson.expected(message.content().payload()));
    return MessageJson.write(out, message, form).toBytes();
  }

  /// The frame of a queue's message.
  byte[] of(Received received, MessageJson.Form form) {
    var out = new JsonOut(MessageJson.expected(received.message().content().payload()));
    return message(MessageJson.write(out, received, form).toBytes());
  }

  private byte[] message(byte[] json) {
    if (afterMessage.length == 0) {
      return json;
    }
    var frame = new byte[beforeMessage.length + json.length + afterMessage.length];
    System.arraycopy(beforeMessage, 0, frame, 0, beforeMessage.length);
    System.arraycopy(json, 0, frame, beforeMessage.length, json.length);
    System.arraycopy(
        afterMessage, 0, frame, beforeMessage.length + json.length, afterMessage.length);
    return frame;
  }

  private byte[] gap(StreamItem.Gap gap) {
    return begin(SocketAnswer.GAP)
        .field("requested", gap.requested())
        .field("oldest", gap.oldest())
        .field("newest", gap.newest())
        .endObject()
        .toBytes();
  }

  private byte[] skipped(StreamItem.Skipped skipped) {
    return begin(SocketAnswer.SKIPPED)
        .field("count", skipped.count())
        .field("from", skipped.from())
        .field("to", skipped.to())
        .endObject()
        .toBytes();
  }

  /// Says that a subscription is over, which its socket is not.
  private byte[] close(StreamItem.Closed closed) {
    var end = StreamEnd.of(closed.reason());
    return end.isOfKey()
        ? close(end.word(), end.sentence())
        : close(end.word(), end.sentence(), closed.retryAfter());
  }

  /// Says that something is over, and when to begin it again.
  byte[] close(String code, String reason, Duration retryAfter) {
    return closing(code, reason).field("retry_ms", retryAfter.toMillis()).endObject().toBytes();
  }

  /// Says that something is over, and no word of when to begin it again.
  byte[] close(String code, String reason) {
    return closing(code, reason).endObject().toBytes();
  }

  private JsonOut closing(String code, String reason) {
    return begin(SocketAnswer.CLOSE).field("code", code).field("reason", reason);
  }

  /// Says why a request is refused, and when to make it again where HTTP has `Retry-After`.
  byte[] error(Problem problem) {
    var out =
        begin(SocketAnswer.ERROR)
            .object("error")
            .field("status", problem.status().code())
            .field("code", problem.code())
            .field("title", problem.status().reasonPhrase())
            .field("detail", problem.detail());
    problem.retryAfter().ifPresent(after -> out.field("retry_ms", after.toMillis()));
    return out.endObject().endObject().toBytes();
  }
}
