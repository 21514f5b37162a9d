package io.edgemq.domain;

import java.util.regex.Pattern;

/// A subscription's identity: `sub_` and 24 lower-case letters or digits.
public record SubscriptionId(String value) {
  private static final Pattern LEGAL = Pattern.compile("sub_[a-z0-9]{24}");

  public SubscriptionId {
    if (!isLegal(value)) {
      throw new IllegalArgumentException("not a subscription id: " + value);
    }
  }

  /// Whether `text` can be an id.
  public static boolean isLegal(String text) {
    return LEGAL.matcher(text).matches();
  }
}
