package io.edgemq.domain;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/// Where messages are pushed to: a plain absolute URL of visible ASCII (SPEC 5.3). What parsers of
/// URLs disagree about is not one: userinfo, a fragment, a backslash, a zone, a number as a host
/// that is not four decimal bytes.
///
/// @param scheme `http` or `https`
/// @param host a name in lower case, four decimal bytes, or an IPv6 address in brackets
/// @param port as written, or the scheme's
/// @param path path and query, from `/` on
public record WebhookUrl(String scheme, String host, int port, String path) {
  /// How long a URL may be.
  public static final int LONGEST = 2_048;

  private static final Pattern SHAPE =
      Pattern.compile(
          "(?<scheme>https?)://(?<host>\\[[^]]*]|[^]/?:@\\[]+)(?::(?<port>[0-9]{1,5}))?(?<path>.*)",
          Pattern.CASE_INSENSITIVE);
  private static final Pattern VISIBLE = Pattern.compile("[!-~&&[^#\\\\]]*");
  private static final Pattern LABEL =
      Pattern.compile("[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?", Pattern.CASE_INSENSITIVE);

  /// What other parsers take for the end of an IPv4 address.
  private static final Pattern NUMBER =
      Pattern.compile("0x[0-9a-f]*|[0-9]+", Pattern.CASE_INSENSITIVE);

  private static final int LONGEST_NAME = 253;
  private static final int LAST_PORT = 65_535;

  public WebhookUrl {
    if ((!scheme.equals("http") && !scheme.equals("https"))
        || !canonical(host).equals(Optional.of(host))
        || port < 1
        || port > LAST_PORT
        || !path.startsWith("/")
        || !VISIBLE.matcher(path).matches()) {
      throw new IllegalArgumentException("not the parts of a webhook's URL");
    }
  }

  /// The URL that `text` is; empty when it is none.
  public static Optional<WebhookUrl> parse(String text) {
    var match = SHAPE.matcher(text);
    if (text.length() > LONGEST || !VISIBLE.matcher(text).matches() || !match.matches()) {
      return Optional.empty();
    }
    var scheme = match.group("scheme").toLowerCase(Locale.ROOT);
    int port =
        match.group("port") == null ? defaultPort(scheme) : Integer.parseInt(match.group("port"));
    var path = path(match.group("path"));
    return port < 1 || port > LAST_PORT
        ? Optional.empty()
        : canonical(match.group("host"))
            .flatMap(host -> path.map(rest -> new WebhookUrl(scheme, host, port, rest)));
  }

  private static int defaultPort(String scheme) {
    return scheme.equals("https") ? 443 : 80;
  }

  /// The one way to write `host`; empty when it is none.
  private static Optional<String> canonical(String host) {
    if (host.startsWith("[")) {
      return IpLiteral.v6(inBrackets(host)).map(address -> "[" + IpLiteral.text(address) + "]");
    }
    var last = host.substring(host.lastIndexOf('.') + 1);
    boolean legal = NUMBER.matcher(last).matches() ? IpLiteral.v4(host).isPresent() : isName(host);
    return legal ? Optional.of(host.toLowerCase(Locale.ROOT)) : Optional.empty();
  }

  private static String inBrackets(String host) {
    return host.endsWith("]") ? host.substring(1, host.length() - 1) : "";
  }

  private static boolean isName(String host) {
    if (host.length() > LONGEST_NAME) {
      return false;
    }
    for (var label : host.split("\\.", -1)) {
      if (!LABEL.matcher(label).matches()) {
        return false;
      }
    }
    return true;
  }

  private static Optional<String> path(String rest) {
    if (rest.isEmpty() || rest.startsWith("?")) {
      return Optional.of("/" + rest);
    }
    return rest.startsWith("/") ? Optional.of(rest) : Optional.empty();
  }

  /// The address that the host is, 4 or 16 bytes; empty when it is a name.
  public Optional<byte[]> address() {
    return host.startsWith("[") ? IpLiteral.v6(inBrackets(host)) : IpLiteral.v4(host);
  }

  /// The URL, written in one way only.
  public String text() {
    var authority = port == defaultPort(scheme) ? host : host + ":" + port;
    return scheme + "://" + authority + path;
  }

  /// As [#text()].
  @Override
  public String toString() {
    return text();
  }
}
