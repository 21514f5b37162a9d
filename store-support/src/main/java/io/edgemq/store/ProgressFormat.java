package io.edgemq.store;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.edgemq.domain.Subject;
import io.edgemq.domain.push.Backlog;
import io.edgemq.domain.push.CircuitBreaker;
import io.edgemq.domain.push.DeliveryProgress;
import io.edgemq.domain.push.FailureClass;
import io.edgemq.domain.push.LastError;
import io.edgemq.domain.push.MessageKey;
import io.edgemq.domain.push.Unsettled;
import java.time.Instant;
import java.util.List;
import java.util.stream.StreamSupport;

/// How far a delivery has come, as JSON. Written with each save, so what there are up to 1 000 of
/// is
/// an array: backlog, number, subject, attempts, due; about 80 bytes and the subject. What is
/// malformed throws [IllegalArgumentException] or [java.time.DateTimeException].
public final class ProgressFormat {
  /// How many characters of the last error's detail are kept.
  public static final int LONGEST_DETAIL = 512;

  private static final int FIELDS = 5;

  private ProgressFormat() {}

  /// `progress` in UTF-8.
  public static byte[] write(DeliveryProgress progress) {
    var json = Fields.object();
    json.put("instruction", progress.instruction());
    json.put("redrives", progress.redrives()).put("next", progress.next());
    json.put("expired", progress.expired()).put("in_flight", progress.inFlight());
    write(json.putObject("breaker"), progress.breaker());
    progress.quietUntil().ifPresent(until -> json.put("quiet_until", until.toString()));
    progress.lastError().ifPresent(error -> write(json.putObject("last_error"), error));
    var unsettled = json.putArray("unsettled");
    progress.unsettled().forEach(message -> write(unsettled.addArray(), message));
    return Fields.bytes(json);
  }

  /// What [#write] wrote.
  public static DeliveryProgress read(byte[] bytes) {
    var json = Fields.tree(bytes);
    return new DeliveryProgress(
        Fields.number(json, "instruction"),
        Fields.number(json, "redrives"),
        Fields.number(json, "next"),
        unsettled(json.required("unsettled")),
        breaker(json.required("breaker")),
        Fields.optionalInstant(json, "quiet_until"),
        Fields.optional(json, "last_error").map(ProgressFormat::lastError),
        Fields.number(json, "expired"),
        Fields.integer(json, "in_flight"));
  }

  private static void write(ArrayNode json, Unsettled message) {
    json.add(letter(message.key().backlog())).add(message.key().number());
    json.add(message.subject().value()).add(message.attempts()).add(message.due().toString());
  }

  private static List<Unsettled> unsettled(JsonNode json) {
    return StreamSupport.stream(json.spliterator(), false).map(ProgressFormat::message).toList();
  }

  private static Unsettled message(JsonNode json) {
    if (json.size() != FIELDS) {
      throw new IllegalArgumentException("not an unsettled message");
    }
    return new Unsettled(
        new MessageKey(backlog(Fields.text(json.required(0))), Fields.number(json.required(1))),
        new Subject(Fields.text(json.required(2))),
        Math.toIntExact(Fields.number(json.required(3))),
        Instant.parse(Fields.text(json.required(4))));
  }

  private static String letter(Backlog backlog) {
    return switch (backlog) {
      case REDRIVE -> "r";
      case TOPIC -> "t";
    };
  }

  private static Backlog backlog(String letter) {
    return switch (letter) {
      case "r" -> Backlog.REDRIVE;
      case "t" -> Backlog.TOPIC;
      default -> throw new IllegalArgumentException("not a backlog: " + letter);
    };
  }

  private static void write(ObjectNode json, CircuitBreaker breaker) {
    json.put("failures", breaker.failures());
    var _ =
        switch (breaker) {
          case CircuitBreaker.Closed _ -> json.put("state", "closed");
          case CircuitBreaker.Open(var until, var rest, _) ->
              json.put("state", "open").put("until", until.toString()).put("rest", rest.toString());
          case CircuitBreaker.HalfOpen(var rest, _) ->
              json.put("state", "half_open").put("rest", rest.toString());
        };
  }

  private static CircuitBreaker breaker(JsonNode json) {
    int failures = Fields.integer(json, "failures");
    var state = Fields.text(json, "state");
    return switch (state) {
      case "closed" -> new CircuitBreaker.Closed(failures);
      case "open" ->
          new CircuitBreaker.Open(
              Fields.instant(json, "until"), Fields.duration(json, "rest"), failures);
      case "half_open" -> new CircuitBreaker.HalfOpen(Fields.duration(json, "rest"), failures);
      default -> throw new IllegalArgumentException("not a state of a breaker: " + state);
    };
  }

  private static void write(ObjectNode json, LastError error) {
    json.put("at", error.at().toString()).put("class", error.failure().text());
    error.status().ifPresent(status -> json.put("status", status));
    json.put("detail", kept(error.detail()));
  }

  /// The beginning of `detail`, without what UTF-8 cannot say.
  private static String kept(String detail) {
    var text = new StringBuilder();
    detail
        .codePoints()
        .limit(LONGEST_DETAIL)
        .map(
            point ->
                point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE ? '?' : point)
        .forEach(text::appendCodePoint);
    return text.toString();
  }

  private static LastError lastError(JsonNode json) {
    return new LastError(
        Fields.instant(json, "at"),
        FailureClass.of(Fields.text(json, "class")),
        Fields.optionalInteger(json, "status"),
        Fields.text(json, "detail"));
  }
}
