package io.edgemq.application;

/// What the body of a request must show before it is believed.
@FunctionalInterface
interface BodyCheck {
  /// Any body will do: whoever sends it has shown enough.
  BodyCheck NOTHING = _ -> true;

  /// Whether this body shows it.
  boolean accepts(byte[] body);
}
