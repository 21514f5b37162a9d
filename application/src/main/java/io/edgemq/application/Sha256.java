package io.edgemq.application;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.edgemq.domain.TokenHash;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// Hashes with SHA-256.
public final class Sha256 {
  private Sha256() {}

  /// A digest of nothing yet.
  static MessageDigest digest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException missing) {
      throw new IllegalStateException("every Java platform has SHA-256", missing);
    }
  }

  /// The hash of a text, in hexadecimal.
  static String hex(String text) {
    return HexFormat.of().formatHex(digest().digest(text.getBytes(UTF_8)));
  }

  /// What is stored of a token.
  public static TokenHash of(String token) {
    return new TokenHash(hex(token));
  }
}
