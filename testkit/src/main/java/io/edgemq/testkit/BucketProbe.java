package io.edgemq.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.domain.BucketRef;
import io.edgemq.domain.Paging;
import io.edgemq.domain.Payload;
import io.edgemq.domain.Slice;
import io.edgemq.domain.kv.BucketBounds;
import io.edgemq.domain.kv.BucketConfig;
import io.edgemq.domain.kv.BucketState;
import io.edgemq.domain.kv.KeyFilter;
import io.edgemq.domain.kv.KvChange;
import io.edgemq.domain.kv.KvCondition;
import io.edgemq.domain.kv.KvEntry;
import io.edgemq.domain.kv.KvKey;
import io.edgemq.domain.kv.KvValue;
import io.edgemq.ports.out.BucketCatalog;
import io.edgemq.ports.out.BucketReader;
import io.edgemq.ports.out.KvStore;
import io.edgemq.ports.out.KvStore.Increment;
import io.edgemq.ports.out.KvStore.Put;
import io.edgemq.ports.out.KvStore.Removal;
import io.edgemq.ports.out.KvStore.Removal.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// One bucket of a store under test, in the words of the contract's examples. Works on after a
/// reopening.
public final class BucketProbe {
  private static final long PAGE = 1 << 20;
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Duration SHORT = Duration.ofMillis(50);

  private final KvHarness store;
  private final BucketRef ref;

  BucketProbe(KvHarness store, BucketRef ref) {
    this.store = store;
    this.ref = ref;
  }

  /// The bucket's name from outside.
  public BucketRef ref() {
    return ref;
  }

  private KvStore kv() {
    return store.kv();
  }

  /// A value that says `text`.
  public static KvValue value(String text) {
    return new KvValue("text/plain", new Payload(text.getBytes(UTF_8)));
  }

  /// The text that [#value] was given; `-` for a marker, as SPEC 6 names its operation.
  public static String text(KvEntry entry) {
    return switch (entry.change()) {
      case KvChange.Put(var value) -> new String(value.payload().bytes(), UTF_8);
      case KvChange.Expired _ -> "-expired";
      case KvChange.Deleted _, KvChange.Purged _ -> "-" + entry.change().operation();
    };
  }

  /// Key and text of each entry, as `key=text`.
  public static List<String> told(List<KvEntry> entries) {
    return entries.stream().map(e -> e.key().value() + "=" + text(e)).toList();
  }

  /// A write without condition.
  public static Put write(String key, String text) {
    return new Put(new KvKey(key), value(text), null, KvCondition.NONE, 0);
  }

  /// A write on a condition.
  public static Put writeIf(String key, String text, KvCondition condition) {
    return new Put(new KvKey(key), value(text), null, condition, 0);
  }

  /// Gives the bucket another configuration.
  public void configure(BucketConfig config) {
    var current = store.buckets().find(ref).orElseThrow().config();
    assertThat(store.buckets().update(ref, current, config))
        .isInstanceOf(BucketCatalog.Updated.class);
  }

  /// Writes; the revision.
  public long put(String key, String text) {
    return put(write(key, text));
  }

  /// Writes what lives for `ttl`; the revision.
  public long put(String key, String text, Duration ttl) {
    return put(new Put(new KvKey(key), value(text), ttl, KvCondition.NONE, 0));
  }

  /// Writes; the revision. Fails the test when it was not written.
  public long put(Put put) {
    var result = tryPut(put);
    assertThat(result).isInstanceOf(KvStore.Written.class);
    return ((KvStore.Written) result).revision();
  }

  /// Writes.
  public KvStore.PutResult tryPut(Put put) {
    return kv().put(ref, put);
  }

  /// Deletes; the revision. Fails the test when nothing was written.
  public long delete(String key) {
    return remove(key, Kind.DELETE);
  }

  /// Purges; the revision. Fails the test when nothing was written.
  public long purge(String key) {
    return remove(key, Kind.PURGE);
  }

  private long remove(String key, Kind kind) {
    var result = tryRemove(key, kind, KvCondition.NONE);
    assertThat(result).isInstanceOf(KvStore.Written.class);
    return ((KvStore.Written) result).revision();
  }

