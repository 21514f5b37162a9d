package io.edgemq.testkit.model;

import io.edgemq.domain.kv.BucketBounds;
import io.edgemq.domain.kv.BucketConfig;
import io.edgemq.domain.kv.BucketState;
import io.edgemq.domain.kv.Counter;
import io.edgemq.domain.kv.KeyFilter;
import io.edgemq.domain.kv.KvChange;
import io.edgemq.domain.kv.KvCondition;
import io.edgemq.domain.kv.KvEntry;
import io.edgemq.domain.kv.KvKey;
import io.edgemq.domain.kv.KvValue;
import io.edgemq.ports.out.BucketReader;
import io.edgemq.ports.out.KvStore;
import io.edgemq.testkit.model.ModelKey.Version;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Says whether what a store answered about a bucket is allowed. It is told every call with its
/// answer, in order, and when it was made; each method throws [Disallowed] when no right store
/// answers so. A store may choose when, within two seconds, it gives an expiry its revision, and
/// whether at all when the key is written again before; and when it drops what is old. The clock
/// must not be set back.
public final class KvModel {
  private final BucketConfig config;
  private final Map<KvKey, ModelKey> keys = new TreeMap<>();
  private final Map<Long, KvEntry> known = new HashMap<>();
  private final ModelExpiries expiries = new ModelExpiries();

  /// Whether there may be markers of which it is not known that they are there.
  private boolean blurred;

  /// Of a new, empty bucket.
  public KvModel(BucketConfig config) {
    this.config = config;
  }

  /// The newest revision that is known.
  public long last() {
    return expiries.last();
  }

  /// The newest revision of a key that has a value; 0 when it has none.
  public long current(Instant now, KvKey key) {
    return of(key).value(now).map(v -> v.entry().revision()).orElse(0L);
  }

  private ModelKey of(KvKey key) {
    return keys.computeIfAbsent(key, _ -> new ModelKey(config));
  }

  private void begin(Instant now) {
    keys.forEach(
        (key, state) -> {
          if (state.hasExpired(now)) {
            expiries.expired(key);
          }
        });
  }

  private boolean holds(Instant now, KvKey key, KvCondition condition) {
    return condition.holds(of(key).value(now).map(v -> v.entry().revision()));
  }

  /// Told that a value was written.
  public void put(Instant now, KvStore.Put put, KvStore.PutResult answer) {
    begin(now);
    if (!holds(now, put.key(), put.condition())) {
      expect(answer, new KvStore.Mismatch());
      return;
    }
    var change = new KvChange.Put(put.value());
    switch (answer) {
      case KvStore.Written(long revision) ->
          write(now, new KvEntry(put.key(), revision, ms(now), change, put.hops()), now, put.ttl());
      case KvStore.Mismatch _, KvStore.BucketFull _, KvStore.TooLarge _, KvStore.NoSuchBucket _ ->
          throw new Disallowed("put answered " + answer);
    }
  }

  /// Told that a key was removed.
  public void removed(Instant now, KvStore.Removal removal, KvStore.RemoveResult answer) {
    begin(now);
    if (!holds(now, removal.key(), removal.condition())) {
      expect(answer, new KvStore.Mismatch());
      return;
    }
    if (of(removal.key()).value(now).isEmpty()) {
      expect(answer, new KvStore.NothingThere());
      return;
    }
    KvChange change =
        switch (removal.kind()) {
          case DELETE -> new KvChange.Deleted();
          case PURGE -> new KvChange.Purged();
        };
    switch (answer) {
      case KvStore.Written(long revision) ->
          write(
              now,
              new KvEntry(removal.key(), revision, ms(now), change, removal.hops()),
              now,
              null);
      case KvStore.Mismatch _, KvStore.NothingThere _, KvStore.NoSuchBucket _ ->
          throw new Disallowed("the removal answered " + answer);
    }
  }

  /// Told that somebody counted.
  public void counted(Instant now, KvStore.Increment count, KvStore.IncrementResult answer) {
    begin(now);
    var before = of(count.key()).value(now);
    var text = before.map(v -> valueOf(v.entry())).orElse(Counter.value(0));
    switch (Counter.add(text.payload(), count.delta())) {
      case Counter.NotACounter _ -> expect(answer, new KvStore.NotACounter());
      case Counter.Overflow _ -> expect(answer, new KvStore.Overflow());
      case Counter.Counted(long sum) -> {
        Disallowed.unless(
            answer instanceof KvStore.Incremented done && done.value() == sum,
            "counted " + answer + " instead of " + sum);
        long revision = ((KvStore.Incremented) answer).revision();
        var change = new KvChange.Put(Counter.value(sum));
        var entry = new KvEntry(count.key(), revision, ms(now), change, count.hops());
        var born = before.map(Version::born).orElse(now);
        write(now, entry, born, before.isPresent() ? before.get().ttl() : count.ttl());
      }
    }
  }

  private static KvValue valueOf(KvEntry entry) {
    return switch (entry.change()) {
      case KvChange.Put(var value) -> value;
      case KvChange.Deleted _, KvChange.Purged _, KvChange.Expired _ ->
          throw new IllegalStateException("a marker has no value");
    };
  }

  private static Instant ms(Instant now) {
    return now.truncatedTo(ChronoUnit.MILLIS);
  }

  private static void expect(Object answer, Object right) {
    Disallowed.unless(answer.equals(right), "answered " + answer + " instead of " + right);
  }

