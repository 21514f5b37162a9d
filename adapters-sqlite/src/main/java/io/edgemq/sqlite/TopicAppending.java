package io.edgemq.sqlite;

import io.edgemq.domain.NewTopicMessage;
import io.edgemq.domain.Stored;
import io.edgemq.domain.TopicConfig;
import io.edgemq.domain.TopicMessage;
import io.edgemq.ports.out.TopicLog.AppendResult;
import io.edgemq.ports.out.TopicLog.Appended;
import io.edgemq.ports.out.TopicLog.NoSuchTopic;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Messages on their way into topics.
final class TopicAppending {
  private static final String INSERT =
      "INSERT INTO topic_message (topic, seq, ts, pos, meta, body) VALUES (?, ?, ?, ?, ?, ?)";

  private TopicAppending() {}

  /// A message as the writer wants it; made in the caller's thread.
  ///
  /// @param size what it counts toward the log's bytes
  record Outgoing(NewTopicMessage message, byte[] meta, long size, byte @Nullable [] key) {
    static Outgoing of(NewTopicMessage message) {
      var dedup = message.dedup();
      return new Outgoing(
          message,
          ContentCodec.encode(message.subject(), message.content()),
          message.subject().sizeInBytes() + message.content().sizeInBytes(),
          dedup == null ? null : Sql.bytes(dedup.value()));
    }
  }

  /// Stores `messages` in order.
  static AppendResult append(Transaction tx, SqliteTopic topic, List<Outgoing> messages)
      throws SQLException {
    if (topic.isDeleted()) {
      return new NoSuchTopic();
    }
    var stored = new ArrayList<Stored>(messages.size());
    for (var message : messages) {
      long before = message.key() == null ? 0 : DedupRows.find(tx, topic.id(), message.key());
      stored.add(
          before > 0
              ? new Stored(before, Stored.Origin.REPLAYED)
              : new Stored(append(tx, topic, message), Stored.Origin.FRESH));
    }
    return new Appended(stored);
  }

  private static long append(Transaction tx, SqliteTopic topic, Outgoing outgoing)
      throws SQLException {
    tx.requireRoom();
    return appendAnyhow(tx, topic, outgoing);
  }

  /// Stores a message behind the last one, also when there is no room; its sequence.
  static long appendAnyhow(Transaction tx, SqliteTopic topic, Outgoing outgoing)
      throws SQLException {
    topic.change(tx);
    long seq = ++topic.lastSeq;
    topic.lastTs = Math.max(tx.now(), topic.lastTs);
    var message = outgoing.message();
    var body = message.content().payload().bytes();
    tx.sql(INSERT)
        .set(topic.id())
        .set(seq)
        .set(topic.lastTs)
        .set(topic.lastPos)
        .set(outgoing.meta())
        .set(body)
        .run();
    topic.lastPos += outgoing.size();
    tx.wrote(outgoing.size());
    if (outgoing.key() != null) {
      long until = tx.now() + TopicConfig.DEDUP_WINDOW.toMillis();
      DedupRows.remember(tx, topic.id(), outgoing.key(), new DedupRows.Entry(seq, until));
    }
    if (topic.live().hasFollowers()) {
      var at = Instant.ofEpochMilli(topic.lastTs);
      topic.publish(new TopicMessage(message.subject(), seq, at, message.content()));
    }
    return seq;
  }
}
