package io.edgemq.jetstream;

import io.edgemq.domain.DedupKey;
import io.edgemq.domain.Stored;
import org.jspecify.annotations.Nullable;

/// One item that is being appended, and what has been found out about it. For one thread.
final class AppendAttempt {
  final DedupAppender.Item item;

  /// Under which id it is to be stored; null: under none.
  @Nullable String id;

  /// Where it is, once that is known.
  @Nullable Stored stored;

  /// How often something was found out.
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

  /// The id of one that has a key.
  String knownId() {
    if (id == null) {
      throw new IllegalStateException("an id without a key");
    }
    return id;
  }

  String subject() {
    return item.message().subject();
  }

  /// It was stored now, at `sequence`.
  void keep(long sequence) {
    stored = new Stored(sequence, Stored.Origin.FRESH);
    found++;
  }

  /// It had been stored, at `sequence`, and its key counts.
  void replay(long sequence) {
    stored = new Stored(sequence, Stored.Origin.REPLAYED);
    found++;
  }

  /// It had been stored, at `sequence`, and is to be stored once more.
  void again(long sequence) {
    id = later(sequence);
    found++;
  }

  /// The id under which the key is stored once more whose last message is at `sequence`.
  String later(long sequence) {
    var key = item.key();
    if (key == null) {
      throw new IllegalStateException("known without a key");
    }
    return id(key) + "|" + sequence;
  }

  /// Without `|`, so that no key looks like another one's second id.
  private static String id(DedupKey key) {
    return HeaderText.encode(key.value()).replace("|", "%7C");
  }
}
