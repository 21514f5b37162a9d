package io.edgemq.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.edgemq.domain.TokenHash;
import io.edgemq.ports.in.Authenticate;
import io.helidon.http.HeaderNames;
import io.helidon.http.Headers;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Tells who calls by the bearer token (RFC 6750), for the dialects that have one. The token itself
/// goes no further than this.
public final class BearerTokens {
  private static final String SCHEME = "Bearer ";
  private static final int MAX_TOKEN = 4096;

  /// Claims like a list of groups make a JWT long.
  private static final int MAX_JWT = 16_384;

  /// What a JWT begins with: a JSON object's brace and quotation mark in base64url.
  private static final String JWT = "eyJ";
  private static final Authenticate.Verdict UNKNOWN = new Authenticate.Unknown();

  private final Authenticate authenticate;
  private final MessageDigest sha256 = sha256();

  /// Tells callers apart by what `authenticate` knows of their tokens' hashes.
  public BearerTokens(Authenticate authenticate) {
    this.authenticate = authenticate;
  }

  /// What is known of the token in the Authorization header; `Unknown` when there is none.
  ///
  /// @throws InterruptedException when the server stops while somebody is asked about the token
  public Authenticate.Verdict inHeader(Call call) throws InterruptedException {
    return verdict(fromHeader(call.headers()));
  }

  /// What is known of the token in the Authorization header or else in that query parameter;
  /// `Unknown` when there is none. For clients that can set no header, as a browser's EventSource.
  ///
  /// @throws InterruptedException when the server stops while somebody is asked about the token
  public Authenticate.Verdict inHeaderOr(String parameter, Call call) throws InterruptedException {
    var token = fromHeader(call.headers());
    return verdict(token == null ? call.query().find(parameter).orElse(null) : token);
  }

  /// What is known of the ticket in the query parameter `parameter`, when `call` has one there and
  /// no Authorization header; else empty. A ticket is good for the path of `call` or not at all.
  public Optional<Authenticate.Verdict> ticket(String parameter, Call call) {
    if (call.headers().contains(HeaderNames.AUTHORIZATION)) {
      return Optional.empty();
    }
    return call.query().find(parameter).map(ticket -> ticket(ticket, call.rawPath()));
  }

  private Authenticate.Verdict ticket(String ticket, String path) {
    return ticket.length() > MAX_TOKEN ? UNKNOWN : authenticate.ticket(ticket, path);
  }

  private Authenticate.Verdict verdict(@Nullable String token) throws InterruptedException {
    if (token == null || token.isEmpty()) {
      return UNKNOWN;
    }
    if (isJwt(token)) {
      return token.length() > MAX_JWT ? UNKNOWN : authenticate.token(token);
    }
    return token.length() > MAX_TOKEN ? UNKNOWN : authenticate.authenticate(hash(token));
  }

  /// No key of EdgeMQ's own has a dot.
  private static boolean isJwt(String token) {
    return token.startsWith(JWT) && token.indexOf('.') > 0;
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
