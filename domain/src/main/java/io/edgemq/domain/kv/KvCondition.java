package io.edgemq.domain.kv;

import java.util.Optional;

/// What must hold for a key to be written.
public sealed interface KvCondition {
  /// Nothing.
  record Anything() implements KvCondition {}

  /// The key has a value, and this is its newest revision.
  record AtRevision(long revision) implements KvCondition {}

  /// The key has no value: it was never written, is deleted, or has expired.
  record Absent() implements KvCondition {}

  /// No condition.
  KvCondition NONE = new Anything();

  /// Whether it holds.
  ///
  /// @param present the newest revision of a key that has a value; empty when it has none
  default boolean holds(Optional<Long> present) {
    return switch (this) {
      case Anything _ -> true;
      case AtRevision(long revision) -> present.isPresent() && present.get() == revision;
      case Absent _ -> present.isEmpty();
    };
  }
}
