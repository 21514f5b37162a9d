package io.edgemq.domain.identity;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What a token says whose signature is good.
///
/// @param texts each claim that is a text or a list of texts, by name
public record TokenClaims(
    String issuer,
    Set<String> audience,
    @Nullable String subject,
    @Nullable Instant expiresAt,
    @Nullable Instant notBefore,
    @Nullable Instant issuedAt,
    Map<String, List<String>> texts) {
  public TokenClaims {
    audience = Set.copyOf(audience);
    texts = Map.copyOf(texts);
  }
}
