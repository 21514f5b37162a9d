package io.edgemq.application;

import io.edgemq.domain.Principal;
import io.edgemq.domain.StoreException;
import io.edgemq.domain.kv.BucketBounds;
import io.edgemq.domain.kv.KeyFilter;
import io.edgemq.domain.kv.KvEntry;
import io.edgemq.ports.in.BoundlessRoom;
import io.edgemq.ports.in.MessageStream;
import io.edgemq.ports.in.Room;
import io.edgemq.ports.in.StreamItem;
import io.edgemq.ports.out.BucketReader;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// One reader's watch of a bucket, with a store's reader of its own. What finds no room in memory
/// is dropped and read again when there is some.
///
/// The reader's own thread calls [#next]; any thread ends it.
final class BucketWatch implements MessageStream, StreamPlaces.OpenStream {
  private static final Logger LOG = System.getLogger(BucketWatch.class.getName());

  /// How many entries are read ahead at most: each may be as large as a message.
  private static final int PAGE = 16;

  /// A wait for room ends after this time, so that the reader sees what others want of it.
  private static final Duration LOOK = Duration.ofMillis(250);

  private static final int OVERHEAD = 256;

  private final StreamPlaces places;
  private final WatchedBucket bucket;
  private final Request request;
  private final Expiry expiry;
  private final ReaderProgress progress;
  private final AtomicReference<StreamItem.@Nullable Reason> endReason = new AtomicReference<>();
  private volatile @Nullable BucketReader reader;
  private Room room = new BoundlessRoom();
  private StreamItem.@Nullable Gap gap;
  private long position;
  private long held;
  private long missing;
  private @Nullable Long waitsSince;
  private boolean reopened;
  private boolean finished;

  /// What a watch reads for whom.
  record Request(Principal principal, KeyFilter filter) {}

  /// Where a watch begins.
  ///
  /// @param after the revision behind which it does
  /// @param gap what the reader misses; null: nothing
  record Beginning(long after, StreamItem.@Nullable Gap gap) {
    /// Behind `revision`, of which nothing is missing.
    static Beginning at(long revision) {
      return new Beginning(revision, null);
    }

    /// Behind `cursor`. One that is beyond the end goes on at the end, as in a topic; one that is
    /// too old goes on with what is kept behind it.
    static Beginning of(long cursor, BucketBounds bounds) {
      if (!bounds.hasGapAfter(cursor)) {
        return at(cursor);
      }
      var gap = new StreamItem.Gap(cursor + 1, bounds.since() + 1, bounds.last());
      return new Beginning(Math.min(cursor, bounds.last()), gap);
    }
  }

  BucketWatch(StreamPlaces places, WatchedBucket bucket, Request request, Beginning beginning) {
    this.places = places;
    this.bucket = bucket;
    this.request = request;
    this.expiry = new Expiry(request.principal().expiresAt(), places.clock());
    this.progress = new ReaderProgress(places.traffic(), request.principal().tenant());
    this.position = beginning.after();
    this.gap = beginning.gap();
  }

  @Override
  public void keepIn(Room other) {
    room = other;
  }

  @Override
  public List<StreamItem> next(Duration wait) throws InterruptedException {
    release();
    if (finished) {
      return List.of();
    }
    try {
      return progress.got(await(System.nanoTime() + wait.toNanos()));
    } catch (StoreException outage) {
      LOG.log(Level.WARNING, "a watch lost its store", outage);
      return finish(StreamItem.Reason.UNAVAILABLE);
    }
  }

  private List<StreamItem> await(long deadline) throws InterruptedException {
    var told = gap;
    if (told != null) {
      gap = null;
      return List.of(told);
    }
    while (true) {
      var items = endReason() == null ? advance(expiry.orBefore(deadline)) : List.<StreamItem>of();
      var reason = finished ? null : endReason();
      if (reason != null) {
        release();
        return finish(reason);
      }
      if (!items.isEmpty()) {
        return items;
      }
      if (System.nanoTime() - deadline >= 0) {
        return progress.passed(position);
      }
    }
  }

