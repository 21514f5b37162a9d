package io.edgemq.http;

import io.edgemq.application.Access;
import io.edgemq.application.Admission;
import io.edgemq.application.BucketKeys;
import io.edgemq.application.BucketStreams;
import io.edgemq.application.BucketWatches;
import io.edgemq.application.Buckets;
import io.edgemq.application.KeyWatch;
import io.edgemq.application.OpenCalls;
import io.edgemq.application.Streams;
import io.edgemq.application.Topics;
import io.edgemq.domain.ApiKey;
import io.edgemq.domain.Limits;
import io.edgemq.domain.Scopes;
import io.edgemq.memory.MemoryStore;
import io.edgemq.ports.out.StoreTime;
import io.edgemq.ports.out.Traffic;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Random;

/// The real use cases of buckets over a store in memory, for everybody.
final class MemoryBuckets implements AutoCloseable {
  final MemoryStore store;
  final Buckets buckets;
  final BucketKeys keys;
  final BucketWatches watches;
  final Streams streams;
  private final KeyWatch watch;

  MemoryBuckets(Limits limits, Traffic traffic, InstantSource clock) {
    var access = new Access();
    var admission = new Admission(access, _ -> limits);
    store = new MemoryStore(StoreTime.of(clock));
    store.keys().add(key());
    var calls = new OpenCalls(access, store.keys(), clock);
    watch = new KeyWatch(store.keys(), calls);
    watch.start();
    streams =
        new Streams(
            access,
            store.subscriptions(),
            store.topicLog(),
            new Streams.Tools(100, traffic, clock, new Random(1), calls));
    buckets = of(admission, store, clock);
    keys = new BucketKeys(admission, store.buckets(), store.kv(), traffic);
    watches = new BucketWatches(access, store.buckets(), store.kv(), streams.places());
  }

  private static ApiKey key() {
    return new ApiKey(
        "ak_1",
        FakeLogins.TENANT,
        FakeLogins.hash(FakeLogins.TOKEN),
        "test",
        ApiKey.Kind.TENANT,
        Scopes.EVERYTHING,
        FakeQueues.BORN,
        null,
        null);
  }

  /// The key of [FakeLogins#TOKEN] is good for nothing more.
  void revokeKey() {
    store.keys().revoke(FakeLogins.TENANT, "ak_1", FakeQueues.BORN);
  }

  /// Buckets of a store that forwards by itself.
  static Buckets of(Admission admission, MemoryStore store, InstantSource clock) {
    var topics = new Topics(admission, store.topicCatalog(), store.topicLog(), clock);
    var tools = new BucketStreams.Tools(clock, System::nanoTime, _ -> {});
    var streams = new BucketStreams(store.buckets(), store.kv(), Optional.empty(), tools);
    return new Buckets(admission, store.buckets(), store.kv(), new Buckets.Tools(topics, streams));
  }

  @Override
  public void close() {
    watch.close();
    store.close();
  }
}
