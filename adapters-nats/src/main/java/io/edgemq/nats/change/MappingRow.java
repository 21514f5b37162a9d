package io.edgemq.nats.change;

import io.edgemq.domain.BucketRef;
import io.edgemq.domain.TopicName;
import io.edgemq.domain.kv.Bucket;
import io.edgemq.domain.kv.ChangeStream;
import io.edgemq.domain.kv.ChangeStream.Leg;
import io.edgemq.domain.kv.ChangeStream.Source;
import io.edgemq.jetstream.table.Row;
import io.edgemq.nats.catalog.Incarnated;
import io.edgemq.nats.catalog.Mappings;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// A row of the bucket of mappings.
public sealed interface MappingRow {
  /// What the incarnations of rows that were written by hand begin at: no bucket of ours ever has
  /// one of them.
  long BY_HAND = 1L << 50;

  /// The bucket whose writes are told.
  BucketRef bucket();

  /// A row that says everything.
  record Whole(ChangeStream stream) implements MappingRow {
    @Override
    public BucketRef bucket() {
      return stream.bucket();
    }
  }

  /// A row that somebody wrote by hand. It begins with the next write of a foreign bucket, and with
  /// the first one that is kept of a bucket of ours.
  ///
  /// @param foreign whether it says that the bucket is foreign
  record Written(BucketRef bucket, TopicName target, Instant createdAt, Optional<Source> foreign)
      implements MappingRow {}

  /// What the row says about the bucket of ours that was made at `madeAt`.
  default Mappings.Telling telling(BucketRef own, Instant madeAt) {
    if (!bucket().equals(own)) {
      return Mappings.Telling.NONE;
    }
    return switch (this) {
      case Whole(var stream) ->
          stream.source() == Source.OWN && stream.incarnation() == madeAt.toEpochMilli()
              ? Mappings.Telling.UNTOLD
              : Mappings.Telling.NONE;
      case Written(_, _, _, var foreign) ->
          foreign.isEmpty() ? Mappings.Telling.WRITTEN : Mappings.Telling.NONE;
    };
  }

  /// The change stream of a row.
  ///
  /// @param own the bucket of ours that has the name, if there is one
  static ChangeStream stream(Row<MappingRow> row, Optional<Incarnated<Bucket>> own) {
    return switch (row.value()) {
      case Whole(var stream) -> stream;
      case Written(var bucket, var target, var createdAt, var foreign) -> {
        boolean isOwn = foreign.isEmpty() && own.isPresent();
        yield new ChangeStream(
            bucket,
            isOwn ? Source.OWN : Source.FOREIGN,
            isOwn ? own.get().value().createdAt().toEpochMilli() : BY_HAND + row.revision(),
            List.of(new Leg(target, 0, null)),
            createdAt);
      }
    };
  }
}
