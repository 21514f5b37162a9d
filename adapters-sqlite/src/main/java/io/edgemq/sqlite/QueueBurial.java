package io.edgemq.sqlite;

import io.edgemq.domain.DeadLetterReason;
import io.edgemq.sqlite.QueueRows.Copy;
import io.edgemq.sqlite.QueueRows.Message;
import java.sql.SQLException;

/// Messages on their way into dead-letter queues, in the transaction that takes them out of theirs.
final class QueueBurial {
  private final QueueRows rows;
  private final Directory<QueueState> queues;

  QueueBurial(QueueRows rows, Directory<QueueState> queues) {
    this.rows = rows;
    this.queues = queues;
  }

  /// Why a message is moved, and how often it had been handed out.
  record Death(DeadLetterReason reason, int attempts) {}

  /// Adds a copy of `message` of `queue` to the queue's dead letters. It keeps its group. The
  /// caller removes the message itself next.
  void bury(Transaction tx, QueueState queue, Message message, Death death) throws SQLException {
    var policy = queue.queue().config().deadLetter();
    if (policy == null) {
      throw new IllegalStateException("a queue without dead letters buries nothing");
    }
    var target = queues.find(queue.ref().tenant(), policy.queue().value());
    if (target == null) {
      throw new IllegalStateException("a dead-letter queue is missing: " + policy.queue());
    }
    var content = ContentCodec.decodeWithoutBody(message.meta());
    var marked = death.reason().mark(content, queue.ref().name(), death.attempts());
    var meta = ContentCodec.encode(marked);
    rows.append(tx, target, new Copy(queue.store, message, meta));
  }
}
