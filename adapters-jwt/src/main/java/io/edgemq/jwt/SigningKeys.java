package io.edgemq.jwt;

import com.nimbusds.jwt.SignedJWT;
import io.edgemq.ports.out.JwtReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The keys of an issuer that sign with the algorithms that are accepted.
final class SigningKeys implements JwtReader.KeySet {
  /// How many keys are tried for one token: whoever has nothing can send it.
  private static final int MOST_TRIED = 8;

  private final List<SigningKey> keys;

  private SigningKeys(List<SigningKey> keys) {
    this.keys = List.copyOf(keys);
  }

  /// Those of `all`, the members of a JWKS; the first [JwtReader#MOST_KEYS].
  static SigningKeys of(List<?> all) {
    var keys = new ArrayList<SigningKey>();
    for (var each : all) {
      if (keys.size() < JwtReader.MOST_KEYS && each instanceof Map<?, ?> json) {
        SigningKey.of(json).ifPresent(keys::add);
      }
    }
    return new SigningKeys(keys);
  }

  @Override
  public boolean has(@Nullable String keyId) {
    return keys.stream().anyMatch(key -> key.isMeantBy(keyId));
  }

  /// Whether one of them that the token may mean has signed it.
  boolean haveSigned(SignedJWT token) {
    var header = token.getHeader();
    return keys.stream()
        .filter(key -> key.isMeantBy(header.getKeyID()))
        .filter(key -> key.algorithm().equals(header.getAlgorithm()))
        .limit(MOST_TRIED)
        .anyMatch(key -> key.hasSigned(token));
  }
}
