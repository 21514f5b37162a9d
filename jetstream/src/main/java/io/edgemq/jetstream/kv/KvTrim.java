package io.edgemq.jetstream.kv;

import io.edgemq.domain.kv.KvKey;
import io.edgemq.jetstream.Cluster;
import io.edgemq.jetstream.Entry;
import io.edgemq.jetstream.Failures;
import io.edgemq.jetstream.StreamClient;
import io.edgemq.jetstream.StreamTail;
import io.nats.client.JetStreamApiException;
import io.nats.client.PurgeOptions;
import io.nats.client.api.StreamConfiguration;
import java.util.OptionalLong;

/// Says what the stream of a bucket keeps of its keys. Every call throws [StoreException] when
/// there
/// was no answer.
public final class KvTrim {
  /// No limit.
  public static final long ALL = -1;

  private final Cluster cluster;
  private final KvNames names;

  public KvTrim(Cluster cluster, KvNames names) {
    this.cluster = cluster;
    this.names = names;
  }

  /// Removes what the stream has of `key` before `revision`. One round trip.
  public void before(KvKey key, long revision) {
    var these = PurgeOptions.builder().subject(names.subject(key)).sequence(revision).build();
    try {
      Object unused =
          cluster.administer(management -> management.purgeStream(names.stream(), these));
    } catch (JetStreamApiException refused) {
      throw Failures.of(refused);
    }
  }

  /// Removes what the stream has of all keys before `revision`. One round trip.
  public void before(long revision) {
    new StreamClient(cluster, names.stream()).purgeBefore(revision);
  }

  /// The least of the newest revisions of all keys: before it there is nothing that is not
  /// overwritten, now and later. Empty when no key is there, or none could be told in time. Takes
  /// a server up to a second for a million keys.
  public OptionalLong oldestNewest() throws InterruptedException {
    try (var tail =
        new StreamTail(cluster, names.stream(), 1, StreamTail.Depth.HEADERS).lastOfEach()) {
      return tail.next(cluster.timeout()).stream().mapToLong(Entry::sequence).findFirst();
    }
  }

  /// Lets the server keep the newest `most` messages of each key, or [#ALL]; does nothing when
  /// there
  /// is no such stream. One or two round trips.
  public void limit(long most) {
    var found = new StreamClient(cluster, names.stream()).rawInfo();
    if (found.isEmpty() || found.get().getConfiguration().getMaxMsgsPerSubject() == most) {
      return;
    }
    var wanted =
        StreamConfiguration.builder(found.get().getConfiguration())
            .maxMessagesPerSubject(most)
            .build();
    try {
      Object unused = cluster.administer(management -> management.updateStream(wanted));
    } catch (JetStreamApiException refused) {
      throw Failures.of(refused);
    }
  }
}
