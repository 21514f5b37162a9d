package io.edgemq.application;

import io.edgemq.domain.ingest.IngestAuth;

/// Whether JWTs are good now: signed by a key of their issuer, meant for the audience, and within
/// their time.
@FunctionalInterface
public interface JwtTrust {
  /// Whether `token` is a good one of that issuer for that audience. Answers within two seconds,
  /// mostly from memory. An issuer that does not answer has no good tokens.
  ///
  /// @throws InterruptedException when the thread is interrupted while the issuer is asked for its
  ///     keys
  boolean isGood(String token, IngestAuth.Jwt rule) throws InterruptedException;
}
