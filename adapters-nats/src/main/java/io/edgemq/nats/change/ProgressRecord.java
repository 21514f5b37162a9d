package io.edgemq.nats.change;

import io.edgemq.domain.StoreException;
import io.edgemq.domain.TopicName;
import io.edgemq.jetstream.Entry;
import io.edgemq.jetstream.MessageHeaders;
import io.edgemq.jetstream.Outgoing;
import io.edgemq.jetstream.table.Json;
import io.edgemq.ports.out.ChangeStreamStore.Progress;
import java.io.IOException;

/// How far a change stream has come, as it is stored. Each write is conditional on the one before
/// it, whose sequence is the fence of a claim.
///
/// @param base the fence of the claim that saved it; 0 when it was not saved but claimed
record ProgressRecord(long base, Progress progress) {
  private static final String OWNER = "Mq-Owner";
  private static final String BASE = "Mq-Base";
  private static final String MARK = "mark";
  private static final String TOPIC = "topic";
  private static final String SEEN = "seen";

  /// Of a stream about which nothing is stored.
  static final ProgressRecord NONE = new ProgressRecord(0, Progress.NONE);

  static ProgressRecord of(Entry entry) {
    try {
      var json = Json.tree(entry.body());
      var topic = json.hasNonNull(TOPIC) ? new TopicName(Json.text(json, TOPIC)) : null;
      var base = entry.headers().first(BASE);
      return new ProgressRecord(
          base == null ? 0 : Long.parseLong(base),
          new Progress(Json.number(json, MARK), topic, Json.number(json, SEEN)));
    } catch (IOException | IllegalArgumentException unreadable) {
      throw new StoreException.Unavailable(
          "the progress of a change stream cannot be read: " + entry.subject(), unreadable);
    }
  }

  /// @param by who saves or claims, for people
  Outgoing outgoing(String subject, String by) {
    var headers = new MessageHeaders().put(OWNER, by);
    if (base != 0) {
      headers.put(BASE, Long.toString(base));
    }
    var json = Json.object().put(MARK, progress.mark()).put(SEEN, progress.seen());
    var topic = progress.topic();
    if (topic != null) {
      json.put(TOPIC, topic.value());
    }
    return new Outgoing(subject, headers, Json.bytes(json));
  }
}
