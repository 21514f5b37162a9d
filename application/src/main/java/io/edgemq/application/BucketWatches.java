package io.edgemq.application;

import io.edgemq.domain.BucketName;
import io.edgemq.domain.BucketRef;
import io.edgemq.domain.Principal;
import io.edgemq.domain.Start;
import io.edgemq.domain.kv.BucketBounds;
import io.edgemq.domain.kv.KeyFilter;
import io.edgemq.ports.in.Cursor;
import io.edgemq.ports.in.MessageStream;
import io.edgemq.ports.in.Outcome;
import io.edgemq.ports.in.Refusal;
import io.edgemq.ports.in.WatchBuckets;
import io.edgemq.ports.out.BucketCatalog;
import io.edgemq.ports.out.KvStore;

/// Opens watches: streams that read a bucket as it is written.
public final class BucketWatches implements WatchBuckets {
  private final BucketAccess access;
  private final BucketCatalog catalog;
  private final KvStore kv;
  private final StreamPlaces places;

  /// @param places shared with the streams of topics
  public BucketWatches(Access access, BucketCatalog catalog, KvStore kv, StreamPlaces places) {
    this.access = access.buckets();
    this.catalog = catalog;
    this.kv = kv;
    this.places = places;
  }

  @Override
  public Outcome<MessageStream> watch(
      Principal who, BucketName bucket, KeyFilter filter, Cursor cursor) {
    return access
        .toRead(who, bucket)
        .then(ref -> open(who, ref, filter, cursor))
        .then(Outcome::done);
  }

  private Outcome<BucketWatch> open(Principal who, BucketRef ref, KeyFilter filter, Cursor cursor) {
    var objection = places.objection();
    if (objection.isPresent()) {
      return Outcome.refused(objection.get());
    }
    var bucket = catalog.find(ref);
    var bounds = kv.bounds(ref);
    if (bucket.isEmpty() || bounds.isEmpty()) {
      return Outcome.refused(new Refusal.NoSuchBucket(ref.name()));
    }
    var begin = begin(cursor, bounds.get());
    var watched =
        new WatchedBucket(new WatchedBucket.Stores(catalog, kv), ref, bucket.get(), bounds.get());
    return places.open(
        who, () -> new BucketWatch(places, watched, new BucketWatch.Request(who, filter), begin));
  }

  /// Where a watch begins. What was written before a bucket was made, and what is kept of it, is
  /// everything: who asks for that misses nothing.
  private static BucketWatch.Beginning begin(Cursor cursor, BucketBounds bounds) {
    return switch (cursor) {
      case Cursor.Default _ -> BucketWatch.Beginning.at(bounds.last());
      case Cursor.After(long revision) -> BucketWatch.Beginning.of(revision, bounds);
      case Cursor.From(Start start) ->
          switch (start) {
            case Start.Earliest _ -> BucketWatch.Beginning.at(0);
            case Start.Latest _ -> BucketWatch.Beginning.at(bounds.last());
            case Start.AtSequence(long revision) ->
                BucketWatch.Beginning.of(Math.max(0, revision - 1), bounds);
            case Start.AtTime _, Start.LastN _ ->
                throw new IllegalArgumentException("a watch begins at a revision, not at " + start);
          };
    };
  }
}
