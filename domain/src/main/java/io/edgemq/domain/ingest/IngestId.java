package io.edgemq.domain.ingest;

import java.util.regex.Pattern;

/// An ingest's identity among all tenants': `in_` and 24 lower-case letters or digits.
public record IngestId(String value) {
  private static final Pattern LEGAL = Pattern.compile("in_[a-z0-9]{24}");

  public IngestId {
    if (!isLegal(value)) {
      throw new IllegalArgumentException("not an ingest id: " + value);
    }
  }

  /// Whether `text` can be an id.
  public static boolean isLegal(String text) {
    return LEGAL.matcher(text).matches();
  }
}
