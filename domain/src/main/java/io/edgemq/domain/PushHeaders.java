package io.edgemq.domain;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/// Which headers a subscription may have sent with each of its messages (SPEC 5.3): none that
/// decides about the connection, the length of the body or who is called, and none that means
/// something of its own.
public final class PushHeaders {
  /// How long names and values may be together, in bytes: what servers take.
  public static final int MOST_BYTES = 8 << 10;

  private static final Pattern NAME = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");
  private static final Set<String> RESERVED =
      Set.of(
          "host",
          "content-length",
          "transfer-encoding",
          // Hop by hop: RFC 9110, 7.6.1, and what came before it.
          "connection",
          "keep-alive",
          "proxy-authenticate",
          "proxy-authentication-info",
          "proxy-authorization",
          "proxy-connection",
          "te",
          "trailer",
          "upgrade",
          "http2-settings",
          // Asks for an answer before the body is sent.
          "expect");
  private static final Set<String> RESERVED_PREFIXES = Set.of("x-mq-", "webhook-", "ce-");

  private PushHeaders() {}

  /// What is wrong with `headers`, worded to follow "the headers"; empty when nothing is. Holds no
  /// value of a header.
  public static Optional<String> complaint(Map<String, String> headers) {
    if (headers.size() > PushConfig.MOST_HEADERS) {
      return Optional.of("are more than " + PushConfig.MOST_HEADERS);
    }
    var seen = new TreeSet<String>();
    long bytes = 0;
    for (var each : headers.entrySet()) {
      if (!NAME.matcher(each.getKey()).matches()) {
        return Optional.of("have a name that HTTP does not know");
      }
      var name = each.getKey().toLowerCase(Locale.ROOT);
      var complaint = complaint(name, each.getValue());
      if (complaint.isPresent()) {
        return complaint;
      }
      if (!seen.add(name)) {
        return Optional.of("have '" + name + "' twice");
      }
      bytes += name.length() + Letters.utf8Length(each.getValue());
    }
    return bytes > MOST_BYTES
        ? Optional.of("have more than " + MOST_BYTES + " bytes")
        : Optional.empty();
  }

  private static Optional<String> complaint(String name, String value) {
    if (RESERVED.contains(name) || RESERVED_PREFIXES.stream().anyMatch(name::startsWith)) {
      return Optional.of("must not have '" + name + "'");
    }
    boolean legal = value.codePoints().allMatch(PushHeaders::isText) && !isPadded(value);
    return legal
        ? Optional.empty()
        : Optional.of("have a value of '" + name + "' that HTTP does not know");
  }

  private static boolean isText(int point) {
    boolean surrogate = point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE;
    return !surrogate && (point == '\t' || !Character.isISOControl(point));
  }

  private static boolean isPadded(String value) {
    return !value.isEmpty()
        && (isBlank(value.charAt(0)) || isBlank(value.charAt(value.length() - 1)));
  }

  private static boolean isBlank(char c) {
    return c == ' ' || c == '\t';
  }
}
