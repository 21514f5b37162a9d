package io.edgemq.nats.catalog;

/// A queue or topic in the catalog.
///
/// @param incarnation as in [Incarnated]; 0 while the row that determines it is being written
record Resource<T>(T value, Stage stage, long incarnation) {
  /// The progress of its creation or removal.
  enum Stage {
    /// Its streams are being created.
    MAKING,
    /// It exists. It is visible only in this stage.
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

  /// A copy at another stage.
  Resource<T> at(Stage other) {
    return new Resource<>(value, other, incarnation);
  }
}
