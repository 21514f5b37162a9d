package io.edgemq.ports.out;

import io.edgemq.domain.identity.TokenClaims;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads JWTs (RFC 7519) that are signed with RS256, ES256 or EdDSA.
public interface JwtReader {
  /// How many keys of an issuer are known at a time. Issuers have a handful.
  int MOST_KEYS = 64;

  /// For whom a token claims to be, before anything of it is believed; empty when it is no signed
  /// JWT of these algorithms, has a critical header, or lacks `iss` or `aud`.
  Optional<Claimed> claimed(String token);

  /// Checks the token's signature with the keys of a set. Whoever calls decides about times and
  /// everything else that the token says.
  Verdict verify(String token, KeySet keys);

  /// The keys of a JWKS (RFC 7517) that sign with these algorithms, the first [#MOST_KEYS] of them;
  /// others are passed over. Empty when the text is no JWKS.
  Optional<KeySet> keySet(byte[] document);

  /// Where the metadata of an issuer (OpenID Connect Discovery 1.0) says that its keys are; empty
  /// when the text does not say, or is another issuer's.
  Optional<String> keysUrl(byte[] metadata, String issuer);

  /// What a token claims.
  ///
  /// @param keyId null: it names no key
  record Claimed(String issuer, Set<String> audience, @Nullable String keyId) {
    public Claimed {
      audience = Set.copyOf(audience);
    }
  }

  /// The keys of an issuer.
  interface KeySet {
    /// Whether one of them may be meant by a token that names `keyId`: one of that id. Any may,
    /// when
    /// a token names none, which is null.
    boolean has(@Nullable String keyId);
  }

  /// What came of [#verify].
  sealed interface Verdict {}

  /// One of the keys has signed it.
  record Signed(TokenClaims claims) implements Verdict {}

  /// None of the keys has signed it.
  record Forged() implements Verdict {}
}
