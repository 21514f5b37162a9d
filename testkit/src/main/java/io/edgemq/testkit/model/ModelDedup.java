package io.edgemq.testkit.model;

import io.edgemq.domain.DedupKey;
import io.edgemq.domain.Stored;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Which answers a send with a dedup key may get.
final class ModelDedup {
  /// A clock that was set back leaves a doubt: a key that was over once may have been forgotten.
  private static final class Remembered {
    final long sequence;
    final long until;
    final long perhapsUntil;
    boolean lapsed;

    Remembered(long sequence, long until, long perhapsUntil) {
      this.sequence = sequence;
      this.until = until;
      this.perhapsUntil = perhapsUntil;
    }
  }

  private final Map<DedupKey, Remembered> keys = new HashMap<>();

  void passTime(long now) {
    keys.values().forEach(key -> key.lapsed |= now >= key.until);
  }

  /// Fails unless `stored` may answer a message with `key` at `now`; whether it was stored.
  boolean check(@Nullable DedupKey key, Stored stored, long now) {
    boolean fresh = stored.origin() == Stored.Origin.FRESH;
    var known = key == null ? null : keys.get(key);
    if (known == null) {
      Disallowed.unless(fresh, "replayed a message that was never sent: " + key);
      return true;
    }
    boolean mayReplay = now < known.perhapsUntil;
    boolean mustReplay = now < known.until && !known.lapsed;
    Disallowed.unless(!fresh || !mustReplay, "stored a key twice within its window: " + key);
    Disallowed.unless(fresh || mayReplay, "remembered a key beyond its window: " + key);
    Disallowed.unless(
        fresh || stored.sequence() == known.sequence,
        "replayed " + stored.sequence() + " instead of " + known.sequence + " for " + key);
    return fresh;
  }

  /// Remembers a key that was stored: until `until` for sure, until `perhapsUntil` perhaps.
  void remember(DedupKey key, long sequence, long until, long perhapsUntil) {
    keys.put(key, new Remembered(sequence, until, perhapsUntil));
  }
}
