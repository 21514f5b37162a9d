package io.edgemq.memory;

import io.edgemq.domain.Content;
import io.edgemq.domain.GroupId;
import io.edgemq.domain.LeaseHandle;
import io.edgemq.domain.QueueMessage;
import io.edgemq.domain.QueueName;
import java.time.Instant;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/// A message as its queue keeps it. Mutable; [QueueState] takes it out of its ordered sets before
/// it changes what they are ordered by.
final class Letter {
  /// Where a letter stands.
  enum State {
    /// It can be received, or could if those before it in its group were gone.
    READY,
    /// Somebody has it until `visibleAt`.
    LEASED,
    /// Nobody gets it until `visibleAt`.
    DELAYED
  }

  static final Comparator<Letter> BY_VISIBILITY =
      Comparator.<Letter>comparingLong(l -> l.visibleAt).thenComparingLong(l -> l.sequence);

  static final Comparator<Letter> BY_TURN =
      Comparator.<Letter>comparingLong(l -> l.since).thenComparingLong(l -> l.sequence);

  static final Comparator<Letter> BY_AGE =
      Comparator.<Letter>comparingLong(l -> l.storedAt).thenComparingLong(l -> l.sequence);

  /// The token of a letter that nobody may settle.
  static final long NO_TOKEN = 0;

  final long sequence;
  final long storedAt;
  final @Nullable GroupId group;
  final Content content;
  State state = State.READY;
  long visibleAt;

  /// Since when it can be received: who could for longest has the next turn, so that a letter that
  /// is given back again and again does not keep others waiting.
  long since;

  int attempts;
  long token = NO_TOKEN;

  Letter(long sequence, long storedAt, @Nullable GroupId group, Content content) {
    this.sequence = sequence;
    this.storedAt = storedAt;
    this.group = group;
    this.content = content;
    this.since = storedAt;
  }

  QueueMessage message(QueueName queue) {
    return new QueueMessage(queue, sequence, Instant.ofEpochMilli(storedAt), group, content);
  }

  LeaseHandle handle(long incarnation) {
    return new Handle(incarnation, sequence, token).text();
  }
}
