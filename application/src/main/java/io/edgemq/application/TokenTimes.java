package io.edgemq.application;

import io.edgemq.domain.identity.TokenClaims;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// When a token is good (SPEC 7): it must end, may have ended a minute ago by our clock, and may
/// have begun within the next one.
///
/// @param expiresAt null: it does not say, and is never good
record TokenTimes(
    @Nullable Instant expiresAt, @Nullable Instant notBefore, @Nullable Instant issuedAt) {
  /// How far an issuer's clock may be from ours.
  static final Duration LEEWAY = Duration.ofSeconds(60);

  static TokenTimes of(TokenClaims claims) {
    return new TokenTimes(claims.expiresAt(), claims.notBefore(), claims.issuedAt());
  }

  /// Whether it ends, and has begun by `now`.
  boolean hasBegun(Instant now) {
    return expiresAt != null && !isAhead(notBefore, now) && !isAhead(issuedAt, now);
  }

  /// Whether it is over at `now`; also when it does not say when it ends.
  boolean isOver(Instant now) {
    return expiresAt == null || !now.isBefore(expiresAt.plus(LEEWAY));
  }

  private static boolean isAhead(@Nullable Instant time, Instant now) {
    return time != null && time.isAfter(now.plus(LEEWAY));
  }
}
