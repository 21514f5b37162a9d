package io.edgemq.store;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.edgemq.domain.BodyFormat;
import io.edgemq.domain.Ordering;
import io.edgemq.domain.PushConfig;
import io.edgemq.domain.PushState;
import io.edgemq.domain.SignatureScheme;
import io.edgemq.domain.SigningSecrets;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;

/// What a subscription that pushes has, as JSON, its secrets included. Durations are in ISO 8601.
/// A push from before there were lanes and formats has one lane and sends what was published. What
/// is malformed throws [IllegalArgumentException] or [java.time.DateTimeException].
public final class PushFormat {
  private PushFormat() {}

  /// The configuration and the state of a push.
  public record Push(PushConfig config, PushState state) {}

  /// `push` as one line of JSON.
  public static String text(Push push) {
    return write(push).toString();
  }

  /// What [#text] wrote.
  public static Push parse(String text) {
    return read(Fields.tree(text));
  }

  /// `push` as a JSON object.
  public static ObjectNode write(Push push) {
    var json = Fields.object();
    write(json, push.config());
    var state = push.state();
    json.put("from", state.from()).put("redrives", state.redrives());
    write(json.putObject("secrets"), state.secrets());
    return json;
  }

  /// What [#write(Push)] wrote.
  public static Push read(JsonNode json) {
    var state =
        new PushState(
            secrets(json.required("secrets")),
            Fields.number(json, "from"),
            Fields.number(json, "redrives"));
    return new Push(config(json), state);
  }

  private static void write(ObjectNode json, PushConfig config) {
    json.put("url", config.url().text());
    var headers = json.putObject("headers");
    config.headers().forEach(headers::put);
    json.put("max_in_flight", config.maxInFlight());
    config.ratePerSecond().ifPresent(rate -> json.put("rate_per_second", rate));
    json.put("timeout", config.timeout().toString());
    var signatures = json.putArray("signatures");
    config.signatures().forEach(scheme -> signatures.add(scheme.text()));
    json.put("ordering", Fields.lower(config.ordering()));
    json.put("lanes", config.lanes());
    json.put("format", config.format().text());
  }

  private static PushConfig config(JsonNode json) {
    return new PushConfig(
        Fields.url(Fields.text(json, "url")),
        headers(json.required("headers")),
        Fields.integer(json, "max_in_flight"),
        Fields.optional(json, "rate_per_second")
            .map(rate -> OptionalDouble.of(decimal(rate)))
            .orElse(OptionalDouble.empty()),
        Fields.duration(json, "timeout"),
        signatures(json.required("signatures")),
        Ordering.valueOf(Fields.upper(Fields.text(json, "ordering"))),
        Fields.optionalInteger(json, "lanes").orElse(PushConfig.DEFAULT_LANES),
        Fields.optional(json, "format").map(PushFormat::format).orElse(BodyFormat.RAW));
  }

  private static BodyFormat format(JsonNode json) {
    return BodyFormat.of(Fields.text(json))
        .orElseThrow(() -> new IllegalArgumentException("not a format"));
  }

  private static Map<String, String> headers(JsonNode json) {
    var headers = new LinkedHashMap<String, String>();
    json.properties().forEach(entry -> headers.put(entry.getKey(), Fields.text(entry.getValue())));
    return headers;
  }

  private static double decimal(JsonNode value) {
    if (!value.isNumber()) {
      throw new IllegalArgumentException("not a number");
    }
    return value.doubleValue();
  }

  private static Set<SignatureScheme> signatures(JsonNode json) {
    var signatures = EnumSet.noneOf(SignatureScheme.class);
    json.forEach(scheme -> signatures.add(signature(Fields.text(scheme))));
    return signatures;
  }

  private static SignatureScheme signature(String text) {
    return Arrays.stream(SignatureScheme.values())
        .filter(scheme -> scheme.text().equals(text))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("not a signature: " + text));
  }

  private static void write(ObjectNode json, SigningSecrets secrets) {
    json.set("current", SecretFormat.write(secrets.current()));
    secrets.staged().ifPresent(staged -> json.set("staged", SecretFormat.write(staged)));
    secrets
        .previous()
        .ifPresent(
            old ->
                json.set(
                    "previous",
                    SecretFormat.write(old.secret()).put("until", old.until().toString())));
  }

  private static SigningSecrets secrets(JsonNode json) {
    return new SigningSecrets(
        SecretFormat.read(json.required("current")),
        Fields.optional(json, "staged").map(SecretFormat::read),
        Fields.optional(json, "previous")
            .map(
                old ->
                    new SigningSecrets.Retiring(
                        SecretFormat.read(old), Fields.instant(old, "until"))));
  }
}
