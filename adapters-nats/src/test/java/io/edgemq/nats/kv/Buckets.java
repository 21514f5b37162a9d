package io.edgemq.nats.kv;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.edgemq.domain.BucketName;
import io.edgemq.domain.BucketRef;
import io.edgemq.domain.Paging;
import io.edgemq.domain.Payload;
import io.edgemq.domain.Placement;
import io.edgemq.domain.TenantId;
import io.edgemq.domain.kv.Bucket;
import io.edgemq.domain.kv.BucketConfig;
import io.edgemq.domain.kv.KeyFilter;
import io.edgemq.domain.kv.KvChange;
import io.edgemq.domain.kv.KvCondition;
import io.edgemq.domain.kv.KvEntry;
import io.edgemq.domain.kv.KvKey;
import io.edgemq.domain.kv.KvValue;
import io.edgemq.nats.NatsStore;
import io.edgemq.ports.out.BucketCatalog;
import io.edgemq.ports.out.KvStore;
import io.edgemq.testkit.TestTime;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A bucket of a store under test, in the words of tests.
record Buckets(NatsStore store, BucketRef ref) {
  static final TenantId TENANT = new TenantId("ac_me");

  /// Makes a bucket of five revisions a key.
  static Buckets make(NatsStore store, String name, @Nullable Duration ttl) {
    return make(store, name, new BucketConfig(5, ttl, null, Placement.DEFAULT, null));
  }

  static Buckets make(NatsStore store, String name, BucketConfig config) {
    var bucket = new Bucket(new BucketName(name), config, TestTime.START);
    var made = store.buckets().create(TENANT, bucket);
    if (!(made instanceof BucketCatalog.Created)) {
      throw new AssertionError("not made: " + made);
    }
    return new Buckets(store, new BucketRef(TENANT, bucket.name()));
  }

  long put(String key, String text) {
    return put(key, text, null);
  }

  long put(String key, String text, @Nullable Duration ttl) {
    var value = new KvValue("text/plain", new Payload(text.getBytes(UTF_8)));
    var put = new KvStore.Put(new KvKey(key), value, ttl, KvCondition.NONE, 0);
    return ((KvStore.Written) store.kv().put(ref, put)).revision();
  }

  /// Writes if the key has no value.
  long take(String key, @Nullable Duration ttl) {
    var value = new KvValue("text/plain", new Payload("mine".getBytes(UTF_8)));
    var put = new KvStore.Put(new KvKey(key), value, ttl, new KvCondition.Absent(), 0);
    return ((KvStore.Written) store.kv().put(ref, put)).revision();
  }

  void remove(String key, KvStore.Removal.Kind kind) {
    var removal = new KvStore.Removal(new KvKey(key), kind, KvCondition.NONE, 0);
    if (!(store.kv().remove(ref, removal) instanceof KvStore.Written)) {
      throw new AssertionError("nothing removed: " + key);
    }
  }

  Optional<KvEntry> entry(String key) {
    return store.kv().get(ref, new KvKey(key)) instanceof KvStore.Found(var entry)
        ? Optional.of(entry)
        : Optional.empty();
  }

  Optional<String> get(String key) {
    return entry(key).map(Buckets::text);
  }

  Optional<String> revision(String key, long revision) {
    return store.kv().get(ref, new KvKey(key), revision) instanceof KvStore.Found(var entry)
        ? Optional.of(text(entry))
        : Optional.empty();
  }

  /// The key's revisions: their texts, and words for markers.
  List<String> history(String key) {
    return store.kv().history(ref, new KvKey(key)).orElseThrow().stream()
        .map(Buckets::text)
        .toList();
  }

  static String text(KvEntry entry) {
    return switch (entry.change()) {
      case KvChange.Put(var value) -> new String(value.payload().bytes(), UTF_8);
      case KvChange.Deleted _ -> "deleted";
      case KvChange.Purged _ -> "purged";
      case KvChange.Expired _ -> "expired";
    };
  }

  List<String> keys() {
    return store
        .kv()
        .list(ref, KeyFilter.ALL, new Paging(null, 100), 1 << 20)
        .orElseThrow()
        .items()
        .stream()
        .map(entry -> entry.key().value())
        .toList();
  }

  long since() {
    return store.kv().bounds(ref).orElseThrow().since();
  }
}
