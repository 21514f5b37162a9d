package io.edgemq.ports.out;

import io.edgemq.domain.LeaseHandle;
import io.edgemq.domain.LeasedMessage;
import io.edgemq.domain.NewQueueMessage;
import io.edgemq.domain.QueueCounts;
import io.edgemq.domain.QueueRef;
import io.edgemq.domain.ReceiveRequest;
import io.edgemq.domain.RedrivePlan;
import io.edgemq.domain.Settlement;
import io.edgemq.domain.StoreException;
import io.edgemq.domain.Stored;
import io.edgemq.domain.lease.SettleOutcome;
import java.util.List;
import java.util.Optional;

/// The messages of queues, and who holds them.
///
/// At any instant a message has at most one live lease. Attempts of a message only grow, over
/// restarts too. A message that was acknowledged is never handed out again. A message older than
/// its queue's retention has left the queue. In a FIFO queue a message is handed out only when
/// every earlier one of its group has left the queue, so one receive has one of each group at most.
///
/// A message that is moved to another queue (as a dead letter, or back) arrives there as a new one:
/// with a sequence and a timestamp of its own, never received, not delayed, in its group.
///
/// A wall clock that is set breaks none of this: what is leased or delayed by this process stays so
/// for as long as it was meant to, in time that passes ([StoreTime]). Over a reopening the wall
/// clock counts, and nothing lasts for longer than it was meant to.
public interface QueueStore {
  /// The payload bytes after which a receive ends, whatever its `max`: so a receiver of large
  /// messages gets a few at a time, and one call never holds more than this and one message.
  long RECEIVE_BYTES = 4L << 20;

  /// Stores `messages` in order, all or none, and answers where each one is. A dedup key is
  /// remembered for the window that the queue has when it is stored, whatever becomes of the
  /// message; a purge forgets none.
  ///
  /// @throws StoreException.Full when the store has no room; nothing was stored
  /// @throws StoreException when the store cannot answer; it may have taken effect nevertheless
  SendResult send(QueueRef queue, List<NewQueueMessage> messages);

  /// Leases all messages that can be received, up to `request.max()`. Waits until there is at least
  /// one, or the time is up. The time taken does not depend on how many messages there are. A
  /// message that was handed out as often as the queue's dead-letter policy allows is moved to the
  /// dead-letter queue instead, and does not count.
  ///
  /// @throws StoreException when the store cannot answer; some messages may stay leased until their
  ///     leases run out
  /// @throws InterruptedException when the thread is interrupted before messages were handed out;
  ///     nothing is leased then
  ReceiveResult receive(QueueRef queue, ReceiveRequest request) throws InterruptedException;

  /// Carries out `settlements` in order and answers one outcome each, in order. A lease that ran
  /// out settles as before until the message is handed out again. An extension by zero makes the
  /// message visible at once. A handle of another queue, or of an earlier queue of that name,
  /// settles nothing; which outcome it gets is left open.
  ///
  /// @throws StoreException when the store cannot answer; the settlements may have been carried out
  SettleResult settle(QueueRef queue, List<Settlement> settlements);

  /// Takes back leases that never reached their receiver. Each message is as it was before it was
  /// received: its attempt does not count, and it can be received at once. The handle is stale from
  /// now on, even when the same attempt comes again. A handle that would settle nothing is ignored.
  ///
  /// @throws StoreException when the store cannot answer; the leases may have been taken back
  void unreceive(QueueRef queue, List<LeaseHandle> handles);

  /// Removes every message that is in the queue now, leased ones too.
  ///
  /// @throws StoreException when the store cannot answer; the queue may have been purged
  PurgeResult purge(QueueRef queue);

  /// How many messages the queue has; empty when there is no such queue.
  ///
  /// @throws StoreException when the store cannot answer
  Optional<QueueCounts> count(QueueRef queue);

  /// The sequence of the last message that was stored: before the first one 0, or the last of the
  /// queue that had the name before; empty when there is no such queue.
  ///
  /// @throws StoreException when the store cannot answer
  Optional<Long> lastSequence(QueueRef queue);

