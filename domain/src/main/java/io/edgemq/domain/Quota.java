package io.edgemq.domain;

import java.util.EnumMap;
import java.util.Map;
import java.util.OptionalLong;

/// The most that a tenant may have of each kind; a kind that is not in it has no bound.
///
/// @param most at least 0; a rate at least 1 and at most [#MOST_RATE]
public record Quota(Map<QuotaKind, Long> most) {
  /// Nothing is bounded.
  public static final Quota NONE = new Quota(Map.of());

  /// The largest rate, in messages per second.
  public static final long MOST_RATE = 1_000_000_000;

  public Quota {
    most.forEach(
        (kind, value) -> {
          if (value < least(kind) || value > greatest(kind)) {
            throw new IllegalArgumentException("no quota of " + kind + ": " + value);
          }
        });
    most = Map.copyOf(most);
  }

  /// The smallest value that a quota of `kind` may have: a rate of nothing would be a suspension.
  public static long least(QuotaKind kind) {
    return kind == QuotaKind.MESSAGES_PER_SECOND ? 1 : 0;
  }

  /// The largest value that a quota of `kind` may have.
  public static long greatest(QuotaKind kind) {
    return kind == QuotaKind.MESSAGES_PER_SECOND ? MOST_RATE : Long.MAX_VALUE;
  }

  /// The bound of `kind`; empty when there is none.
  public OptionalLong of(QuotaKind kind) {
    var bound = most.get(kind);
    return bound == null ? OptionalLong.empty() : OptionalLong.of(bound);
  }

  /// The same with another bound of `kind`.
  public Quota with(QuotaKind kind, long bound) {
    var more = new EnumMap<QuotaKind, Long>(QuotaKind.class);
    more.putAll(most);
    more.put(kind, bound);
    return new Quota(more);
  }
}
