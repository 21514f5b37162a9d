package io.edgemq.kvbridge;

import io.edgemq.domain.kv.ChangeStream;
import io.edgemq.jetstream.Cluster;
import io.edgemq.jetstream.NatsConfig;
import io.edgemq.jetstream.StreamClient;
import io.edgemq.jetstream.StreamSpec;
import io.edgemq.jetstream.StreamStatus;
import io.edgemq.jetstream.kv.KvCapture;
import io.edgemq.jetstream.kv.KvNames;
import io.edgemq.jetstream.kv.KvTrim;
import io.edgemq.ports.out.BucketFeed;
import io.edgemq.ports.out.BucketFeeds;
import java.util.Optional;
import java.util.function.Predicate;

/// [BucketFeeds] on JetStream. The stream of a bucket of ours is read itself; of a foreign one it
/// is
/// a stream that captures what is imported ([KvCapture]).
public final class KvBridge implements BucketFeeds, AutoCloseable {
  private final Cluster cluster;

  /// Reads over `cluster`, and closes it in the end.
  public KvBridge(Cluster cluster) {
    this.cluster = cluster;
  }

  /// Connects. Throws as [Cluster#connect].
  public static KvBridge open(NatsConfig config) {
    return new KvBridge(Cluster.connect(config));
  }

  @Override
  public Optional<BucketFeed> open(ChangeStream stream, long after) {
    return switch (stream.source()) {
      case OWN -> own(stream, after);
      case FOREIGN -> Optional.of(foreign(stream, after));
    };
  }

  private Optional<BucketFeed> own(ChangeStream stream, long after) {
    var names = KvNames.of(stream.bucket());
    var found = status(names, stream);
    if (found.isEmpty() || (found.get().sealed() && found.get().last() <= after)) {
      return Optional.empty();
    }
    var trim = new KvTrim(cluster, names);
    if (!found.get().sealed() && stream.current().isPresent()) {
      trim.limit(KvTrim.ALL);
    }
    var followed = new FollowedStream(names.stream(), isIt(stream), entry -> entry);
    var reader = new WriteReader(cluster, names, followed, after);
    return Optional.of(new OwnFeed(reader, trim, StreamSpec.history(found.get())));
  }

  private BucketFeed foreign(ChangeStream stream, long after) {
    var names = KvNames.of(stream.bucket());
    var capture = new KvCapture(cluster, names);
    capture.make(stream.incarnation());
    var followed = new FollowedStream(capture.stream().name(), isIt(stream), capture::original);
    return new ForeignFeed(new WriteReader(cluster, names, followed, after), capture.stream());
  }

  @Override
  public long last(ChangeStream stream) {
    var names = KvNames.of(stream.bucket());
    var found =
        switch (stream.source()) {
          case OWN -> status(names, stream);
          case FOREIGN -> new KvCapture(cluster, names).stream().info();
        };
    return found.filter(isIt(stream)).map(StreamStatus::last).orElse(0L);
  }

  /// Whether a stream is the one that `stream` is read from: buckets of one name are told apart by
  /// the time at which they were made, and what captures a foreign one by its own number.
  private static Predicate<StreamStatus> isIt(ChangeStream stream) {
    return switch (stream.source()) {
      case OWN -> found -> StreamSpec.made(found) == stream.incarnation();
      case FOREIGN -> found -> found.incarnation() == stream.incarnation();
    };
  }

  /// The stream of the bucket of ours that `stream` tells of; empty when it is gone.
  private Optional<StreamStatus> status(KvNames names, ChangeStream stream) {
    return new StreamClient(cluster, names.stream()).info().filter(isIt(stream));
  }

  @Override
  public void end(ChangeStream stream) {
    var names = KvNames.of(stream.bucket());
    switch (stream.source()) {
      case FOREIGN -> new KvCapture(cluster, names).end(stream.incarnation());
      case OWN -> status(names, stream).ifPresent(found -> end(names, found));
    }
  }

  private void end(KvNames names, StreamStatus found) {
    if (found.sealed()) {
      boolean unused = new StreamClient(cluster, names.stream()).delete();
    } else {
      new KvTrim(cluster, names).limit(StreamSpec.history(found));
    }
  }

  @Override
  public void close() {
    cluster.close();
  }
}
