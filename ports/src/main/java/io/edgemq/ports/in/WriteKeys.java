package io.edgemq.ports.in;

import io.edgemq.domain.BucketName;
import io.edgemq.domain.Principal;
import io.edgemq.domain.kv.KvCondition;
import io.edgemq.domain.kv.KvKey;
import io.edgemq.domain.kv.KvValue;
import java.time.Duration;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// Writes values, deletes them, and counts in them.
public interface WriteKeys {
  /// Writes a value; answers its revision.
  ///
  /// @throws io.edgemq.domain.StoreException when the store does not answer or is full
  Outcome<Long> put(Principal principal, Target target, Sent<KvValue> value);

  /// Deletes the key; answers the revision of the marker, or nothing when the key has no value.
  ///
  /// @throws io.edgemq.domain.StoreException when the store does not answer
  Outcome<OptionalLong> delete(Principal principal, Target target);

  /// Deletes the key and its earlier revisions; answers as [#delete].
  ///
  /// @throws io.edgemq.domain.StoreException when the store does not answer
  Outcome<OptionalLong> purge(Principal principal, Target target);

  /// Adds to a counter.
  ///
  /// @throws io.edgemq.domain.StoreException when the store does not answer or is full
  Outcome<Counted> increment(Principal principal, Target target, long delta);

  /// What is written.
  ///
  /// @param ttl how long the value lives at most; null: as long as the bucket says
  /// @param hops how many change streams the write came through
  record Target(
      BucketName bucket, KvKey key, KvCondition condition, @Nullable Duration ttl, int hops) {}

  /// A counter.
  record Counted(long value, long revision) {}
}
