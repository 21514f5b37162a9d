package io.edgemq.application;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.edgemq.domain.TokenHash;
import io.edgemq.domain.ingest.IngestAuth;
import io.edgemq.ports.in.IngestMessages.Request;
import java.security.MessageDigest;
import java.time.InstantSource;
import java.util.Optional;

/// Decides who may post to an ingest.
///
/// @param jwts which JWTs are good
/// @param clock what signed times are compared with
record SenderRules(JwtTrust jwts, InstantSource clock) {
  private static final String BEARER = "Bearer ";

  /// What the body must show yet; empty when the request does not hold to the rule whatever it is.
  ///
  /// @throws InterruptedException when the thread is interrupted while an issuer is asked
  Optional<BodyCheck> admit(IngestAuth rule, Request request) throws InterruptedException {
    return switch (rule) {
      case IngestAuth.Signed signed -> SignedPosts.check(signed, request, clock.instant());
      case IngestAuth.Bearer(var hash) ->
          admitted(token(request).filter(token -> isSame(hash, token)).isPresent());
      case IngestAuth.Jwt jwt -> {
        var token = token(request);
        yield admitted(token.isPresent() && jwts.isGood(token.get(), jwt));
      }
      case IngestAuth.SecretPath(var hash) ->
          admitted(isSame(hash, IngestPath.of(rule, request.rest()).secret()));
      case IngestAuth.Open _ -> admitted(true);
    };
  }

  private static Optional<BodyCheck> admitted(boolean isAdmitted) {
    return isAdmitted ? Optional.of(BodyCheck.NOTHING) : Optional.empty();
  }

  private static Optional<String> token(Request request) {
    return request
        .header("Authorization")
        .filter(value -> value.regionMatches(true, 0, BEARER, 0, BEARER.length()))
        .map(value -> value.substring(BEARER.length()).strip());
  }

  private static boolean isSame(TokenHash hash, String token) {
    return MessageDigest.isEqual(
        hash.hex().getBytes(US_ASCII), Sha256.of(token).hex().getBytes(US_ASCII));
  }
}
