package io.edgemq.jetstream;

import io.edgemq.domain.StoreException;
import io.nats.client.JetStreamApiException;
import io.nats.client.api.StreamConfiguration;
import io.nats.client.api.StreamInfo;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;

/// Creates, updates and deletes streams. A stream has an incarnation in its metadata: a late caller
/// must not change or remove a stream that was deleted and recreated in the meantime.
public final class StreamAdmin {
  private static final System.Logger LOG = System.getLogger(StreamAdmin.class.getName());

  private final Cluster cluster;
  private final StreamPlacement placement;

  public StreamAdmin(Cluster cluster) {
    this.cluster = cluster;
    this.placement = new StreamPlacement(cluster);
  }

  /// Creates an empty stream. Removes a leftover of an earlier incarnation first.
  public StreamPlacement.Result create(StreamSpec wanted) {
    return create(wanted, 0);
  }

  /// As above; its first message gets the sequence behind `last`.
  public StreamPlacement.Result create(StreamSpec wanted, long last) {
    var configuration =
        StreamConfiguration.builder(wanted.configuration(wanted.beginning(last + 1)))
            .firstSequence(last + 1)
            .build();
    try {
      return placement.create(configuration);
    } catch (StreamPlacement.NameTaken taken) {
      boolean unused = delete(wanted.name(), wanted.incarnation());
      try {
        return placement.create(configuration);
      } catch (StreamPlacement.NameTaken again) {
        return taken(wanted, again);
      }
    }
  }

  /// Creates a stream that is missing although it should exist; its first sequence will be `first`.
  /// A stream that another caller has created meanwhile stays as it is.
  public StreamPlacement.Result remake(StreamSpec wanted, long first) {
    var configuration = wanted.configuration(wanted.beginning(first));
    try {
      return placement.create(
          first == 1
              ? configuration
              : StreamConfiguration.builder(configuration).firstSequence(first).build());
    } catch (StreamPlacement.NameTaken another) {
      return new StreamPlacement.Placed();
    }
  }

  /// A stream of the same name and of a later incarnation was made by a later caller, or under
  /// another catalog.
  private static StreamPlacement.Result taken(StreamSpec wanted, Exception cause) {
    LOG.log(
        System.Logger.Level.WARNING, "a stream is there already; stream={0}", wanted.name(), cause);
    return new StreamPlacement.SubjectsTaken(
        "the stream " + wanted.name() + " exists already; `edgemq doctor` tells whose it is");
  }

  /// Updates the limits and the placement of a stream to those of `wanted`. Other metadata stays,
  /// and so does the missing limit of age after [#keepForever]. Throws `StoreException.Unavailable`
  /// when the stream is of another incarnation, and `StoreException.Damaged` when there is none.
  public StreamPlacement.Result update(StreamSpec wanted) {
    var present = present(wanted.name(), wanted.incarnation());
    var configuration = wanted.configuration(StreamStatus.of(present).metadata());
    if (keepsForever(present)) {
      return placement.update(withoutAge(configuration));
    }
    try {
      return placement.update(configuration);
    } catch (StoreException.Refused refused) {
      if (keepsForever(present(wanted.name(), wanted.incarnation()))) { // since a moment ago
        return placement.update(withoutAge(configuration));
      }
      throw refused;
    }
  }

  private StreamInfo present(String stream, long incarnation) {
    var present = new StreamClient(cluster, stream).rawInfo().orElseThrow(() -> gone(stream));
    if (StreamStatus.of(present).incarnation() != incarnation) {
      throw new StoreException.Unavailable(
          "the stream was deleted and recreated in the meantime",
          new IllegalStateException(stream));
    }
    return present;
  }

  /// Lets the stream take messages that stay for ever ([Outgoing#forever]). From now on the server
  /// drops none for its age, because with a limit of age it would drop those, too, when it restarts
  /// (2.15.1). The servers let nobody take that back. Throws as [#update].
  public void keepForever(String stream, long incarnation) {
    var present = present(stream, incarnation);
    if (!keepsForever(present)) {
      var unused = placement.update(withoutAge(present.getConfiguration()));
    }
  }

  private static boolean keepsForever(StreamInfo present) {
    return present.getConfiguration().getAllowMessageTtl();
  }

  private static StreamConfiguration withoutAge(StreamConfiguration configuration) {
    return StreamConfiguration.builder(configuration).allowMessageTtl().maxAge(0).build();
  }

  private static StoreException gone(String stream) {
    return new StoreException.Damaged(stream, new IllegalStateException("there is no " + stream));
  }

  /// Changes the number of replicas of a stream.
  public StreamPlacement.Result scale(String stream, int replicas) {
    var present = new StreamClient(cluster, stream).rawInfo().orElseThrow(() -> gone(stream));
    return placement.update(
        StreamConfiguration.builder(present.getConfiguration()).replicas(replicas).build());
  }

  /// Stores `value` under `key` in the metadata of the stream. Does nothing when the stream does
  /// not exist or is of another incarnation.
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
    var unused = placement.update(StreamConfiguration.builder(present).metadata(metadata).build());
  }

  /// The names of all streams: a request for each thousand.
  public List<String> names() {
    try {
      return cluster.administer(management -> management.getStreamNames());
    } catch (JetStreamApiException refused) {
      throw Failures.of(refused);
    }
  }

  /// The names of the streams that accept any of `subjects`, which may have wildcards.
  public List<String> named(String subjects) {
    try {
      return cluster.administer(management -> management.getStreamNames(subjects));
    } catch (JetStreamApiException refused) {
      throw Failures.of(refused);
    }
  }

  /// Makes the stream take no message any more, if it exists and is of that incarnation or an
  /// earlier one; its state after that. A server that has no room for that takes no message either.
  public Optional<StreamStatus> seal(String name, long incarnation) {
    var stream = new StreamClient(cluster, name);
    var found = stream.rawInfo().filter(now -> StreamStatus.of(now).isUpTo(incarnation));
    if (found.isEmpty()) {
      return Optional.empty();
    }
    var sealed = StreamConfiguration.builder(found.get().getConfiguration()).seal().build();
    try {
      Object unused = cluster.administer(management -> management.updateStream(sealed));
    } catch (JetStreamApiException refused) {
      LOG.log(System.Logger.Level.WARNING, "stream not sealed; stream=" + name, refused);
    }
    return stream.info().filter(now -> now.incarnation() <= incarnation);
  }

  /// Deletes the stream if it exists and is of that incarnation or an earlier one; returns whether
  /// it did.
  public boolean delete(String name, long incarnation) {
    var stream = new StreamClient(cluster, name);
    var found = stream.info();
    return found.filter(now -> now.isUpTo(incarnation)).isPresent() && stream.delete();
  }
}
