package io.edgemq.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.edgemq.server.Call;
import io.helidon.http.HeaderNames;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;

/// The fields of a JSON object, read without coercion: a number in quotes is a text, 1.5 is not a
/// whole number. A field that is null counts as absent. Each method throws [ProblemException] when
/// the value is not of the kind that it reads.
final class Fields {
  /// The largest body of JSON, batches of messages aside.
  static final int MAX_BYTES = 1 << 18;

  /// How many bytes in memory come of each byte of JSON: the body, its text, what it is parsed to,
  /// and the payloads in it.
  private static final int COST = 5;

  private static final BigDecimal LONGEST = BigDecimal.valueOf(10_000_000_000L);

  private final ObjectNode object;
  private final String path;

  private Fields(ObjectNode object, String path) {
    this.object = object;
    this.path = path;
  }

  /// The fields of the call's body, which may have `known` and no others.
  static Fields of(Call call, String... known) {
    requireJson(call);
    var body = call.body(MAX_BYTES, COST, () -> Problems.tooLarge("body", MAX_BYTES).asException());
    return of(JsonIn.object(body), "", List.of(known));
  }

  /// The fields of the call's body, which may have `limit` bytes, and `known` fields and no others.
  static Fields of(Call call, int limit, Supplier<Problem> tooLarge, List<String> known) {
    requireJson(call);
    var body = call.body(limit, COST, () -> tooLarge.get().asException());
    return of(JsonIn.object(body), "", known);
  }

  /// The fields of `object`, which may have `known` and no others.
  static Fields of(ObjectNode object, List<String> known) {
    return of(object, "", known);
  }

  /// `curl -d` says that it sends a form whatever it sends; so that type is accepted, too.
  private static void requireJson(Call call) {
    var type = call.header(HeaderNames.CONTENT_TYPE);
    if (type.isPresent()) {
      var text = type.get();
      int semicolon = text.indexOf(';');
      var essence = (semicolon < 0 ? text : text.substring(0, semicolon)).strip();
      if (!essence.equalsIgnoreCase("application/json")
          && !essence.equalsIgnoreCase("application/x-www-form-urlencoded")) {
        throw Problems.unsupportedMediaType("The body has another type.").asException();
      }
    }
  }

  private static Fields of(ObjectNode object, String path, List<String> known) {
    for (var names = object.fieldNames(); names.hasNext(); ) {
      var name = names.next();
      if (!known.contains(name)) {
        throw Problems.unknownField(path + Texts.printable(name), String.join(", ", known))
            .asException();
      }
    }
    return new Fields(object, path);
  }

  /// Whether the field is there, even if it is null.
  boolean mentions(String name) {
    return object.has(name);
  }

  /// Whether the field is there and null.
  boolean isNull(String name) {
    return object.path(name).isNull();
  }

  /// The text in `name`.
  Optional<String> text(String name) {
    return find(name)
        .map(
            node -> {
              if (!node.isTextual()) {
                throw invalid(name, "a text");
              }
              return Texts.requirePaired(path + name, node.textValue());
            });
  }

  /// The text in `name`, which must be there.
  String requiredText(String name) {
    return text(name).orElseThrow(() -> missing(name));
  }

  /// The whole number in `name`, from `least` to `most`.
  Optional<Long> number(String name, long least, long most) {
    return find(name)
        .map(
            node -> {
              if (!node.isIntegralNumber()) {
                throw invalid(name, "a whole number");
              }
              var value = node.bigIntegerValue();
              if (value.compareTo(BigInteger.valueOf(least)) < 0
                  || value.compareTo(BigInteger.valueOf(most)) > 0) {
                throw Problems.outOfRange(path + name, range(least, most)).asException();
              }
              return value.longValue();
            });
  }

  private static String range(long least, long most) {
    return most == Long.MAX_VALUE ? "at least " + least : least + " to " + most;
  }

