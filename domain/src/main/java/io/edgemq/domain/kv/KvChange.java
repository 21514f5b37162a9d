package io.edgemq.domain.kv;

/// What a write did to its key.
public sealed interface KvChange {
  /// The key has a value.
  record Put(KvValue value) implements KvChange {}

  /// The key was deleted; its earlier revisions stay as far as `history` goes.
  record Deleted() implements KvChange {}

  /// The key was deleted with its earlier revisions.
  record Purged() implements KvChange {}

  /// The value's time was over; its earlier revisions went with it.
  record Expired() implements KvChange {}

  /// SPEC's word for it: `put`, `delete` or `purge`.
  default String operation() {
    return switch (this) {
      case Put _ -> "put";
      case Deleted _ -> "delete";
      case Purged _, Expired _ -> "purge";
    };
  }

  /// Whether earlier revisions of the key went with it.
  default boolean removesHistory() {
    return switch (this) {
      case Put _, Deleted _ -> false;
      case Purged _, Expired _ -> true;
    };
  }
}
