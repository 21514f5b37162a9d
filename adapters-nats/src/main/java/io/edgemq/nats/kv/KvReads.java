package io.edgemq.nats.kv;

import io.edgemq.domain.Paging;
import io.edgemq.domain.Slice;
import io.edgemq.domain.kv.KeyFilter;
import io.edgemq.domain.kv.KvChange;
import io.edgemq.domain.kv.KvEntry;
import io.edgemq.domain.kv.KvKey;
import io.edgemq.jetstream.kv.KeyList;
import io.edgemq.jetstream.kv.KvStream;
import io.edgemq.ports.out.KvStore.Found;
import io.edgemq.ports.out.KvStore.GetResult;
import io.edgemq.ports.out.KvStore.Missing;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Reads values, histories and lists of keys.
final class KvReads {
  /// How many keys a list looks at for one page, at least: some may have no value.
  private static final int LOOKED_AT = 1_000;

  /// How many values are fetched at once; a value may be as large as a message.
  private static final int FIRST = 16;

  private static final int MOST = 128;
  private static final int PAGE = 256;
  private static final int PAGE_BYTES = 4 << 20;

  /// How many bytes of a key's later revisions are read with one that is asked for.
  private static final int FEW_BYTES = 64 << 10;

  private final KvUpkeep upkeep;
  private final InstantSource clock;

  KvReads(KvUpkeep upkeep, InstantSource clock) {
    this.upkeep = upkeep;
    this.clock = clock;
  }

  GetResult get(KvBucket bucket, KvKey key) {
    return found(value(bucket, bucket.last(key)));
  }

  private static GetResult found(Optional<KvEntry> entry) {
    return entry.<GetResult>map(Found::new).orElseGet(Missing::new);
  }

  /// The value, if it is one; a key that should have been settled is settled soon.
  private Optional<KvEntry> value(KvBucket bucket, Optional<StoredEntry> newest) {
    var now = clock.instant();
    if (newest.filter(found -> found.isOverAt(now) || found.isForgottenAt(now)).isPresent()) {
      upkeep.look(bucket, newest.get().entry().key());
    }
    return newest.filter(found -> found.isThereAt(now)).map(StoredEntry::entry);
  }

  /// Looks at the key's entries from there on: `history` newer ones replace it.
  GetResult get(KvBucket bucket, KvKey key, long revision) {
    if (revision < 1) {
      return new Missing();
    }
    return found(
        kept(bucket, key, revision).filter(entry -> entry.change() instanceof KvChange.Put));
  }

  /// What the key got with `revision`, if the bucket shows it.
  Optional<KvEntry> kept(KvBucket bucket, KvKey key, long revision) {
    int history = bucket.config().history();
    var entries = from(bucket, key, revision, history + 1);
    return entries.size() > history || !begins(entries, revision)
        ? Optional.empty()
        : StoredEntry.shown(entries, history, clock.instant()).stream()
            .filter(entry -> entry.revision() == revision)
            .findFirst();
  }

  private static boolean begins(List<StoredEntry> entries, long revision) {
    return !entries.isEmpty() && entries.getFirst().entry().revision() == revision;
  }

  /// Up to `most` entries of the key from `revision` on, if that is its revision. Only the first
  /// one
  /// has its value for sure: there may be many, and large ones.
  private static List<StoredEntry> from(KvBucket bucket, KvKey key, long revision, int most) {
    var page = bucket.keys().from(key, revision, most, FEW_BYTES);
    var entries = new ArrayList<>(entries(bucket, page));
    if (page.more() && entries.size() < most && begins(entries, revision)) {
      long next = entries.getLast().entry().revision() + 1;
      entries.addAll(KvCount.entries(bucket, key, next, most - entries.size()));
    }
    return entries;
  }

  private static List<StoredEntry> entries(KvBucket bucket, KvStream.Page page) {
    return page.entries().stream().flatMap(message -> bucket.entry(message).stream()).toList();
  }

  /// A bucket whose entries must all be told may have more of them than it shows.
  List<KvEntry> history(KvBucket bucket, KvKey key) {
    int history = bucket.config().history();
    var entries = newest(bucket, key, history);
    var unused =
        value(bucket, entries.isEmpty() ? Optional.empty() : Optional.of(entries.getLast()));
    return StoredEntry.shown(entries, history, clock.instant());
  }

  /// The newest `most` entries of the key, the oldest first.
  static List<StoredEntry> newest(KvBucket bucket, KvKey key, int most) {
    var newest = new ArrayDeque<StoredEntry>();
    long next = 1;
    while (true) {
      var page = bucket.keys().from(key, next, PAGE, PAGE_BYTES);
      for (var entry : entries(bucket, page)) {
        newest.addLast(entry);
        if (newest.size() > most) {
          newest.removeFirst();
        }
      }
      if (!page.more()) {
        return List.copyOf(newest);
      }
      next = page.entries().getLast().sequence() + 1;
    }
  }

  Slice<KvEntry> list(KvBucket bucket, KeyFilter filter, Paging paging, long maxBytes) {
    int looked = (int) Math.min(Math.max(LOOKED_AT, 2L * paging.limit()), 100_000);
    var query = new KeyList.Query(filter.value(), paging.after(), looked);
    var keys = KeyList.read(bucket.cluster(), bucket.keys().names(), query);
    bucket.passedOver(keys.foreign());
    bucket.reaches(keys.through());
    var page = new ArrayList<KvEntry>();
    long bytes = 0;
    int at = 0;
    int chunk = FIRST;
    while (at < keys.keys().size()) {
      var some = keys.keys().subList(at, Math.min(keys.keys().size(), at + chunk));
      var found = bucket.keys().last(some, keys.through());
      for (var key : some) {
        var message = Optional.ofNullable(found.get(key));
        var entry = value(bucket, message.flatMap(bucket::entry));
        if (entry.isPresent()) {
          bytes += entry.get().sizeInBytes();
          if (page.size() == paging.limit() || (bytes > maxBytes && !page.isEmpty())) {
            return new Slice<>(page, page.getLast().key().value());
          }
          page.add(entry.get());
        }
      }
      at += some.size();
      chunk = bytes / at < maxBytes / MOST ? MOST : FIRST;
    }
    return new Slice<>(page, keys.more() ? keys.keys().getLast().value() : null);
  }
}
