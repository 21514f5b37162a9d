package io.edgemq.nats.catalog;

import io.edgemq.domain.Former;
import org.jspecify.annotations.Nullable;

/// A queue or topic in the catalog.
///
/// @param incarnation as in [Incarnated]; 0 while the row that determines it is being written
/// @param former what had the name before, or it itself once it has ended; null: none, or none that
///     ever stored a message
record Resource<T>(T value, Stage stage, long incarnation, @Nullable Former former) {
  /// The progress of its creation or removal.
  enum Stage {
    /// Its streams are being created.
    MAKING,
    /// It exists. It is visible only in this stage.
    READY,
    /// It is being removed. Its streams are there.
    REMOVING,
    /// It is being removed, and how far it counted is recorded. Its streams may be gone.
    ENDED,
    /// It was removed. What is made under its name goes on counting behind it.
    FORMER
  }

  /// One of which only the name is decided.
  static <T> Resource<T> making(T value, @Nullable Former former) {
    return new Resource<>(value, Stage.MAKING, 0, former);
  }

  /// An existing one, without what had its name before.
  static <T> Resource<T> ready(Incarnated<T> existing) {
    return new Resource<>(existing.value(), Stage.READY, existing.incarnation(), null);
  }

  boolean isReady() {
    return stage == Stage.READY;
  }

  boolean isFormer() {
    return stage == Stage.FORMER;
  }

  /// A copy that is being removed.
  Resource<T> removing() {
    return stage == Stage.ENDED ? this : at(Stage.REMOVING);
  }

  Incarnated<T> existing() {
    return new Incarnated<>(value, incarnation);
  }

  /// The sequence behind which its own count begins.
  long last() {
    return former == null ? 0 : former.last();
  }

  /// A copy at another stage.
  Resource<T> at(Stage other) {
    return new Resource<>(value, other, incarnation, former);
  }

  /// A copy with another value.
  Resource<T> with(T other) {
    return new Resource<>(other, stage, incarnation, former);
  }

  /// A copy behind another former one.
  Resource<T> behind(Former other) {
    return new Resource<>(value, stage, incarnation, other);
  }
}