  private StreamItem.@Nullable Reason endReason() {
    return expiry.isOver() ? StreamItem.Reason.EXPIRED : endReason.get();
  }

  /// What comes next up to `deadline`; empty when nothing wanted does, or when there is no room.
  private List<StreamItem> advance(long deadline) throws InterruptedException {
    if (missing > 0 && !hasRoom(deadline)) {
      return isOverdue() ? finish(StreamItem.Reason.OVERLOADED) : List.of();
    }
    var current = opened();
    if (current == null) {
      return finish(StreamItem.Reason.DELETED);
    }
    var lost = gap;
    if (lost != null) {
      gap = null;
      return List.of(lost);
    }
    if (endReason.get() != null) {
      return List.of();
    }
    var wait = Duration.ofNanos(Math.max(0, deadline - System.nanoTime()));
    return switch (current.next(PAGE, wait)) {
      case BucketReader.Entries(var entries, long through) -> take(entries, through);
      case BucketReader.Ended _ ->
          endReason.get() == null ? finish(StreamItem.Reason.DELETED) : List.of();
    };
  }

  private @Nullable BucketReader opened() {
    if (reader == null) {
      reader = bucket.follow(position).orElse(null);
      gap = reopened && reader != null ? bucket.lost(position) : null;
      reopened = true;
    }
    return reader;
  }

  /// As many of the entries as are wanted and there is room for.
  private List<StreamItem> take(List<KvEntry> entries, long through) {
    var items = new ArrayList<StreamItem>(entries.size());
    long bytes = 0;
    for (var entry : entries) {
      if (request.filter().accepts(entry.key())) {
        long size = entry.sizeInBytes() + OVERHEAD;
        bytes += size;
        if (bytes > Held.FREE && !hold(size)) {
          lacksRoomFor(size);
          return items;
        }
        items.add(new StreamItem.Written(entry));
      }
      position = Math.max(position, entry.revision());
    }
    position = Math.max(position, through);
    waitsSince = null;
    return items;
  }

  private boolean hold(long size) {
    long cost = room.cost(size);
    if (!room.takeNow(cost)) {
      return false;
    }
    held += cost;
    return true;
  }

  /// What was read and is not told is read again, by another reader of the store.
  private void lacksRoomFor(long size) {
    missing = room.cost(size);
    waitsSince = waitsSince == null ? Long.valueOf(System.nanoTime()) : waitsSince;
    dropReader();
  }

  /// Waits a moment for what is missing. It is not kept: what is read takes its place.
  private boolean hasRoom(long deadline) throws InterruptedException {
    long left = Math.min(LOOK.toNanos(), Math.max(0, deadline - System.nanoTime()));
    if (!room.take(missing, Duration.ofNanos(left))) {
      return false;
    }
    room.give(missing);
    missing = 0;
    return true;
  }

  private boolean isOverdue() {
    var since = waitsSince;
    return since != null && System.nanoTime() - since >= room.patience().toNanos();
  }

  private void release() {
    room.give(held);
    held = 0;
  }

  private List<StreamItem> finish(StreamItem.Reason reason) {
    finished = true;
    return List.of(new StreamItem.Closed(reason, places.jitter()));
  }

  @Override
  public Principal principal() {
    return request.principal();
  }

  /// The first reason counts. A reader that is opened meanwhile sees the reason before it waits.
  @Override
  public void end(StreamItem.Reason reason) {
    endReason.compareAndSet(null, reason);
    var current = reader;
    if (current != null) {
      current.close();
    }
  }

  /// Its waits end in time by themselves.
  @Override
  public void wakeWhenOverdue(long now) {}

  private void dropReader() {
    var current = reader;
    reader = null;
    if (current != null) {
      current.close();
    }
  }

  @Override
  public void close() {
    finished = true;
    dropReader();
    release();
    boolean unused = places.closed(this);
  }
}
