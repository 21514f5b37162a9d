package io.edgemq.jetstream.kv;

import io.edgemq.domain.Placement;
import io.edgemq.domain.StoreException;
import io.edgemq.jetstream.Cluster;
import io.edgemq.jetstream.Entry;
import io.edgemq.jetstream.StreamClient;
import io.edgemq.jetstream.StreamPlacement;
import io.edgemq.jetstream.StreamSpec;
import io.nats.client.api.StreamConfiguration;
import java.util.Map;

/// A stream that takes every write to a bucket of another account, which is imported as `kv.$KV.>`
/// (deploy/nats/accounts.conf). An import keeps nothing, so the stream begins with the first write
/// after it was made. Every call throws [StoreException] when there was no answer.
public final class KvCapture {
  private static final String IMPORTED = "kv.";
  private static final String STREAM = "mq-kv-foreign-";

  private final Cluster cluster;
  private final KvNames names;
  private final StreamClient stream;

  /// @param names of the bucket in its own account
  public KvCapture(Cluster cluster, KvNames names) {
    this.cluster = cluster;
    this.names = names;
    this.stream = new StreamClient(cluster, STREAM + names.bucket());
  }

  /// The stream itself.
  public StreamClient stream() {
    return stream;
  }

  /// Makes the stream, unless it is there. One that was made for an earlier `incarnation` goes.
  public void make(long incarnation) {
    var found = stream.info();
    if (found.isPresent() && found.get().incarnation() == incarnation) {
      return;
    }
    if (found.isPresent()) {
      boolean unused = stream.delete();
    }
    try {
      switch (new StreamPlacement(cluster).create(configuration(incarnation))) {
        case StreamPlacement.Placed _ -> {}
        case StreamPlacement.Unplaceable(var missing) -> throw cannot(missing);
        case StreamPlacement.SubjectsTaken(var words) -> throw cannot(words);
      }
    } catch (StreamPlacement.NameTaken somebodyElseWasFaster) {
      if (stream.info().filter(made -> made.incarnation() == incarnation).isEmpty()) {
        throw cannot("another one has its name");
      }
    }
  }

  private StoreException cannot(String words) {
    return new StoreException.Unavailable(
        "the writes of a bucket cannot be captured: " + words,
        new IllegalStateException(stream.name()));
  }

  /// It takes what the bucket's stream takes: purges, which roll up, and messages with a time to
  /// live. Their writers wait for the answer of the bucket's own stream.
  private StreamConfiguration configuration(long incarnation) {
    return StreamConfiguration.builder()
        .name(stream.name())
        .subjects(IMPORTED + names.subjects())
        .allowDirect(true)
        .allowRollup(true)
        .allowMessageTtl(true)
        .noAck(true)
        .replicas(Placement.DEFAULT.replicas())
        .metadata(Map.of(StreamSpec.INCARNATION, Long.toString(incarnation)))
        .build();
  }

  /// The message as the bucket's own stream would have it, but for its sequence.
  public Entry original(Entry captured) {
    return new Entry(
        captured.sequence(),
        captured.subject().substring(IMPORTED.length()),
        captured.headers(),
        captured.body(),
        captured.storedAt());
  }

  /// Deletes the stream, if it was made for that incarnation.
  public void end(long incarnation) {
    if (stream.info().filter(now -> now.incarnation() == incarnation).isPresent()) {
      boolean unused = stream.delete();
    }
  }
}
