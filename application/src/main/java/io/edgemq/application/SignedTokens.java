package io.edgemq.application;

import io.edgemq.domain.identity.TokenClaims;
import io.edgemq.ports.out.JwtReader;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Checks the signatures of tokens with the keys that their issuers have now.
final class SignedTokens {
  private final JwtReader reader;
  private final KeySets keys;

  SignedTokens(JwtReader reader, KeySets keys) {
    this.reader = reader;
    this.keys = keys;
  }

  /// A token with a good signature.
  ///
  /// @param generation that of the keys by which it is good
  record Signed(TokenClaims claims, long generation) {}

  /// What the token says, if one of the issuer's keys has signed it. A token that names no key may
  /// be signed by one that is newer than those that are known: they are read again then.
  ///
  /// @param keyId null: it names none
  /// @param end by [System#nanoTime], until when keys are waited for
  Optional<Signed> verify(String token, @Nullable String keyId, KeySource.Location issuer, long end)
      throws InterruptedException {
    var held = keys.find(issuer, keyId, end);
    var signed = held.flatMap(known -> verify(token, known));
    if (keyId != null || signed.isPresent() || held.isEmpty()) {
      return signed;
    }
    return keys.findOther(issuer, held.get(), end).flatMap(newer -> verify(token, newer));
  }

  private Optional<Signed> verify(String token, KeySets.Held held) {
    return switch (reader.verify(token, held.keys())) {
      case JwtReader.Signed(var claims) -> Optional.of(new Signed(claims, held.generation()));
      case JwtReader.Forged _ -> Optional.empty();
    };
  }
}
