package io.edgemq.jetstream;

import io.nats.client.Connection;
import io.nats.client.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/// An atomic batch of which the servers have all but the end: they store nothing of it until that
/// comes, and forget it after some seconds. So the way of a batch to the servers takes no time of
/// its own while another one is being stored. For one thread.
public final class SentBatch {
  private final Cluster cluster;
  private final StreamClient stream;
  private final Connection connection;
  private final Outgoing end;
  private @Nullable CompletableFuture<Message> answer;

  private SentBatch(Cluster cluster, StreamClient stream, Connection connection, Outgoing end) {
    this.cluster = cluster;
    this.stream = stream;
    this.connection = connection;
    this.end = end;
  }

  /// The messages as they are sent, with the conditions and their places in the batch.
  static List<Outgoing> parts(List<Outgoing> messages, List<Condition> conditions) {
    var id = io.nats.client.NUID.nextGlobal();
    var parts = new ArrayList<Outgoing>(messages.size());
    for (int i = 0; i < messages.size(); i++) {
      var message = messages.get(i);
      var added = new HeaderLines();
      (i == 0 ? conditions.get(i) : conditions.get(i).withoutLast()).addTo(added);
      added.put(DedupProbe.BATCH, id).put(DedupProbe.BATCH_SEQUENCE, Integer.toString(i + 1));
      if (i == messages.size() - 1) {
        added.put(DedupProbe.BATCH_COMMIT, "1");
      }
      parts.add(new Outgoing(message.subject(), added.behind(message.headers()), message.body()));
    }
    return parts;
  }

  static SentBatch send(Cluster cluster, StreamClient stream, List<Outgoing> parts) {
    return new SentBatch(cluster, stream, cluster.sendButLast(parts), parts.getLast());
  }

  /// Lets the servers store it; once. Returns at once.
  public void commit() {
    answer = cluster.ask(connection, end);
  }

  /// What came of [#commit].
  public Published result() {
    var asked = answer;
    if (asked == null) {
      throw new IllegalStateException("it was not committed");
    }
    return stream
        .published(cluster.await(asked, cluster.timeout()))
        .orElseGet(() -> new Published.Known(0));
  }
}
