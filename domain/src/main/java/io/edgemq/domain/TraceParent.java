package io.edgemq.domain;

import java.util.regex.Pattern;

/// The trace that a message belongs to (W3C Trace Context). It is kept as an attribute of the
/// message, so that every way out shows it, and travels as the header of that name where there are
/// headers.
public final class TraceParent {
  /// The name of the attribute and of the header.
  public static final String NAME = "traceparent";

  private static final Pattern LEGAL =
      Pattern.compile("[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}");

  private TraceParent() {}

  /// Whether `text` is the value of such a header.
  public static boolean isLegal(String text) {
    return LEGAL.matcher(text).matches();
  }
}
