package io.edgemq.domain.identity;

import io.edgemq.domain.Scopes;
import io.edgemq.domain.WebhookUrl;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Which tokens are believed, and how much they may do (SPEC 7).
///
/// @param issuer the value of `iss`, compared as it is
/// @param audience a value of `aud`, compared as it is
/// @param keys where the issuer's keys are; null: its metadata says
/// @param scopesClaim names the claim that lists a token's scopes
/// @param scopes the most that a token may do
public record IssuerRule(
    String issuer, String audience, @Nullable WebhookUrl keys, String scopesClaim, Scopes scopes) {
  /// Where tokens list their scopes when nobody says otherwise.
  public static final String SCOPES_CLAIM = "scope";

  /// The most characters of issuer, audience and the names of claims.
  public static final int LONGEST = 512;

  /// Where the issuer publishes its metadata.
  public static final String METADATA = "/.well-known/openid-configuration";

  public IssuerRule {
    for (var text : new String[] {issuer, audience, scopesClaim}) {
      if (text.isEmpty() || text.length() > LONGEST) {
        throw new IllegalArgumentException("a text of an issuer has 1 to " + LONGEST);
      }
    }
  }

  /// Where the metadata of `issuer` is (OpenID Connect Discovery 1.0, 4.1); empty when it is no URL
  /// that has any.
  public static Optional<WebhookUrl> metadata(String issuer) {
    var base = issuer.endsWith("/") ? issuer.substring(0, issuer.length() - 1) : issuer;
    return base.indexOf('?') >= 0 ? Optional.empty() : WebhookUrl.parse(base + METADATA);
  }

  /// What is read first to find the keys; empty when nothing can be.
  public Optional<WebhookUrl> source() {
    return keys == null ? metadata(issuer) : Optional.of(keys);
  }
}
