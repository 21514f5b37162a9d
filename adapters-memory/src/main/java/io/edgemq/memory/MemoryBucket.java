package io.edgemq.memory;

import io.edgemq.domain.kv.Bucket;
import io.edgemq.domain.kv.BucketBounds;
import io.edgemq.domain.kv.BucketConfig;
import io.edgemq.domain.kv.BucketState;
import io.edgemq.domain.kv.KvChange;
import io.edgemq.domain.kv.KvEntry;
import io.edgemq.domain.kv.KvKey;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.locks.Condition;
import org.jspecify.annotations.Nullable;

/// One bucket and what it keeps. Call [#passTime] before anything else: it marks what has expired
/// and drops old markers.
final class MemoryBucket {
  private final ChangeTopic told;
  private final Condition changed;
  private final NavigableMap<String, List<KeptEntry>> keys = new TreeMap<>();
  private final TreeMap<Long, KeptEntry> entries = new TreeMap<>();
  private final TreeSet<Due> dues = new TreeSet<>();
  private Bucket bucket;
  private long since;
  private long last;
  private long values;
  private long bytes;
  private boolean removed;

  /// When there is something to do about an entry.
  private record Due(Instant at, long revision) implements Comparable<Due> {
    private static final Comparator<Due> ORDER =
        Comparator.comparing(Due::at).thenComparing(Due::revision);

    @Override
    public int compareTo(Due other) {
      return ORDER.compare(this, other);
    }
  }

  /// @param former the revision behind which it begins to count
  MemoryBucket(Bucket bucket, long former, ChangeTopic told, Condition changed) {
    this.bucket = bucket;
    this.since = former;
    this.last = former;
    this.told = told;
    this.changed = changed;
  }

  Bucket bucket() {
    return bucket;
  }

  BucketConfig config() {
    return bucket.config();
  }

  Condition changed() {
    return changed;
  }

  boolean isRemoved() {
    return removed;
  }

  void markRemoved() {
    removed = true;
    changed.signalAll();
  }

  BucketBounds bounds() {
    return new BucketBounds(since, last);
  }

  BucketState state() {
    return new BucketState(values, bytes, last);
  }

  long bytes() {
    return bytes;
  }

  /// The kept revisions of each key, by key in byte order.
  NavigableMap<String, List<KeptEntry>> keys() {
    return keys;
  }

  /// The kept revisions of `key`, oldest first.
  List<KeptEntry> of(KvKey key) {
    return keys.getOrDefault(key.value(), List.of());
  }

  /// The newest revision of `key`, if that is a value.
  Optional<KeptEntry> value(KvKey key) {
    var kept = of(key);
    return kept.isEmpty()
        ? Optional.empty()
        : Optional.of(kept.getLast()).filter(newest -> newest.entry().isPut());
  }

  /// The entry with that revision, if it is kept.
  Optional<KvEntry> at(long revision) {
    return Optional.ofNullable(entries.get(revision)).map(KeptEntry::entry);
  }

  /// What is kept behind `revision`, in order.
  Collection<KeptEntry> behind(long revision) {
    return entries.tailMap(revision, false).values();
  }

  /// Whether the limit of bytes lets `key` be written with a value of `size` bytes.
  boolean hasRoom(KvKey key, long size) {
    var limit = config().maxBytes();
    if (limit == null) {
      return true;
    }
    var kept = of(key);
    int dropped = Math.max(0, kept.size() + 1 - config().history());
    long freed = kept.stream().limit(dropped).mapToLong(e -> e.entry().sizeInBytes()).sum();
    return bytes - freed + key.sizeInBytes() + size <= limit;
  }

  /// What is written.
  ///
  /// @param born when the time of a value begins; null: now
  /// @param ttl as in [KeptEntry]
  record Write(
      KvKey key, KvChange change, int hops, @Nullable Instant born, @Nullable Duration ttl) {}

  /// Writes, tells the topic, and returns the revision.
  long write(Write write, Instant now) {
    var key = write.key();
    if (write.change().removesHistory()) {
      List.copyOf(of(key)).forEach(this::drop);
    }
    var entry = new KvEntry(key, ++last, now, write.change(), write.hops());
    add(new KeptEntry(entry, write.born() == null ? now : write.born(), write.ttl()));
    trim(of(key));
    told.tell(config().changeStream(), entry, now);
    changed.signalAll();
    return last;
  }

  private void add(KeptEntry kept) {
    var entry = kept.entry();
    var revisions = keys.computeIfAbsent(entry.key().value(), _ -> new ArrayList<>());
    values -= !revisions.isEmpty() && revisions.getLast().entry().isPut() ? 1 : 0;
    values += entry.isPut() ? 1 : 0;
    revisions.add(kept);
    entries.put(entry.revision(), kept);
    bytes += entry.sizeInBytes();
    kept.due(config()).ifPresent(at -> dues.add(new Due(at, entry.revision())));
  }

  private void trim(List<KeptEntry> revisions) {
    int dropped = revisions.size() - config().history();
    if (dropped > 0) {
      List.copyOf(revisions.subList(0, dropped)).forEach(this::drop);
    }
  }

  private void drop(KeptEntry kept) {
    var entry = kept.entry();
    var revisions = of(entry.key());
    values -= isNewest(kept) && entry.isPut() ? 1 : 0;
    revisions.removeIf(each -> each.entry().revision() == entry.revision());
    if (revisions.isEmpty()) {
      keys.remove(entry.key().value());
    }
    entries.remove(entry.revision());
    bytes -= entry.sizeInBytes();
    kept.due(config()).ifPresent(at -> dues.remove(new Due(at, entry.revision())));
  }

  private boolean isNewest(KeptEntry kept) {
    var entry = kept.entry();
    return of(entry.key()).getLast().entry().revision() == entry.revision();
  }

  /// Marks what has expired, in the order of its ends, and drops markers that are old.
  void passTime(Instant now) {
    while (!dues.isEmpty() && !dues.first().at().isAfter(now)) {
      end(entries.get(dues.first().revision()), now);
    }
  }

  private void end(@Nullable KeptEntry kept, Instant now) {
    if (kept == null) {
      throw new IllegalStateException("something is due about what is not kept");
    }
    var key = kept.entry().key();
    if (!isNewest(kept)) {
      drop(kept);
    } else if (kept.entry().isPut()) {
      long unused = write(new Write(key, new KvChange.Expired(), 0, null, null), now);
    } else {
      since = Math.max(since, kept.entry().revision());
      List.copyOf(of(key)).forEach(this::drop);
    }
  }

  /// Replaces the configuration.
  void configure(BucketConfig config, Instant now) {
    bucket = new Bucket(bucket.name(), config, bucket.createdAt());
    dues.clear();
    entries.forEach(
        (revision, kept) -> kept.due(config).ifPresent(at -> dues.add(new Due(at, revision))));
    List.copyOf(keys.values()).forEach(this::trim);
    passTime(now);
  }
}
