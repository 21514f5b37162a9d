package io.edgemq.sqlite;

import io.edgemq.ports.out.TopicLog.ForwardResult;
import io.edgemq.ports.out.TopicLog.Forwarded;
import io.edgemq.ports.out.TopicLog.NoSuchTopic;
import io.edgemq.ports.out.TopicLog.SourceMessage;
import io.edgemq.sqlite.TopicAppending.Outgoing;
import java.sql.SQLException;
import java.util.List;

/// Messages of sources on their way into topics, each of them once.
final class TopicForwarding {
  private TopicForwarding() {}

  /// A batch as the writer wants it; made in the caller's thread.
  record Offer(byte[] source, List<Numbered> messages) {
    static Offer of(String source, List<SourceMessage> messages) {
      return new Offer(Sql.bytes(source), messages.stream().map(Numbered::of).toList());
    }
  }

  /// A message, and where it is in its source.
  record Numbered(long sequence, Outgoing message) {
    /// Of a message whose dedup key does not count.
    static Numbered of(SourceMessage message) {
      var outgoing = Outgoing.of(message.message());
      var plain = new Outgoing(outgoing.message(), outgoing.meta(), outgoing.size(), null);
      return new Numbered(message.sequence(), plain);
    }
  }

  /// Stores what is beyond the source's mark, in order, and moves the mark.
  static ForwardResult forward(Transaction tx, SqliteTopic topic, Offer offer) throws SQLException {
    if (topic.isDeleted()) {
      return new NoSuchTopic();
    }
    long before = SourceMarks.find(tx, topic.id(), offer.source());
    long mark = before;
    for (var message : offer.messages()) {
      if (message.sequence() > mark) {
        tx.requireRoom();
        TopicAppending.appendAnyhow(tx, topic, message.message());
        mark = message.sequence();
      }
    }
    if (mark > before) {
      SourceMarks.move(tx, topic.id(), offer.source(), mark);
    }
    return new Forwarded(mark, topic.lastSeq);
  }
}