  /// Deletes or purges.
  public KvStore.RemoveResult tryRemove(String key, Kind kind, KvCondition condition) {
    return kv().remove(ref, new Removal(new KvKey(key), kind, condition, 0));
  }

  /// Adds to a counter.
  public KvStore.IncrementResult tryIncrement(String key, long delta) {
    return kv().increment(ref, new Increment(new KvKey(key), delta, null, KvCondition.NONE, 0));
  }

  /// Adds to a counter; its new value. Fails the test when it does not count.
  public long increment(String key, long delta) {
    return increment(new Increment(new KvKey(key), delta, null, KvCondition.NONE, 0));
  }

  /// As above.
  public long increment(Increment increment) {
    var result = kv().increment(ref, increment);
    assertThat(result).isInstanceOf(KvStore.Incremented.class);
    return ((KvStore.Incremented) result).value();
  }

  /// The key's newest entry; empty when it has no value. Fails the test when there is no bucket.
  public Optional<KvEntry> get(String key) {
    return found(kv().get(ref, new KvKey(key)));
  }

  /// The text of the key's value; empty when it has none.
  public Optional<String> textOf(String key) {
    return get(key).map(BucketProbe::text);
  }

  /// What the key got with `revision`.
  public Optional<KvEntry> get(String key, long revision) {
    return found(kv().get(ref, new KvKey(key), revision));
  }

  private static Optional<KvEntry> found(KvStore.GetResult result) {
    return switch (result) {
      case KvStore.Found(var entry) -> Optional.of(entry);
      case KvStore.Missing _ -> Optional.empty();
      case KvStore.NoSuchBucket _ -> throw new AssertionError("there is no such bucket");
    };
  }

  /// The kept revisions of the key.
  public List<KvEntry> history(String key) {
    return kv().history(ref, new KvKey(key)).orElseThrow();
  }

  /// The texts of the kept revisions of the key.
  public List<String> texts(String key) {
    return history(key).stream().map(BucketProbe::text).toList();
  }

  /// One page of keys.
  public Slice<KvEntry> list(String filter, Paging paging) {
    return kv().list(ref, new KeyFilter(filter), paging, PAGE).orElseThrow();
  }

  /// All entries that have a value and that `filter` accepts, page by page.
  public List<KvEntry> listAll(String filter) {
    var all = new ArrayList<KvEntry>();
    var page = list(filter, new Paging(null, 3));
    all.addAll(page.items());
    while (page.next() != null) {
      page = list(filter, new Paging(page.next(), 3));
      all.addAll(page.items());
    }
    return all;
  }

  /// The keys of [#listAll].
  public List<String> keys(String filter) {
    return listAll(filter).stream().map(e -> e.key().value()).toList();
  }

  /// What the bucket holds.
  public BucketState state() {
    return kv().state(ref).orElseThrow();
  }

  /// Which cursors miss nothing.
  public BucketBounds bounds() {
    return kv().bounds(ref).orElseThrow();
  }

  /// A reader of what comes behind `after`.
  public BucketReader follow(long after) {
    return kv().follow(ref, after).orElseThrow();
  }

  /// All that a new reader behind `after` finds without waiting.
  public List<KvEntry> kept(long after) {
    try (var reader = follow(after)) {
      return drain(reader, bounds().last());
    }
  }

  /// What `reader` finds up to `revision` at least, waiting for it. A reader that finds nothing
  /// more
  /// says only at the end of a wait how far it has come, so the waits are short.
  public static List<KvEntry> drain(BucketReader reader, long revision) {
    var all = new ArrayList<KvEntry>();
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    long through = 0;
    while (through < revision) {
      assertThat(System.nanoTime() - deadline).as("nothing comes up to " + revision).isNegative();
      var news = next(reader, SHORT);
      all.addAll(news.entries());
      through = news.through();
    }
    return all;
  }

  /// The reader's next entries. Fails the test when it has ended.
  public static BucketReader.Entries next(BucketReader reader, Duration wait) {
    try {
      var news = reader.next(100, wait);
      assertThat(news).isInstanceOf(BucketReader.Entries.class);
      return (BucketReader.Entries) news;
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new AssertionError("nobody interrupts this thread", interrupted);
    }
  }
}
