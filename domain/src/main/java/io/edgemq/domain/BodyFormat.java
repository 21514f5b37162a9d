package io.edgemq.domain;

import java.util.Arrays;
import java.util.Optional;

/// What a message looks like when it is pushed. CloudEvents are those of version 1.0 and its HTTP
/// protocol binding.
public enum BodyFormat {
  /// The body as it was published.
  RAW("raw"),
  /// The body as it was published, and what is known about it in `ce-*` headers.
  CLOUDEVENTS_BINARY("cloudevents-binary"),
  /// One JSON object with what is known about the message, and the body in it.
  CLOUDEVENTS_STRUCTURED("cloudevents-structured");

  private final String text;

  BodyFormat(String text) {
    this.text = text;
  }

  /// The format with this name; empty when there is none.
  public static Optional<BodyFormat> of(String text) {
    return Arrays.stream(values()).filter(format -> format.text.equals(text)).findFirst();
  }

  /// The name used in JSON.
  public String text() {
    return text;
  }
}
