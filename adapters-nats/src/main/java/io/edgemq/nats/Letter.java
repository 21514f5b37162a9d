package io.edgemq.nats;

import io.edgemq.domain.GroupId;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/// What an adapter remembers of a message that is in a queue: all but its content. [LeaseBook]
/// takes
/// it out of its ordered sets before it changes what they are ordered by.
final class Letter {
  static final Comparator<Letter> BY_END =
      Comparator.<Letter>comparingLong(l -> l.standing.until()).thenComparingLong(l -> l.sequence);
  static final Comparator<Letter> BY_TURN =
      Comparator.<Letter>comparingLong(l -> l.standing.turn()).thenComparingLong(l -> l.sequence);
  static final Comparator<Letter> BY_AGE =
      Comparator.<Letter>comparingLong(l -> l.storedAt).thenComparingLong(l -> l.sequence);

  final long sequence;
  final long storedAt;
  final long visibleAt;
  final @Nullable GroupId group;
  final int size;
  Standing standing;

  /// @param storedAt when it was stored, in milliseconds
  /// @param visibleAt from when on it can be received at first
  /// @param size the bytes of its payload
  Letter(long sequence, long storedAt, long visibleAt, @Nullable GroupId group, int size) {
    this.sequence = sequence;
    this.storedAt = storedAt;
    this.visibleAt = visibleAt;
    this.group = group;
    this.size = size;
    this.standing = Standing.sent(storedAt, visibleAt);
  }

  /// Whether nothing was decided about it since it was sent.
  boolean isUntouched() {
    return standing.equals(Standing.sent(storedAt, visibleAt));
  }
}
