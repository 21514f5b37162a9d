package io.edgemq.domain.lease;

import io.edgemq.domain.GroupId;
import io.edgemq.domain.lease.LeaseState.Status;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/// What [LeaseBook] remembers of a message that is in its queue: all but the content. The book
/// changes its state, and takes it out of every ordered set before it does.
public final class MessageEntry {
  static final Comparator<MessageEntry> BY_END = (a, b) -> compare(a, a.end, b, b.end);
  static final Comparator<MessageEntry> BY_TURN =
      (a, b) -> compare(a, a.state.turn(), b, b.state.turn());
  static final Comparator<MessageEntry> BY_AGE = (a, b) -> compare(a, a.storedAt, b, b.storedAt);

  private static int compare(MessageEntry one, long time, MessageEntry other, long otherTime) {
    int byTime = Long.compare(time, otherTime);
    return byTime == 0 ? Long.compare(one.sequence, other.sequence) : byTime;
  }

  private final long sequence;
  private final long storedAt;
  private final long visibleAt;
  private final @Nullable GroupId group;
  private final int size;
  private int attributes;
  private @Nullable MoveSource source;
  private LeaseState state;
  private long end;

  /// A message that was just sent.
  ///
  /// @param storedAt when it was stored, in unix milliseconds
  /// @param visibleAt from when on it can be received at first
  /// @param size the bytes of its payload
  public MessageEntry(
      long sequence, long storedAt, long visibleAt, @Nullable GroupId group, int size) {
    this.sequence = sequence;
    this.storedAt = storedAt;
    this.visibleAt = visibleAt;
    this.group = group;
    this.size = size;
    this.state = LeaseState.sent(storedAt, visibleAt);
  }

  /// This message, moved here from `where`; null: it was sent here.
  public MessageEntry movedFrom(@Nullable MoveSource where) {
    source = where;
    return this;
  }

  /// This message, whose attributes have so many bytes.
  public MessageEntry withAttributes(int bytes) {
    attributes = bytes;
    return this;
  }

  /// Its place in the queue.
  public long sequence() {
    return sequence;
  }

  /// When it was stored, in unix milliseconds.
  public long storedAt() {
    return storedAt;
  }

  /// The group that it was sent with; null when there was none.
  public @Nullable GroupId group() {
    return group;
  }

  /// The bytes of its payload.
  public int size() {
    return size;
  }

  /// The bytes of its payload and, where its store tells them, of its attributes.
  public long contentBytes() {
    return (long) size + attributes;
  }

  /// Where it was moved from; null when it was sent here.
  @Nullable MoveSource source() {
    return source;
  }

  /// Its state now.
  public LeaseState state() {
    return state;
  }

  /// When what holds it is over for who keeps the book, in the elapsed time of a [Moment].
  long end() {
    return end;
  }

  /// For the book, which has taken it out of its sets.
  void become(LeaseState next, long nextEnd) {
    state = next;
    end = nextEnd;
  }

  boolean isMoving() {
    return state.status() == Status.MOVING;
  }

  /// Whether nothing was decided about it since it was sent.
  boolean isUntouched() {
    return state.equals(LeaseState.sent(storedAt, visibleAt));
  }
}
