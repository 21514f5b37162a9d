package io.edgemq.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.edgemq.domain.SlowPolicy;
import io.edgemq.domain.SubjectFilter;
import io.edgemq.domain.TopicName;
import io.edgemq.ports.in.Cursor;
import io.edgemq.ports.in.StreamWish;
import io.edgemq.ports.in.WorkOnQueues;
import io.edgemq.server.Ascii;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What a client asks for on a socket that carries many subscriptions.
///
/// @param id null when it has none
record SocketRequest(SocketOp op, @Nullable SocketId id, Fields fields) {
  private static final int SEQUENCE_DIGITS = 18;

  /// The request that `object` is. Throws when it has a field that its op does not take, or lacks
  /// one.
  static SocketRequest of(ObjectNode object, @Nullable SocketId id) {
    var op = op(object);
    var fields = Fields.of(object, op.known());
    for (var name : op.required()) {
      if (fields.find(name).isEmpty()) {
        throw fields.missing(name);
      }
    }
    return new SocketRequest(op, id, fields);
  }

  private static SocketOp op(ObjectNode object) {
    var node = object.path(SocketOp.FIELD);
    if (node.isMissingNode() || node.isNull()) {
      throw Problems.missingField(SocketOp.FIELD).asException();
    }
    if (!node.isTextual()) {
      throw Problems.invalidField(SocketOp.FIELD, "a text").asException();
    }
    return SocketOp.of(node.textValue())
        .orElseThrow(() -> SocketProblems.unknownOp(node.textValue()).asException());
  }

  /// The id of one whose op demands it.
  SocketId requiredId() {
    if (id == null) {
      throw Problems.missingField(SocketId.FIELD).asException();
    }
    return id;
  }

  /// The frames that belong to it.
  SocketFrames frames() {
    return SocketFrames.of(id);
  }

  TopicName topic() {
    return PathParameters.topic(fields.requiredText("topic"));
  }

  SubjectFilter filter(TopicName topic) {
    return PathParameters.filter(topic, fields.text("pattern").orElse(null));
  }

  /// How payloads are to be written.
  MessageJson.Form form() {
    var wanted = fields.text("body");
    return wanted.isEmpty()
        ? MessageJson.Form.BASE64
        : MessageJson.Form.of(wanted.get())
            .orElseThrow(() -> fields.invalid("body", MessageJson.Form.WORDS));
  }

  /// How many messages of a queue may be unsettled.
  int credit() {
    return fields
        .number("credit", 1, WorkOnQueues.MOST_CREDIT)
        .map(Long::intValue)
        .orElseThrow(() -> fields.missing("credit"));
  }

  /// How a subscription is wanted.
  StreamWish wish() {
    return new StreamWish(cursor(), slow(), StreamWish.Carrier.SOCKET);
  }

  private Cursor cursor() {
    return after()
        .or(() -> PathParameters.start(fields, "from").map(Cursor.From::new))
        .orElseGet(Cursor.Default::new);
  }

  private Optional<Cursor> after() {
    return fields
        .find("last_event_id")
        .map(
            node -> {
              var text =
                  node.isIntegralNumber() ? node.bigIntegerValue().toString() : node.textValue();
              if (text == null || !Ascii.isNumber(text, SEQUENCE_DIGITS)) {
                throw fields.invalid("last_event_id", "a sequence");
              }
              return new Cursor.After(Long.parseLong(text));
            });
  }

  private SlowPolicy slow() {
    var wanted = fields.text("slow");
    return wanted.isEmpty()
        ? SlowPolicy.CATCH_UP
        : SlowWords.of(wanted.get()).orElseThrow(() -> fields.invalid("slow", SlowWords.ALL));
  }
}
