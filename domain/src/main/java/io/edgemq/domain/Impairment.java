package io.edgemq.domain;

/// What a store that serves cannot do as it should. An operator has to act.
public sealed interface Impairment {
  /// What it is about, for operators; holds no secret.
  String detail();

  /// There is no room for anything new. What frees room works.
  ///
  /// @param detail which bound is reached
  record Full(String detail) implements Impairment {}

  /// A part is gone or unusable; what needs it is refused as [StoreException.Damaged].
  ///
  /// @param detail the name of the stream or file, as an operator knows it
  record Damaged(String detail) implements Impairment {}
}
