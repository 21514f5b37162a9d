package io.edgemq.domain;

import java.util.regex.Pattern;

/// The SHA-256 of a bearer token in lower-case hex (64 characters): what is stored and compared in
/// its place.
public record TokenHash(String hex) {
  private static final Pattern LEGAL = Pattern.compile("[0-9a-f]{64}");

  public TokenHash {
    if (!LEGAL.matcher(hex).matches()) {
      throw new IllegalArgumentException("not a SHA-256 in lower-case hex");
    }
  }
}
