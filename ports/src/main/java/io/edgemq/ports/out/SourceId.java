package io.edgemq.ports.out;

import java.util.regex.Pattern;

/// Where forwarded messages come from: something whose messages have sequences that only grow, such
/// as a subscription until it is replayed. An id is never used again for another source.
///
/// @param value 1 to 64 of `A-Z`, `a-z`, `0-9`, `_` and `-`
public record SourceId(String value) {
  private static final Pattern VALID = Pattern.compile("[A-Za-z0-9_-]{1,64}");

  public SourceId {
    if (!VALID.matcher(value).matches()) {
      throw new IllegalArgumentException("not a source: " + value);
    }
  }
}
