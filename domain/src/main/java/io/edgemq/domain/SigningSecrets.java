package io.edgemq.domain;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// The secrets of a subscription. A rotation is either at once, or staged and then promoted; what
/// was replaced goes on signing beside the new one until its time is up (SPEC 5.3).
///
/// @param staged the one that will replace `current`
/// @param previous the one that `current` has replaced
public record SigningSecrets(
    SigningSecret current, Optional<SigningSecret> staged, Optional<Retiring> previous) {

  /// How long a secret goes on signing that was replaced, when nobody says.
  public static final Duration DEFAULT_OVERLAP = Duration.ofDays(1);

  /// The longest that it can go on.
  public static final Duration LONGEST_OVERLAP = Duration.ofDays(7);

  /// A secret that was replaced.
  ///
  /// @param until when it no longer signs
  public record Retiring(SigningSecret secret, Instant until) {}

  /// Only one secret.
  public static SigningSecrets of(SigningSecret secret) {
    return new SigningSecrets(secret, Optional.empty(), Optional.empty());
  }

  /// The secret that was replaced, while it signs.
  public Optional<SigningSecret> previousAt(Instant now) {
    return previous.filter(old -> old.until().isAfter(now)).map(Retiring::secret);
  }

  /// Whether a rotation is under way.
  public boolean isRotating(Instant now) {
    return staged.isPresent() || previousAt(now).isPresent();
  }

  /// `next` signs from now on, the current secret for `overlap` more.
  public SigningSecrets rotated(SigningSecret next, Instant now, Duration overlap) {
    return new SigningSecrets(
        next, Optional.empty(), Optional.of(new Retiring(current, now.plus(overlap))));
  }

  /// `next` will replace the current secret.
  public SigningSecrets staging(SigningSecret next) {
    return new SigningSecrets(current, Optional.of(next), Optional.empty());
  }
}
