package io.edgemq.sqlite;

import io.edgemq.domain.Topic;
import io.edgemq.domain.TopicConfig;
import io.edgemq.domain.TopicName;
import io.edgemq.domain.TopicRef;
import io.edgemq.domain.kv.ChangeMessages;
import io.edgemq.domain.kv.KvEntry;
import io.edgemq.sqlite.TopicAppending.Outgoing;
import java.sql.SQLException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Tells topics of what is written to buckets, in the transaction that writes it.
final class KvTelling {
  private final NameIndex<SqliteTopic> topics;
  private final TopicTable table;

  KvTelling(NameIndex<SqliteTopic> topics, TopicTable table) {
    this.topics = topics;
    this.table = table;
  }

  /// Whether the bucket tells a topic that is not there, so that [#makeTopic] comes first.
  boolean lacksTopic(SqliteBucket bucket) {
    var name = bucket.bucket().config().changeStream();
    return name != null && topic(bucket, name) == null;
  }

  private @Nullable SqliteTopic topic(SqliteBucket bucket, TopicName name) {
    return topics.find(bucket.ref().tenant(), name.value());
  }

  /// Makes the topic that the bucket tells, unless it is there. Belongs in a transaction that does
  /// nothing else with it: it is found once that is durable.
  void makeTopic(Transaction tx, SqliteBucket bucket) throws SQLException {
    var name = bucket.bucket().config().changeStream();
    if (name == null || topic(bucket, name) != null) {
      return;
    }
    var ref = new TopicRef(bucket.ref().tenant(), name);
    var topic = new Topic(name, TopicConfig.DEFAULT, Instant.ofEpochMilli(tx.now()));
    var state = table.insertAnyhow(tx, ref, topic);
    tx.afterCommit(() -> topics.put(ref.tenant(), name.value(), state));
  }

  /// The bucket's topic, if it has one, will be told in this transaction. Comes before the bucket
  /// changes, so that whoever sees its entry finds the message on the topic.
  void prepare(Transaction tx, SqliteBucket bucket) {
    var name = bucket.bucket().config().changeStream();
    var topic = name == null ? null : topic(bucket, name);
    if (topic != null) {
      topic.change(tx);
    }
  }

  /// Tells the bucket's topic, if it has one, of an entry.
  void tell(Transaction tx, SqliteBucket bucket, KvEntry entry) throws SQLException {
    var name = bucket.bucket().config().changeStream();
    if (name == null) {
      return;
    }
    var topic = topic(bucket, name);
    if (topic == null) {
      throw new IllegalStateException("a topic is made before it is told: " + name.value());
    }
    var message = ChangeMessages.of(bucket.ref().name(), name, entry);
    TopicAppending.appendAnyhow(tx, topic, Outgoing.of(message));
  }
}
