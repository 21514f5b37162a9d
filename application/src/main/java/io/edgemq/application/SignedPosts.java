package io.edgemq.application;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.edgemq.domain.ingest.IngestAuth;
import io.edgemq.ports.in.IngestMessages.Request;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// What well-known senders sign, as each of them documents it. A signature is compared as a text in
/// constant time: of the ways to write the same bytes only the usual one counts.
final class SignedPosts {
  private static final String GITHUB = "X-Hub-Signature-256";
  private static final String GITHUB_PREFIX = "sha256=";
  private static final String STRIPE = "Stripe-Signature";
  private static final String STRIPE_TIME = "t=";
  private static final String STRIPE_PREFIX = "v1=";
  private static final String STANDARD_ID = "webhook-id";
  private static final String STANDARD_TIME = "webhook-timestamp";
  private static final String STANDARD = "webhook-signature";
  private static final String STANDARD_PREFIX = "v1,";
  private static final int MOST_DIGITS = 12;

  private SignedPosts() {}

  /// What the body must show, given the headers; empty when they cannot hold whatever the body is.
  static Optional<BodyCheck> check(IngestAuth.Signed rule, Request request, Instant now) {
    return switch (rule.scheme()) {
      case GITHUB -> github(rule, request);
      case STRIPE -> stripe(rule, request, now);
      case STANDARD -> standard(rule, request, now);
    };
  }

  /// `sha256=` and the HMAC of the body in hex.
  private static Optional<BodyCheck> github(IngestAuth.Signed rule, Request request) {
    return request
        .header(GITHUB)
        .flatMap(value -> behind(GITHUB_PREFIX, value))
        .map(given -> body -> isAmong(List.of(given), hex(rule, "", body)));
  }

  /// `t=<seconds>` and one `v1=` or more, of time, a dot and the body. The secret's text is the
  /// key, with its `whsec_`.
  private static Optional<BodyCheck> stripe(IngestAuth.Signed rule, Request request, Instant now) {
    var parts =
        request.header(STRIPE).stream()
            .flatMap(value -> Stream.of(value.split(",", -1)))
            .map(String::strip)
            .toList();
    var times = parts.stream().flatMap(part -> behind(STRIPE_TIME, part).stream()).toList();
    var given = parts.stream().flatMap(part -> behind(STRIPE_PREFIX, part).stream()).toList();
    if (times.size() != 1 || given.isEmpty() || !isNear(times.getFirst(), rule.tolerance(), now)) {
      return Optional.empty();
    }
    return Optional.of(body -> isAmong(given, hex(rule, times.getFirst() + ".", body)));
  }

  /// One `v1,` or more, each the HMAC of id, time and body in base64 (Standard Webhooks 1.0.0).
  private static Optional<BodyCheck> standard(
      IngestAuth.Signed rule, Request request, Instant now) {
    var id = request.header(STANDARD_ID).filter(SignedPosts::isVisible).orElse("");
    var time = request.header(STANDARD_TIME).orElse("");
    var given =
        request.header(STANDARD).stream()
            .flatMap(value -> Stream.of(value.split(" ", -1)))
            .flatMap(part -> behind(STANDARD_PREFIX, part).stream())
            .toList();
    if (id.isEmpty() || given.isEmpty() || !isNear(time, rule.tolerance(), now)) {
      return Optional.empty();
    }
    var key = Signatures.standardKey(rule.secret().text());
    return Optional.of(
        body ->
            isAmong(
                given,
                Base64.getEncoder()
                    .encodeToString(Signatures.mac(key, id + "." + time + ".", body))));
  }

  private static String hex(IngestAuth.Signed rule, String before, byte[] body) {
    var key = rule.secret().text().getBytes(UTF_8);
    return HexFormat.of().formatHex(Signatures.mac(key, before, body));
  }

  private static Optional<String> behind(String prefix, String text) {
    return text.startsWith(prefix)
        ? Optional.of(text.substring(prefix.length()))
        : Optional.empty();
  }

  /// What is not ASCII would be signed as something else.
  private static boolean isVisible(String text) {
    return text.chars().allMatch(c -> c > ' ' && c <= '~');
  }

  /// Whether `seconds` since 1970 are no further from now than the tolerance, before or after it.
  private static boolean isNear(String seconds, Duration tolerance, Instant now) {
    boolean number =
        !seconds.isEmpty()
            && seconds.length() <= MOST_DIGITS
            && seconds.chars().allMatch(c -> c >= '0' && c <= '9');
    if (!number) {
      return false;
    }
    long apart = Math.abs(now.getEpochSecond() - Long.parseLong(seconds));
    return Duration.ofSeconds(apart).compareTo(tolerance) <= 0;
  }

  /// Looks at all of them, so that the time tells nothing about which it is.
  private static boolean isAmong(List<String> given, String expected) {
    boolean found = false;
    for (var each : given) {
      found |= MessageDigest.isEqual(each.getBytes(UTF_8), expected.getBytes(US_ASCII));
    }
    return found;
  }
}
