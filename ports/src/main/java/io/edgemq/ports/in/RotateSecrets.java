package io.edgemq.ports.in;

import io.edgemq.domain.Principal;
import io.edgemq.domain.SigningSecret;
import io.edgemq.domain.SubscriptionId;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Replaces the secrets that sign what subscriptions push. What was replaced goes on signing for a
/// while, so that no receiver has to change at the same moment (SPEC 5.3).
public interface RotateSecrets {
  /// Gives the subscription another secret. Refused while an earlier rotation is under way.
  ///
  /// @throws io.edgemq.domain.StoreException when the store does not answer or is full
  Outcome<Rotated> rotate(Principal principal, SubscriptionId id, Rotation rotation);

  /// Lets the staged secret take the place of the current one, which goes on signing for
  /// `overlap`.
  ///
  /// @throws io.edgemq.domain.StoreException when the store does not answer or is full
  Outcome<Rotated> promote(Principal principal, SubscriptionId id, Duration overlap);

  /// How a secret is replaced.
  ///
  /// @param secret the new one; null: one is made
  record Rotation(@Nullable SigningSecret secret, Kind kind) {}

  /// When the new secret takes the place of the current one.
  sealed interface Kind {}

  /// At once.
  ///
  /// @param overlap how long the one that was replaced goes on signing; zero: not at all
  record AtOnce(Duration overlap) implements Kind {}

  /// When it is promoted. Until then both sign.
  record Staged() implements Kind {}

  /// What came of it.
  ///
  /// @param made the secret that was made for it; null when none was
  record Rotated(ManageSubscriptions.Description description, @Nullable SigningSecret made) {}
}
