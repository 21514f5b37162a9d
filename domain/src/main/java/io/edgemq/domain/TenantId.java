package io.edgemq.domain;

import java.util.regex.Pattern;

/// A tenant's identity: 1 to 64 letters, digits, `_` or `-`. Everything belongs to exactly one.
public record TenantId(String value) {
  private static final Pattern LEGAL = Pattern.compile("[A-Za-z0-9_-]{1,64}");

  public TenantId {
    if (!isLegal(value)) {
      throw new IllegalArgumentException("not a tenant id: " + value);
    }
  }

  /// Whether a tenant's id may look like `text`.
  public static boolean isLegal(String text) {
    return LEGAL.matcher(text).matches();
  }
}
