package io.edgemq.http;

import io.edgemq.domain.Ordering;
import io.edgemq.domain.PushConfig;
import io.edgemq.domain.SigningSecret;
import io.edgemq.domain.push.CircuitBreaker;
import io.edgemq.domain.push.LastError;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/// Writes the field `push` of a subscription (SPEC 5 and 5.3). [PushIn] reads it.
final class PushJson {
  private static final String HIDDEN = "***";

  private PushJson() {}

  /// Begins the object: what can be seen of a configuration and its secret.
  ///
  /// @param shown the secret when it may be seen, this time only
  static JsonOut begin(
      JsonOut out, PushConfig push, SigningSecret current, @Nullable SigningSecret shown) {
    out.object("push").field("url", push.url().text());
    if (shown != null) {
      out.field("secret", shown.text());
    }
    out.field("secret_hint", current.hint().orElse(null)).object("headers");
    push.headers().keySet().forEach(name -> out.field(name, HIDDEN));
    out.endObject().field("max_in_flight", push.maxInFlight());
    rate(out, push.ratePerSecond())
        .fieldOf("timeout_seconds", Seconds.text(push.timeout()))
        .array("signature");
    push.signatures().forEach(scheme -> out.value(scheme.text()));
    return out.endArray()
        .field("ordering", text(push.ordering()))
        .field("lanes", push.lanes())
        .field("format", push.format().text());
  }

  private static JsonOut rate(JsonOut out, OptionalDouble rate) {
    return rate.isPresent()
        ? out.fieldOf("rate_per_second", RefusalWords.decimal(rate.getAsDouble()))
        : out.field("rate_per_second", (String) null);
  }

  /// How the endpoint is doing, within the object.
  static JsonOut health(JsonOut out, CircuitBreaker breaker, Optional<LastError> lastError) {
    out.object("breaker")
        .field("state", state(breaker))
        .field("failures", breaker.failures())
        .field("next_probe_at", nextProbe(breaker))
        .endObject();
    if (lastError.isEmpty()) {
      return out.field("last_error", (String) null);
    }
    var error = lastError.get();
    return out.object("last_error")
        .field("at", error.at().toString())
        .field("class", error.failure().text())
        .fieldOrNull(
            "status", error.status().isPresent() ? Long.valueOf(error.status().getAsInt()) : null)
        .field("detail", error.detail())
        .endObject();
  }

  private static String state(CircuitBreaker breaker) {
    return switch (breaker) {
      case CircuitBreaker.Closed _ -> "closed";
      case CircuitBreaker.Open _ -> "open";
      case CircuitBreaker.HalfOpen _ -> "half_open";
    };
  }

  private static @Nullable String nextProbe(CircuitBreaker breaker) {
    return switch (breaker) {
      case CircuitBreaker.Open open -> open.until().toString();
      case CircuitBreaker.Closed _, CircuitBreaker.HalfOpen _ -> null;
    };
  }

  private static String text(Ordering ordering) {
    return switch (ordering) {
      case NONE -> "none";
      case SUBJECT -> "subject";
    };
  }
}
