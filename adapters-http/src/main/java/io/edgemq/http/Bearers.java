package io.edgemq.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.edgemq.domain.Principal;
import io.edgemq.domain.TokenHash;
import io.edgemq.ports.in.Authenticate;
import io.helidon.http.HeaderNames;
import io.helidon.http.Headers;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/// Tells who calls by the bearer token (RFC 6750). The token itself goes no further than this.
final class Bearers {
  private static final String SCHEME = "Bearer ";
  private static final int MAX_TOKEN = 4096;

  private final Authenticate authenticate;
  private final MessageDigest sha256 = sha256();

  Bearers(Authenticate authenticate) {
    this.authenticate = authenticate;
  }

  /// Who makes the request. A token in the Authorization header comes before one in the query.
  Principal principal(Route.Access access, Headers headers, Query query) {
    var token = fromHeader(headers);
    if (token == null && access == Route.Access.BEARER_OR_PARAMETER) {
      token = query.find("bearer").orElse(null);
    }
    if (token == null || token.isEmpty() || token.length() > MAX_TOKEN) {
      throw Problems.unauthorized().asException();
    }
    return switch (authenticate.authenticate(hash(token))) {
      case Authenticate.Known(var principal) -> principal;
      case Authenticate.Unknown _ -> throw Problems.unauthorized().asException();
      case Authenticate.Expired _ -> throw Problems.tokenExpired().asException();
    };
  }

  private static @Nullable String fromHeader(Headers headers) {
    if (!headers.contains(HeaderNames.AUTHORIZATION)) {
      return null;
    }
    var value = headers.get(HeaderNames.AUTHORIZATION).get();
    return value.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
        ? value.substring(SCHEME.length()).strip()
        : "";
  }

  /// A copy of one digest spares each request the search for an implementation.
  private TokenHash hash(String token) {
    try {
      var digest = (MessageDigest) sha256.clone();
      return new TokenHash(HexFormat.of().formatHex(digest.digest(token.getBytes(UTF_8))));
    } catch (CloneNotSupportedException unexpected) {
      throw new IllegalStateException("the platform's SHA-256 can be copied", unexpected);
    }
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException missing) {
      throw new IllegalStateException("every Java platform has SHA-256", missing);
    }
  }
}
