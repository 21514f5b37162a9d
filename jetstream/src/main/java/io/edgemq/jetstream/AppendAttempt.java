package io.edgemq.jetstream;

import io.edgemq.domain.DedupKey;
import io.edgemq.domain.Stored;
import org.jspecify.annotations.Nullable;

/// An item that is being appended, and what is known about it so far. For one thread.
final class AppendAttempt {
  final DedupAppender.Item item;

  /// The id to store it under; null for none.
  @Nullable String id;

  /// Where it is stored, once that is known.
  @Nullable Stored stored;

  /// How many facts were learnt about it.
  int found;

  AppendAttempt(DedupAppender.Item item) {
    this.item = item;
    var key = item.key();
    this.id = key == null ? null : id(key);
  }

  /// The dedup key, or nothing.
  String key() {
    var key = item.key();
    return key == null ? "" : key.value();
  }

  /// The id of an item that has a key.
  String knownId() {
    if (id == null) {
      throw new IllegalStateException("an id without a key");
    }
    return id;
  }

  String subject() {
    return item.message().subject();
  }

  /// The item was stored now, at `sequence`.
  void keep(long sequence) {
    stored = new Stored(sequence, Stored.Origin.FRESH);
    found++;
  }

  /// The item was stored earlier, at `sequence`, and its key still counts.
  void replay(long sequence) {
    stored = new Stored(sequence, Stored.Origin.REPLAYED);
    found++;
  }

  /// The item was stored earlier, at `sequence`, and is to be stored once more.
  void again(long sequence) {
    id = later(sequence);
    found++;
  }

  /// The id for storing the key once more when its last message is at `sequence`.
  String later(long sequence) {
    var key = item.key();
    if (key == null) {
      throw new IllegalStateException("known without a key");
    }
    return id(key) + "|" + sequence;
  }

  /// Escapes `|`, so that no key looks like the second id of another one.
  private static String id(DedupKey key) {
    return HeaderText.encode(key.value()).replace("|", "%7C");
  }
}
