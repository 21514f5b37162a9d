package io.edgemq.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.edgemq.domain.BodyFormat;
import io.edgemq.domain.Ordering;
import io.edgemq.domain.PushConfig;
import io.edgemq.domain.PushHeaders;
import io.edgemq.domain.SignatureScheme;
import io.edgemq.domain.SigningSecret;
import io.edgemq.domain.WebhookUrl;
import io.edgemq.ports.in.ManageSubscriptions.Given;
import io.edgemq.ports.in.ManageSubscriptions.Secret;
import io.edgemq.ports.in.ManageSubscriptions.Unsaid;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Reads the field `push` of a subscription (SPEC 5 and 5.3).
final class PushIn {
  /// What it may have.
  static final List<String> FIELDS =
      List.of(
          "url",
          "secret",
          "headers",
          "max_in_flight",
          "rate_per_second",
          "timeout_seconds",
          "signature",
          "ordering",
          "lanes",
          "format");

  private static final String FORMATS =
      "one of "
          + Arrays.stream(BodyFormat.values())
              .map(format -> "'" + format.text() + "'")
              .collect(Collectors.joining(", "));

  private PushIn() {}

  /// The configuration that `push` asks for.
  ///
  /// @param ackWait how long an attempt may take as a whole, when the caller says so: the time
  /// until
  ///     the head of the answer is no longer then, unless the caller says that, too
  static PushConfig create(Fields push, @Nullable Duration ackWait) {
    var standard = standard(url(push), ackWait);
    int lanes = push.pick("lanes", standard.lanes(), standard.lanes(), () -> lanes(push));
    int inFlight = inFlight(standard, standard, push);
    if (lanes > inFlight) {
      throw push.invalidValue("lanes", "no more than 'max_in_flight', which is " + inFlight);
    }
    var format = push.pick("format", standard.format(), standard.format(), () -> format(push));
    return merge(standard.with(lanes, format), standard, push);
  }

  /// `current` with what `push` changes. What is null gets its default back.
  ///
  /// @param ackWait as for [#create]
  static PushConfig change(PushConfig current, Fields push, @Nullable Duration ackWait) {
    var url = push.mentions("url") ? url(push) : current.url();
    requireSame(push, current);
    var standard = standard(url, ackWait);
    int inFlight = inFlight(current, standard, push);
    if (inFlight < current.lanes()) {
      throw push.invalidValue("max_in_flight", "no less than 'lanes', which is " + current.lanes());
    }
    return merge(current.calling(url), standard, push);
  }

  private static PushConfig standard(WebhookUrl url, @Nullable Duration ackWait) {
    return new PushConfig(
        url,
        Map.of(),
        PushConfig.DEFAULT_IN_FLIGHT,
        OptionalDouble.empty(),
        ackWait == null || ackWait.compareTo(PushConfig.DEFAULT_TIMEOUT) > 0
            ? PushConfig.DEFAULT_TIMEOUT
            : ackWait,
        EnumSet.allOf(SignatureScheme.class),
        Ordering.NONE,
        PushConfig.DEFAULT_LANES,
        BodyFormat.RAW);
  }

  private static PushConfig merge(PushConfig base, PushConfig standard, Fields push) {
    return new PushConfig(
        base.url(),
        push.pick("headers", base.headers(), standard.headers(), () -> headers(push)),
        inFlight(base, standard, push),
        push.pick(
            "rate_per_second", base.ratePerSecond(), standard.ratePerSecond(), () -> rate(push)),
        push.pick("timeout_seconds", base.timeout(), standard.timeout(), () -> timeout(push)),
        push.pick("signature", base.signatures(), standard.signatures(), () -> signatures(push)),
        push.pick("ordering", base.ordering(), standard.ordering(), () -> ordering(push)),
        base.lanes(),
        base.format());
  }

  private static int inFlight(PushConfig base, PushConfig standard, Fields push) {
    return push.pick(
        "max_in_flight",
        base.maxInFlight(),
        standard.maxInFlight(),
        () -> number(push, "max_in_flight", PushConfig.MOST_IN_FLIGHT));
  }

  private static Duration timeout(Fields push) {
    return seconds(
        push, "timeout_seconds", PushConfig.SHORTEST_TIMEOUT, PushConfig.LONGEST_TIMEOUT);
  }

  private static WebhookUrl url(Fields push) {
    return WebhookUrl.parse(push.requiredText("url"))
        .orElseThrow(() -> PushProblems.urlInvalid().asException());
  }

