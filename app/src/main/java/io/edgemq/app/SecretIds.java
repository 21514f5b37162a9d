package io.edgemq.app;

import io.edgemq.ports.out.IdSource;
import io.edgemq.ports.out.RandomSource;
import java.security.SecureRandom;

/// Identities and tokens of 24 letters and digits from the system's secure random source: 124 bits.
final class SecretIds implements IdSource, RandomSource {
  private static final String ALPHABET = "abcdefghijklmnopqrstuvwxyz0123456789";
  private static final int LENGTH = 24;

  private final SecureRandom random = new SecureRandom();

  @Override
  public String next() {
    var text = new StringBuilder(LENGTH);
    for (int i = 0; i < LENGTH; i++) {
      text.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
    }
    return text.toString();
  }

  /// A new bearer token.
  String token() {
    return "emq_" + next() + next();
  }

  @Override
  public byte[] bytes(int count) {
    var bytes = new byte[count];
    random.nextBytes(bytes);
    return bytes;
  }
}
