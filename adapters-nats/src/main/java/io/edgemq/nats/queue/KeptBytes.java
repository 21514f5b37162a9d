package io.edgemq.nats.queue;

import io.edgemq.domain.QueueRef;
import io.edgemq.domain.lease.MessageEntry;
import io.edgemq.jetstream.StreamClient.Bounds;
import java.util.Optional;
import java.util.OptionalLong;

/// How many bytes the messages have that are in a queue. Its stream holds more: what has left stays
/// there as long as anything before it is in the queue.
public final class KeptBytes {
  /// Of longer streams it is not told: the sum is made by the thread that decides about leases.
  private static final long MOST = 100_000;

  /// What headers and the server's own record take of a message without attributes, about.
  private static final long BESIDES = 128;

  private final QueueReplicas queues;

  public KeptBytes(QueueReplicas queues) {
    this.queues = queues;
  }

  /// As [#of], if this process follows the queue already; else empty.
  ///
  /// @throws io.edgemq.domain.StoreException when the servers do not answer
  public OptionalLong ofFollowed(QueueRef ref) {
    return queues.locate(ref).filter(queue -> queues.isReading(ref, queue)).isPresent()
        ? of(ref)
        : OptionalLong.empty();
  }

  /// Empty when there is no such queue, or it is too long to tell. Makes this process follow the
  /// queue for a while.
  ///
  /// @throws io.edgemq.domain.StoreException when the servers do not answer
  public OptionalLong of(QueueRef ref) {
    var ends = queues.ends().of(ref);
    if (ends.isEmpty()) {
      return OptionalLong.empty();
    }
    var messages = ends.get().messages();
    return messages.last() - messages.first() >= MOST
        ? OptionalLong.empty()
        : queues
            .executeNow(ref, ends.get().index(), _ -> summing(messages))
            .orElse(OptionalLong.empty());
  }

  private static Command<OptionalLong> summing(Bounds messages) {
    return proposal -> {
      var book = proposal.book();
      book.arrivedUpTo(messages.first() - 1);
      return Optional.of(
          book.arrived() < messages.last() // there is no room for more of them in memory
              ? OptionalLong.empty()
              : OptionalLong.of(
                  book.between(0, Long.MAX_VALUE, Long.MAX_VALUE).stream()
                      .mapToLong(MessageEntry::contentBytes)
                      .map(bytes -> bytes + BESIDES)
                      .sum()));
    };
  }
}
