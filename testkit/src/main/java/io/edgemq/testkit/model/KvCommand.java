package io.edgemq.testkit.model;

import io.edgemq.domain.kv.KeyFilter;
import io.edgemq.ports.out.KvStore.Removal;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// One step of a [KvHistory].
public sealed interface KvCommand {
  /// On which condition something is written.
  enum On {
    /// On none.
    ANYTHING,
    /// That there is no value.
    ABSENT,
    /// That the newest revision of the key is the one that it has.
    CURRENT,
    /// That it is the one before.
    STALE
  }

  /// Write a value.
  ///
  /// @param bytes of it, at least
  /// @param ttl null: none of its own
  record Put(String key, int bytes, @Nullable Duration ttl, On on) implements KvCommand {}

  /// Delete or purge.
  record Remove(String key, Removal.Kind kind, On on) implements KvCommand {}

  /// Count.
  ///
  /// @param ttl null: none of its own
  record Increment(String key, long delta, @Nullable Duration ttl) implements KvCommand {}

  /// Read a key, its history, and one of its revisions.
  ///
  /// @param back how far before the newest revision of the bucket that one is
  record Read(String key, long back) implements KvCommand {}

  /// List all keys, page by page.
  record ListKeys(KeyFilter filter, int limit, long maxBytes) implements KvCommand {}

  /// Look what the bucket holds.
  record Look() implements KvCommand {}

  /// Open a reader.
  ///
  /// @param back how far before the newest revision it begins
  record Follow(long back) implements KvCommand {}

  /// Let a reader read, without waiting.
  record Next(int reader, int max) implements KvCommand {}

  /// Let time pass.
  record Pass(Duration time) implements KvCommand {}

  /// Close the store and open it again.
  record Reopen() implements KvCommand {}
}
