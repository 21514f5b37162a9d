package io.edgemq.http;

import io.edgemq.domain.kv.KeyFilter;
import io.edgemq.domain.kv.KvCondition;
import io.edgemq.domain.kv.KvKey;
import io.edgemq.ports.in.WriteKeys.Target;
import io.edgemq.server.Ascii;
import io.edgemq.server.Call;
import io.edgemq.server.Query;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import java.math.BigInteger;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Reads what calls to keys carry: the key in the path, and everything else in headers and
/// parameters.
final class KvIn {
  private static final HeaderName TTL = HeaderNames.create("X-MQ-TTL-Seconds");
  private static final HeaderName HOPS = HeaderNames.create("X-MQ-Hops");
  private static final int REVISION_DIGITS = 18;
  private static final int DELTA_DIGITS = 20;

  private KvIn() {}

  /// The key that `text` is.
  static KvKey key(String text) {
    var complaint = KvKey.complaint(text);
    if (complaint.isPresent()) {
      throw KvProblems.invalidKey(complaint.get()).asException();
    }
    return new KvKey(text);
  }

  /// The keys in the parameter `match`; all when it is absent.
  static KeyFilter filter(Query query) {
    var text = query.find("match");
    if (text.isEmpty()) {
      return KeyFilter.ALL;
    }
    var complaint = KeyFilter.complaint(text.get());
    if (complaint.isPresent()) {
      throw Problems.bad("invalid_pattern", "The parameter 'match' %s.".formatted(complaint.get()))
          .asException();
    }
    return new KeyFilter(text.get());
  }

  /// What the call writes to.
  static Target target(Call call, KvKey key) {
    return new Target(
        PathParameters.bucket(call.argument("bucket")),
        key,
        condition(call),
        ttl(call),
        hops(call));
  }

  /// A condition that cannot be read is refused: a write without it could do harm.
  private static KvCondition condition(Call call) {
    boolean matches = call.headers().contains(HeaderNames.IF_MATCH);
    boolean absent = call.headers().contains(HeaderNames.IF_NONE_MATCH);
    if (!matches && !absent) {
      return KvCondition.NONE;
    }
    if (matches && absent) {
      throw KvProblems.invalidCondition().asException();
    }
    return (matches
            ? call.header(HeaderNames.IF_MATCH).flatMap(KvIn::atRevision)
            : call.header(HeaderNames.IF_NONE_MATCH).flatMap(KvIn::absent))
        .orElseThrow(() -> KvProblems.invalidCondition().asException());
  }

  private static Optional<KvCondition> atRevision(String text) {
    boolean quoted = text.length() > 2 && text.startsWith("\"") && text.endsWith("\"");
    var number = quoted ? text.substring(1, text.length() - 1) : text;
    return Ascii.isNumber(number, REVISION_DIGITS)
        ? Optional.of(new KvCondition.AtRevision(Long.parseLong(number)))
        : Optional.empty();
  }

  private static Optional<KvCondition> absent(String text) {
    return text.equals("*") ? Optional.of(new KvCondition.Absent()) : Optional.empty();
  }

  /// An empty header is no absent one: a variable that was not set would mean for ever.
  private static @Nullable Duration ttl(Call call) {
    if (isEmpty(call, TTL)) {
      throw Problems.invalidHeader(TTL.defaultCase(), "a number of seconds").asException();
    }
    return MessageIn.seconds(call, TTL);
  }

  private static boolean isEmpty(Call call, HeaderName name) {
    return call.headers().contains(name) && call.header(name).isEmpty();
  }

  /// How many change streams the write came through; 0 when it does not say. More than any number
  /// can hold is as much as any can.
  private static int hops(Call call) {
    var text = call.header(HOPS);
    if (text.isEmpty() && !isEmpty(call, HOPS)) {
      return 0;
    }
    if (text.isEmpty() || !Ascii.isNumber(text.get(), REVISION_DIGITS)) {
      throw Problems.invalidHeader(HOPS.defaultCase(), "a whole number of 0 or more").asException();
    }
    return (int) Math.min(Integer.MAX_VALUE, Long.parseLong(text.get()));
  }

  /// The revision in the parameter of that name; empty when it is absent.
  static Optional<Long> revision(Query query) {
    return query
        .find("revision")
        .map(
            text -> {
              if (!Ascii.isNumber(text, REVISION_DIGITS)) {
                throw Problems.invalidParameter("revision", "a whole number").asException();
              }
              return Long.valueOf(text);
            });
  }

  /// What the parameter `delta` adds; 1 when it is absent.
  static long delta(Query query) {
    var text = query.find("delta").orElse("1");
    var digits = text.startsWith("-") ? text.substring(1) : text;
    if (Ascii.isNumber(digits, DELTA_DIGITS)) {
      var value = new BigInteger(text);
      if (value.bitLength() < Long.SIZE) {
        return value.longValue();
      }
    }
    throw Problems.invalidParameter("delta", "a whole number of 64 bits").asException();
  }

  /// Whether the parameter of that name says so.
  static boolean truth(Query query, String name) {
    return switch (query.find(name).orElse("false")) {
      case "true" -> true;
      case "false" -> false;
      default -> throw Problems.invalidParameter(name, "'true' or 'false'").asException();
    };
  }
}
