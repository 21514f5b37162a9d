package io.edgemq.domain;

import java.util.regex.Pattern;

/// A background job's identity: `job_` and 24 lower-case letters or digits.
public record JobId(String value) {
  private static final Pattern LEGAL = Pattern.compile("job_[a-z0-9]{24}");

  public JobId {
    if (!isLegal(value)) {
      throw new IllegalArgumentException("not a job id: " + value);
    }
  }

  /// Whether `text` can be an id.
  public static boolean isLegal(String text) {
    return LEGAL.matcher(text).matches();
  }
}
