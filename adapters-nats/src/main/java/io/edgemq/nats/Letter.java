package io.edgemq.nats;

import io.edgemq.domain.GroupId;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/// What an adapter remembers of a message that is in a queue: all but its content. [LeaseBook]
/// takes it out of its ordered sets before it changes what they are ordered by.
final class Letter {
  static final Comparator<Letter> BY_END =
      (a, b) -> compare(a, a.standing.until(), b, b.standing.until());
  static final Comparator<Letter> BY_TURN =
      (a, b) -> compare(a, a.standing.turn(), b, b.standing.turn());
  static final Comparator<Letter> BY_AGE = (a, b) -> compare(a, a.storedAt, b, b.storedAt);

  private static int compare(Letter one, long time, Letter other, long otherTime) {
    int byTime = Long.compare(time, otherTime);
    return byTime == 0 ? Long.compare(one.sequence, other.sequence) : byTime;
  }

  final long sequence;
  final long storedAt;
  final long visibleAt;
  final @Nullable GroupId group;
  final int size;
  Standing standing;

  /// Where it was moved from; null when it was sent here.
  @Nullable Origin origin;

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

  /// This letter, moved here.
  Letter movedFrom(@Nullable Origin where) {
    origin = where;
    return this;
  }

  /// Whether nothing was decided about it since it was sent.
  boolean isUntouched() {
    return standing.equals(Standing.sent(storedAt, visibleAt));
  }
}