  /// Looks at up to `max` messages of `source` with sequences in `(after, end]`, in order, and
  /// moves those that are not leased to `plan.to()`, or else to the queue that they came from last,
  /// without the marks of that move, as messages never received. Moves are a stack: what came
  /// through several queues goes back through them, one with each redrive. Others stay.
  ///
  /// @throws StoreException.Full when the store has no room; nothing was stored
  /// @throws StoreException when the store cannot answer; it may have taken effect nevertheless
  RedriveResult redrive(QueueRef source, RedrivePlan plan, RedriveStep step);

  /// Stores those of `messages` that are beyond the mark of `source` in this queue, in order, and
  /// moves the mark to the last one, all in one step or nothing. The mark is 0 before the first
  /// call. It outlives the messages, a purge and a restart; it goes with the queue, and with
  /// [#retire]. So a message that is offered again, however late and by whatever process, is stored
  /// once. Dedup keys are not looked at.
  ///
  /// @param messages by source sequence, which only grows; none to learn the mark
  /// @throws StoreException.Full when the store has no room; nothing was stored
  /// @throws StoreException when the store cannot answer; it may have taken effect nevertheless,
  /// and
  ///     the same call is safe to repeat
  ForwardResult forward(QueueRef queue, SourceId source, List<SourceMessage> messages);

  /// Forgets the mark of a source that is gone. What it forwarded stays. No mark, or no queue, is
  /// no error.
  ///
  /// @throws StoreException when the store cannot answer; it may have taken effect nevertheless
  void retire(QueueRef queue, SourceId source);

  /// A message to forward.
  ///
  /// @param sequence where it is in its source, from 1
  record SourceMessage(long sequence, NewQueueMessage message) {
    public SourceMessage {
      if (sequence < 1) {
        throw new IllegalArgumentException("sequences begin at 1");
      }
    }
  }

  /// A part of a redrive.
  ///
  /// @param after the last sequence already looked at
  /// @param end the last sequence to look at
  /// @param max how many to look at, from 1
  record RedriveStep(long after, long end, int max) {}

  /// What came of [#send].
  sealed interface SendResult {}

  /// All are stored; one entry per message, in order.
  record Sent(List<Stored> entries) implements SendResult {
    public Sent {
      entries = List.copyOf(entries);
    }
  }

  /// A message is larger than the store takes; nothing was stored.
  ///
  /// @param size the payload of the first one that is, in bytes
  /// @param limit how large its payload may be, with the attributes that it has
  record TooLarge(long size, long limit) implements SendResult, ForwardResult {}

  /// What came of [#forward].
  sealed interface ForwardResult {}

  /// @param mark the last sequence of the source that is stored; 0 when none is
  record Forwarded(long mark) implements ForwardResult {}

  /// What came of [#receive].
  sealed interface ReceiveResult {}

  /// What was leased; none when there was none in time.
  record Received(List<LeasedMessage> messages) implements ReceiveResult {
    public Received {
      messages = List.copyOf(messages);
    }
  }

  /// What came of [#settle].
  sealed interface SettleResult {}

  /// One outcome per settlement, in order.
  record Settled(List<SettleOutcome> outcomes) implements SettleResult {
    public Settled {
      outcomes = List.copyOf(outcomes);
    }
  }

  /// What came of [#purge].
  sealed interface PurgeResult {}

  /// The messages are gone.
  record Purged() implements PurgeResult {}

  /// What came of [#redrive].
  sealed interface RedriveResult {}

  /// @param cursor the last sequence looked at; the step's end when there is nothing more before it
  /// @param moved how many left the source
  /// @param kept how many were looked at and stayed
  record Redriven(long cursor, long moved, long kept) implements RedriveResult {}

  /// There is no such queue; the target of a redrive, where `plan.to()` names none.
  record NoSuchQueue()
      implements SendResult,
          ReceiveResult,
          SettleResult,
          PurgeResult,
          RedriveResult,
          ForwardResult {}
}