  private void write(Instant now, KvEntry entry, Instant born, @Nullable Duration ttl) {
    Disallowed.unless(entry.revision() > last(), entry.revision() + " is given after " + last());
    expiries.reach(entry.revision());
    var state = of(entry.key());
    if (state.endBefore(now)) {
      expiries.over(entry.key());
      blurred = true;
    }
    state.add(new Version(entry, born, ttl));
    known.put(entry.revision(), entry);
  }

  /// An entry that a store showed: what is known, or an expiry that now is.
  private void check(Instant now, KvEntry entry) {
    var right = known.get(entry.revision());
    if (right != null) {
      expect(entry, right);
      return;
    }
    expiries.explain(entry);
    known.put(entry.revision(), entry);
    var state = of(entry.key());
    // It may be the expiry of an earlier value, too.
    boolean newer = state.newest().filter(v -> v.entry().revision() < entry.revision()).isPresent();
    if (newer && state.hasExpired(now)) {
      expiries.over(entry.key());
      state.add(new Version(entry, now, null));
    }
  }

  /// Told what a key has.
  public void read(Instant now, KvKey key, KvStore.GetResult answer) {
    begin(now);
    KvStore.GetResult right =
        of(key)
            .value(now)
            .<KvStore.GetResult>map(v -> new KvStore.Found(v.entry()))
            .orElseGet(KvStore.Missing::new);
    expect(answer, right);
  }

  /// Told what a key got with a revision.
  public void readAt(Instant now, KvKey key, long revision, KvStore.GetResult answer) {
    begin(now);
    switch (answer) {
      case KvStore.Found(var entry) -> {
        expect(entry.key(), key);
        expect(entry.revision(), revision);
        boolean kept = entry.isPut() && of(key).possible(now).contains(entry);
        Disallowed.unless(kept, "shows " + entry + ", which is not kept");
      }
      case KvStore.Missing _ -> {
        var entry = known.get(revision);
        boolean there = entry != null && entry.isPut() && of(key).certain(now).contains(entry);
        Disallowed.unless(!there, "does not know " + entry);
      }
      case KvStore.NoSuchBucket _ -> throw new Disallowed("there is no bucket");
    }
  }

  /// Told the history of a key.
  public void told(Instant now, KvKey key, List<KvEntry> answer) {
    begin(now);
    answer.forEach(entry -> check(now, entry));
    var state = of(key);
    Disallowed.unless(
        answer.containsAll(state.certain(now)), "tells " + answer + " of " + state.certain(now));
    Disallowed.unless(answer.size() <= config.history(), "tells " + answer.size() + " revisions");
    long before = 0;
    for (var entry : answer) {
      expect(entry.key(), key);
      Disallowed.unless(entry.revision() > before, "tells " + answer + " in that order");
      boolean kept =
          state.possible(now).contains(entry) || entry.change() instanceof KvChange.Expired;
      Disallowed.unless(kept, "tells " + entry + ", which is not kept");
      before = entry.revision();
    }
  }

  /// Told every key that `filter` accepts.
  public void listed(Instant now, KeyFilter filter, List<KvEntry> answer) {
    begin(now);
    var right =
        keys.entrySet().stream()
            .filter(e -> filter.accepts(e.getKey()))
            .flatMap(e -> e.getValue().value(now).stream())
            .map(Version::entry)
            .toList();
    expect(answer, right);
  }

  /// Told what the bucket holds.
  public void looked(Instant now, BucketState state, BucketBounds bounds) {
    begin(now);
    long values = keys.values().stream().filter(k -> k.value(now).isPresent()).count();
    long bytes =
        keys.values().stream()
            .flatMap(k -> k.certain(now).stream())
            .mapToLong(KvEntry::sizeInBytes)
            .sum();
    boolean exact =
        !blurred
            && expiries.unexplained() == 0
            && keys.values().stream().allMatch(k -> k.isExact(now));
    Disallowed.unless(
        exact ? state.bytes() == bytes : state.bytes() >= bytes,
        "holds " + state.bytes() + " bytes instead of " + bytes);
    Disallowed.unless(
        exact ? state.keys() == values : state.keys() >= values,
        "holds " + state.keys() + " keys instead of " + values);
    Disallowed.unless(
        state.lastRevision() >= last() && bounds.last() <= last() + expiries.unexplained(),
        "ends at " + bounds.last() + " instead of " + last());
    var marker = known.get(bounds.since());
    Disallowed.unless(
        bounds.since() == 0 || marker == null || isOld(marker, now),
        "can tell nothing before " + marker);
  }

  private static boolean isOld(KvEntry entry, Instant now) {
    return !entry.isPut() && !entry.timestamp().plus(KvEntry.MARKERS_KEPT).isAfter(now);
  }

  /// Told what a reader found that has seen everything up to `cursor`, and did not wait; what it
  /// has
  /// seen then.
  public long followed(Instant now, long cursor, int max, BucketReader.Entries news) {
    begin(now);
    long before = cursor;
    for (var entry : news.entries()) {
      Disallowed.unless(entry.revision() > before, "told " + news + " in that order");
      check(now, entry);
      before = entry.revision();
    }
    Disallowed.unless(news.through() >= before, "has come to " + news.through() + " only");
    var missing =
        keys.values().stream()
            .flatMap(k -> k.certain(now).stream())
            .filter(e -> e.revision() > cursor && e.revision() <= news.through())
            .filter(e -> !news.entries().contains(e))
            .toList();
    Disallowed.unless(missing.isEmpty(), "passes over " + missing);
    Disallowed.unless(news.entries().size() <= max, "told more than " + max);
    Disallowed.unless(
        news.entries().size() == max || news.through() >= last(), "stops at " + news.through());
    return news.through();
  }
}
