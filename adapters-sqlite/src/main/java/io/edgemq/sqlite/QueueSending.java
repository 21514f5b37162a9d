package io.edgemq.sqlite;

import io.edgemq.domain.NewQueueMessage;
import io.edgemq.domain.QueueConfig;
import io.edgemq.domain.Stored;
import io.edgemq.ports.out.QueueStore.NoSuchQueue;
import io.edgemq.ports.out.QueueStore.SendResult;
import io.edgemq.ports.out.QueueStore.Sent;
import io.edgemq.sqlite.QueueRows.Draft;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Messages on their way into queues.
final class QueueSending {
  private final QueueRows rows;

  QueueSending(QueueRows rows) {
    this.rows = rows;
  }

  /// A message as the writer wants it; made in the caller's thread.
  record Outgoing(Draft draft, byte @Nullable [] key) {
    static Outgoing of(NewQueueMessage message, QueueConfig config) {
      var group = message.group();
      var dedup = message.dedup();
      return new Outgoing(
          new Draft(
              group == null ? null : Sql.bytes(group.value()),
              ContentCodec.encode(message.content()),
              message.content().payload().bytes(),
              message.content().sizeInBytes(),
              config.delayOr(message.delay()).toMillis()),
          dedup == null ? null : Sql.bytes(dedup.value()));
    }
  }

  /// Stores `messages` in order.
  SendResult send(Transaction tx, SqliteQueue queue, List<Outgoing> messages) throws SQLException {
    if (queue.isDeleted()) {
      return new NoSuchQueue();
    }
    var stored = new ArrayList<Stored>(messages.size());
    for (var message : messages) {
      stored.add(message.key() == null ? append(tx, queue, message) : once(tx, queue, message));
    }
    return new Sent(stored);
  }

  private Stored append(Transaction tx, SqliteQueue queue, Outgoing message) throws SQLException {
    tx.requireRoom();
    return new Stored(rows.append(tx, queue, message.draft()), Stored.Origin.FRESH);
  }

  private Stored once(Transaction tx, SqliteQueue queue, Outgoing message) throws SQLException {
    long window = queue.queue().config().dedupWindow().toMillis();
    long before = DedupRows.find(tx, queue.id(), message.key());
    if (before > 0) {
      return new Stored(before, Stored.Origin.REPLAYED);
    }
    var stored = append(tx, queue, message);
    if (window > 0) {
      DedupRows.remember(
          tx, queue.id(), message.key(), new DedupRows.Entry(stored.sequence(), tx.now() + window));
    }
    return stored;
  }
}
