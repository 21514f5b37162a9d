package io.edgemq.domain.ingest;

import io.edgemq.domain.SigningSecret;
import io.edgemq.domain.TokenHash;
import io.edgemq.domain.WebhookUrl;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Who may post to an ingest.
public sealed interface IngestAuth {
  /// How far a signed time may be off when nobody says otherwise.
  Duration TOLERANCE = Duration.ofMinutes(5);

  /// Who signs the body with a secret, as a well-known sender does.
  ///
  /// @param tolerance how far the signed time may be off, if the scheme signs one
  record Signed(Scheme scheme, SigningSecret secret, Duration tolerance) implements IngestAuth {}

  /// How a body is signed.
  enum Scheme {
    /// `X-Hub-Signature-256`. Signs no time.
    GITHUB,
    /// `Stripe-Signature`.
    STRIPE,
    /// `webhook-signature` of Standard Webhooks.
    STANDARD
  }

  /// Who sends a token in the Authorization header.
  record Bearer(TokenHash token) implements IngestAuth {}

  /// Who sends a JWT of that issuer for that audience in the Authorization header.
  ///
  /// @param keys where the issuer's keys are; null: its metadata says
  record Jwt(String issuer, String audience, @Nullable WebhookUrl keys) implements IngestAuth {}

  /// Who knows the end of the path.
  record SecretPath(TokenHash secret) implements IngestAuth {}

  /// Anybody.
  record Open() implements IngestAuth {}
}
