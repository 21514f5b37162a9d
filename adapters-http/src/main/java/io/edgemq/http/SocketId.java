package io.edgemq.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/// What a client calls a request, or a subscription, on its socket.
sealed interface SocketId {
  /// The field that it stands in.
  String FIELD = "id";

  /// The longest text that is one.
  int MOST = 128;

  /// A text. `"1"` is another one than 1.
  record Text(String value) implements SocketId {}

  /// A whole number.
  record Whole(long value) implements SocketId {}

  /// The id in `request`; null when there is none. Throws when it is none that can be.
  static @Nullable SocketId of(ObjectNode request) {
    var node = request.path(FIELD);
    if (node.isMissingNode() || node.isNull()) {
      return null;
    }
    if (node.isIntegralNumber() && node.canConvertToLong()) {
      return new Whole(node.longValue());
    }
    var text = node.isTextual() ? node.textValue() : "";
    if (text.isEmpty() || text.length() > MOST) {
      throw Problems.invalidField(
              FIELD, "a text of 1 to %d characters or a whole number".formatted(MOST))
          .asException();
    }
    return new Text(Texts.requirePaired(FIELD, text));
  }

  /// Writes it as a field.
  default void writeTo(JsonOut out) {
    switch (this) {
      case Text(var text) -> out.field(FIELD, text);
      case Whole(long number) -> out.field(FIELD, number);
    }
  }
}