  /// The duration in `name`, a number of seconds. How long it may be is for the use case to say;
  /// here it is only kept within reason.
  Optional<Duration> duration(String name) {
    return find(name)
        .map(
            node -> {
              if (!node.isNumber()) {
                throw invalid(name, "a number of seconds");
              }
              var value = node.decimalValue();
              if (value.signum() < 0 || value.compareTo(LONGEST) > 0) {
                throw Problems.outOfRange(path + name, "0 to " + LONGEST + " seconds")
                    .asException();
              }
              return Seconds.duration(value)
                  .orElseThrow(() -> invalid(name, "a number of seconds with at most 3 decimals"));
            });
  }

  /// The time in `name`.
  Optional<Instant> time(String name) {
    return text(name).map(text -> Times.parse(text).orElseThrow(() -> invalid(name, Times.DEMAND)));
  }

  /// The text in `name`, of `least` to `most` characters; empty when it is absent.
  Optional<String> text(String name, int least, int most) {
    return text(name)
        .map(
            text -> {
              if (text.length() < least || text.length() > most) {
                throw invalidValue(name, least + " to " + most + " characters");
              }
              return text;
            });
  }

  /// The truth in `name`.
  Optional<Boolean> truth(String name) {
    return find(name)
        .map(
            node -> {
              if (!node.isBoolean()) {
                throw invalid(name, "true or false");
              }
              return node.booleanValue();
            });
  }

  /// The object in `name`, which may have `known` fields and no others.
  Optional<Fields> object(String name, List<String> known) {
    return find(name).map(node -> asObject(node, name, known));
  }

  /// The texts in `name`; none when it is absent.
  List<String> texts(String name) {
    return elements(name).stream()
        .map(
            node -> {
              if (!node.isTextual()) {
                throw invalid(name, "a list of texts");
              }
              return node.textValue();
            })
        .toList();
  }

  /// The elements of the list in `name`; none when it is absent.
  List<JsonNode> elements(String name) {
    return find(name)
        .map(
            node -> {
              if (!(node instanceof ArrayNode array)) {
                throw invalid(name, "a list");
              }
              return List.copyOf(array.elements().hasNext() ? list(array) : List.of());
            })
        .orElse(List.of());
  }

  private static List<JsonNode> list(ArrayNode array) {
    return array.valueStream().toList();
  }

  /// The fields of `element`, the one at `index` of the list in `name`.
  Fields element(String name, int index, List<String> known) {
    return asObject(elementAt(name, index), name + "[" + index + "]", known);
  }

  private JsonNode elementAt(String name, int index) {
    return object.path(name).path(index);
  }

  /// The object of texts in `name`; none when it is absent.
  Map<String, String> textMap(String name) {
    var map = new TreeMap<String, String>();
    find(name)
        .ifPresent(
            node -> {
              if (!(node instanceof ObjectNode entries)) {
                throw invalid(name, "an object of texts");
              }
              for (var entry : entries.properties()) {
                if (!entry.getValue().isTextual()) {
                  throw invalid(name, "an object of texts");
                }
                map.put(entry.getKey(), entry.getValue().textValue());
              }
            });
    return map;
  }

  /// The field as it is.
  Optional<JsonNode> find(String name) {
    var node = object.get(name);
    return node == null || node.isNull() ? Optional.empty() : Optional.of(node);
  }

  /// What a change makes of a value: what `read` reads of `name`, `standard` when it is null, and
  /// `current` when it is not there.
  <T> T pick(String name, T current, T standard, Supplier<T> read) {
    if (!mentions(name)) {
      return current;
    }
    return isNull(name) ? standard : read.get();
  }

  /// To throw when `name` is not what it must be.
  ProblemException invalid(String name, String demand) {
    return Problems.invalidField(path + name, demand).asException();
  }

  /// To throw when the value of `name` is of the right kind and cannot be had.
  ProblemException invalidValue(String name, String demand) {
    return PushProblems.invalidValue(path + name, demand).asException();
  }

  /// To throw when `name` stays as it was created.
  ProblemException immutable(String name) {
    return Problems.immutableField(path + name).asException();
  }

  /// To throw when `name` is not there.
  ProblemException missing(String name) {
    return Problems.missingField(path + name).asException();
  }

  private Fields asObject(JsonNode node, String name, List<String> known) {
    if (!(node instanceof ObjectNode fields)) {
      throw invalid(name, "an object");
    }
    return of(fields, path + name + ".", known);
  }
}
