package io.edgemq.ports.out;

/// What a check of a store found, for its operator. Holds no secret and no message.
public sealed interface Finding {
  /// What was looked at: a stream, a file, or a property of the whole store.
  String subject();

  /// What it is like.
  String detail();

  /// All is well.
  record Ok(String subject, String detail) implements Finding {}

  /// Something is not as it should be.
  ///
  /// @param advice what to do
  record Problem(String subject, String detail, String advice) implements Finding {}

  /// Something was not as it should be, and was repaired now.
  record Repaired(String subject, String detail) implements Finding {}
}
