package io.edgemq.nats.catalog;

/// A queue or topic as the catalog has it.
///
/// @param incarnation as [Incarnated] has it; 0 while the row that gives it its number is being
///     written
record Resource<T>(T value, Stage stage, long incarnation) {
  /// How far it has come.
  enum Stage {
    /// Its streams are being made.
    MAKING,
    /// It is there. Only now anybody sees it.
    READY,
    /// Its streams are being removed.
    REMOVING
  }

  boolean isReady() {
    return stage == Stage.READY;
  }

  Incarnated<T> existing() {
    return new Incarnated<>(value, incarnation);
  }

  /// This at another stage.
  Resource<T> at(Stage other) {
    return new Resource<>(value, other, incarnation);
  }
}
