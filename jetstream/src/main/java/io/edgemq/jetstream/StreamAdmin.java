package io.edgemq.jetstream;

import io.edgemq.domain.StoreException;
import io.nats.client.JetStreamApiException;
import io.nats.client.api.StreamConfiguration;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Makes, changes and removes streams. A stream has an incarnation in its metadata: a late caller
/// must not change or remove a stream that was deleted and recreated in the meantime.
public final class StreamAdmin {
  private final Cluster cluster;
  private final StreamPlacement placing;

  public StreamAdmin(Cluster cluster) {
    this.cluster = cluster;
    this.placing = new StreamPlacement(cluster);
  }

  /// Makes a stream, empty. One of an earlier incarnation that was left over is removed.
  public StreamPlacement.Result create(StreamSpec wanted) {
    var configuration = wanted.configuration(Map.of());
    try {
      return placing.create(configuration);
    } catch (StreamPlacement.NameTaken taken) {
      boolean unused = delete(wanted.name(), wanted.incarnation());
      try {
        return placing.create(configuration);
      } catch (StreamPlacement.NameTaken again) {
        throw Failures.of(new IOException("somebody else makes " + wanted.name(), again));
      }
    }
  }

  /// Gives a stream the limits and the place of `wanted`. What was noted in its metadata stays.
  /// Throws `StoreException.Unavailable` when the stream is of another incarnation.
  public StreamPlacement.Result update(StreamSpec wanted) {
    var present = new StreamClient(cluster, wanted.name()).info();
    if (present.filter(now -> now.incarnation() != wanted.incarnation()).isPresent()) {
      throw new StoreException.Unavailable(
          "it was removed and made anew meanwhile", new IllegalStateException(wanted.name()));
    }
    return placing.update(
        wanted.configuration(present.map(StreamStatus::metadata).orElse(Map.of())));
  }

  /// Notes `value` under `key` in the metadata of the stream. Does nothing when the stream is not
  /// there or of another incarnation.
  public void note(String stream, long incarnation, String key, String value) {
    new StreamClient(cluster, stream)
        .rawInfo()
        .filter(info -> StreamStatus.of(info).incarnation() == incarnation)
        .ifPresent(info -> note(info.getConfiguration(), key, value));
  }

  private void note(StreamConfiguration present, String key, String value) {
    var metadata = new HashMap<String, String>();
    if (present.getMetadata() != null) {
      metadata.putAll(present.getMetadata());
    }
    metadata.put(key, value);
    var unused = placing.update(StreamConfiguration.builder(present).metadata(metadata).build());
  }

  /// The names of the streams that take any of `subjects`, which may have wildcards.
  public List<String> named(String subjects) {
    try {
      return cluster.administer(management -> management.getStreamNames(subjects));
    } catch (JetStreamApiException refused) {
      throw Failures.of(refused);
    }
  }

  /// Removes the stream if it is there and of that incarnation or an earlier one; whether it did.
  public boolean delete(String name, long incarnation) {
    var stream = new StreamClient(cluster, name);
    var found = stream.info();
    return found.isPresent() && found.get().incarnation() <= incarnation && stream.delete();
  }
}
