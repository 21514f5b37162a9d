package io.edgemq.sqlite;

import io.edgemq.domain.QueueConfig;
import io.edgemq.ports.out.QueueStore.ForwardResult;
import io.edgemq.ports.out.QueueStore.Forwarded;
import io.edgemq.ports.out.QueueStore.NoSuchQueue;
import io.edgemq.ports.out.QueueStore.SourceMessage;
import io.edgemq.ports.out.SourceId;
import io.edgemq.sqlite.QueueRows.Draft;
import io.edgemq.sqlite.QueueSending.Outgoing;
import java.sql.SQLException;
import java.util.List;

/// Messages of sources on their way into queues, each of them once.
final class QueueForwarding {
  private final QueueRows rows;

  QueueForwarding(QueueRows rows) {
    this.rows = rows;
  }

  /// A batch as the writer wants it; made in the caller's thread.
  record Offer(byte[] source, List<Numbered> messages) {
    static Offer of(SourceId source, List<SourceMessage> messages, QueueConfig config) {
      var numbered = messages.stream().map(message -> Numbered.of(message, config)).toList();
      return new Offer(Sql.bytes(source.value()), numbered);
    }
  }

  /// A message, and where it is in its source.
  record Numbered(long sequence, Draft draft) {
    static Numbered of(SourceMessage message, QueueConfig config) {
      return new Numbered(message.sequence(), Outgoing.of(message.message(), config).draft());
    }
  }

  /// Stores what is beyond the source's mark, in order, and moves the mark.
  ForwardResult forward(Transaction tx, SqliteQueue queue, Offer offer) throws SQLException {
    if (queue.isDeleted()) {
      return new NoSuchQueue();
    }
    long before = SourceMarks.find(tx, queue.id(), offer.source());
    long mark = before;
    for (var message : offer.messages()) {
      if (message.sequence() > mark) {
        tx.requireRoom();
        rows.append(tx, queue, message.draft());
        mark = message.sequence();
      }
    }
    if (mark > before) {
      SourceMarks.move(tx, queue.id(), offer.source(), mark);
    }
    return new Forwarded(mark);
  }
}