  private static Map<String, String> headers(Fields push) {
    var node = push.find("headers").orElseThrow();
    if (!(node instanceof ObjectNode entries)) {
      throw push.invalid("headers", "an object of texts");
    }
    var headers = new LinkedHashMap<String, String>();
    for (var entry : entries.properties()) {
      if (!entry.getValue().isTextual()) {
        throw push.invalid("headers", "an object of texts");
      }
      headers.put(entry.getKey(), entry.getValue().textValue());
    }
    PushHeaders.complaint(headers)
        .ifPresent(
            complaint -> {
              throw PushProblems.invalidHeaders(complaint).asException();
            });
    return headers;
  }

  /// The whole number in `name`, from 1 to `most`.
  static int number(Fields fields, String name, int most) {
    var node = fields.find(name).orElseThrow();
    if (!node.isIntegralNumber()) {
      throw fields.invalid(name, "a whole number");
    }
    var value = node.bigIntegerValue();
    if (value.signum() <= 0 || value.compareTo(BigInteger.valueOf(most)) > 0) {
      throw fields.invalidValue(name, "1 to " + most);
    }
    return value.intValueExact();
  }

  /// The duration in `name`, from `least` to `most`.
  static Duration seconds(Fields fields, String name, Duration least, Duration most) {
    var node = fields.find(name).orElseThrow();
    if (!node.isNumber()) {
      throw fields.invalid(name, "a number of seconds");
    }
    var value = node.decimalValue();
    if (value.compareTo(Seconds.number(least)) < 0 || value.compareTo(Seconds.number(most)) > 0) {
      throw fields.invalidValue(
          name, Seconds.text(least) + " to " + Seconds.text(most) + " seconds");
    }
    return Seconds.duration(value)
        .orElseThrow(() -> fields.invalid(name, "a number of seconds with at most 3 decimals"));
  }

  private static OptionalDouble rate(Fields push) {
    var node = push.find("rate_per_second").orElseThrow();
    if (!node.isNumber()) {
      throw push.invalid("rate_per_second", "a number");
    }
    var value = node.decimalValue();
    if (value.compareTo(BigDecimal.valueOf(PushConfig.LEAST_RATE)) < 0
        || value.compareTo(BigDecimal.valueOf(PushConfig.MOST_RATE)) > 0) {
      throw push.invalidValue(
          "rate_per_second",
          RefusalWords.decimal(PushConfig.LEAST_RATE)
              + " to "
              + RefusalWords.decimal(PushConfig.MOST_RATE));
    }
    return OptionalDouble.of(value.doubleValue());
  }

  private static Set<SignatureScheme> signatures(Fields push) {
    var schemes = EnumSet.noneOf(SignatureScheme.class);
    for (var text : push.texts("signature")) {
      schemes.add(
          scheme(text).orElseThrow(() -> push.invalidValue("signature", "of 'mq', 'standard'")));
    }
    if (schemes.isEmpty()) {
      throw push.invalidValue("signature", "one or both of 'mq', 'standard'");
    }
    return schemes;
  }

  private static Optional<SignatureScheme> scheme(String text) {
    return EnumSet.allOf(SignatureScheme.class).stream()
        .filter(scheme -> scheme.text().equals(text))
        .findAny();
  }

  private static Ordering ordering(Fields push) {
    return switch (push.requiredText("ordering")) {
      case "none" -> Ordering.NONE;
      case "subject" -> Ordering.SUBJECT;
      default -> throw push.invalidValue("ordering", "'none' or 'subject'");
    };
  }

  private static int lanes(Fields push) {
    return number(push, "lanes", PushConfig.MOST_LANES);
  }

  private static BodyFormat format(Fields push) {
    return BodyFormat.of(push.requiredText("format"))
        .orElseThrow(() -> push.invalidValue("format", FORMATS));
  }

  /// Refuses other lanes and another format than those of `current`.
  private static void requireSame(Fields push, PushConfig current) {
    requireSame(push, "lanes", current.lanes(), PushConfig.DEFAULT_LANES);
    requireSame(push, "format", quoted(current.format()), quoted(BodyFormat.RAW));
  }

  /// Compares values as they are written in JSON: a text is not the number that it spells.
  private static void requireSame(Fields push, String name, Object current, Object standard) {
    var wanted = push.pick(name, current, standard, () -> push.find(name).orElseThrow());
    if (!wanted.toString().equals(current.toString())) {
      throw push.immutable(name);
    }
  }

  private static String quoted(BodyFormat format) {
    return '"' + format.text() + '"';
  }

  /// What the caller of a creation says about the secret.
  static Secret secret(Fields fields) {
    return fields
        .text("secret")
        .<Secret>map(
            text -> {
              if (!SigningSecret.isLegal(text)) {
                throw fields.invalidValue(
                    "secret", "1 to " + SigningSecret.LONGEST + " characters of visible ASCII");
              }
              return new Given(new SigningSecret(text, SigningSecret.Origin.GIVEN));
            })
        .orElseGet(Unsaid::new);
  }
}
