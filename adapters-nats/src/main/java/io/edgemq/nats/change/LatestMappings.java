package io.edgemq.nats.change;

import io.edgemq.domain.BucketRef;
import io.edgemq.domain.StoreException;
import io.edgemq.jetstream.Cluster;
import io.edgemq.jetstream.Entry;
import io.edgemq.jetstream.StreamClient;
import io.edgemq.jetstream.kv.KvFormat;
import io.edgemq.jetstream.kv.KvNames;
import io.edgemq.nats.catalog.BucketStreams;
import io.edgemq.nats.catalog.Mappings;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;

/// The rows of change streams as the servers have them now. Each answer is a round trip.
public final class LatestMappings implements Mappings.Latest {
  private static final System.Logger LOG = System.getLogger(LatestMappings.class.getName());
  private static final MappingFormat FORMAT = new MappingFormat();

  private final Cluster cluster;

  public LatestMappings(Cluster cluster) {
    this.cluster = cluster;
  }

  @Override
  public Telling telling(BucketRef bucket, Instant madeAt) {
    return row(bucket).map(row -> telling(row, bucket, madeAt)).orElse(Telling.NONE);
  }

  @Override
  public boolean isNamed(BucketRef bucket) {
    return row(bucket).isPresent();
  }

  private Optional<Entry> row(BucketRef bucket) {
    var rows = new KvNames(BucketStreams.CHANGE_STREAMS);
    var stream = new StreamClient(cluster, rows.stream());
    try {
      return stream
          .lastForSure(rows.subject(KvNames.of(bucket).bucket()))
          .filter(row -> KvFormat.isPut(row.headers()));
    } catch (StoreException.NoResponders perhapsThereIsNoStream) {
      if (stream.info().isEmpty()) {
        return Optional.empty();
      }
      throw perhapsThereIsNoStream;
    }
  }

  private static Telling telling(Entry row, BucketRef bucket, Instant madeAt) {
    try {
      return FORMAT.read(row.body()).telling(bucket, madeAt);
    } catch (IOException | IllegalArgumentException unreadable) {
      LOG.log(
          System.Logger.Level.WARNING,
          "a mapping cannot be read, so its bucket keeps everything; key={0}",
          row.subject());
      return Telling.UNTOLD;
    }
  }
}
