package io.edgemq.nats.kv;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.domain.Payload;
import io.edgemq.domain.Placement;
import io.edgemq.domain.kv.Bucket;
import io.edgemq.domain.kv.BucketConfig;
import io.edgemq.domain.kv.KvKey;
import io.edgemq.domain.kv.KvValue;
import io.edgemq.jetstream.Cluster;
import io.edgemq.jetstream.NatsConfig;
import io.edgemq.jetstream.NatsServer;
import io.edgemq.jetstream.Opened;
import io.edgemq.jetstream.StreamClient;
import io.edgemq.jetstream.kv.KvTimers;
import io.edgemq.nats.NatsStore;
import io.edgemq.nats.catalog.Incarnated;
import io.edgemq.nats.catalog.Mappings;
import io.edgemq.testkit.TestTime;
import java.util.ArrayList;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// How much is read to answer.
@Timeout(120)
class KvCostTest {
  private static final int LARGE = 500_000;

  private final Opened opened = new Opened();
  private final TestTime time = new TestTime();
  private NatsStore store;
  private Cluster cluster;

  @BeforeEach
  void open() {
    var config = NatsConfig.of(opened.add(NatsServer.roomy()).url());
    store = opened.add(NatsStore.open(config, time));
    cluster = opened.add(Cluster.connect(config));
  }

  @AfterEach
  void close() throws Exception {
    opened.close();
  }

  /// The bucket as another process has it, over `cluster`.
  private KvBucket seen(Buckets bucket) {
    var known = store.buckets().find(bucket.ref()).orElseThrow();
    var stream = new StreamClient(cluster, "KV_ac_me__" + bucket.ref().name().value());
    var incarnated = new Incarnated<>(known, stream.info().orElseThrow().incarnation());
    var parts = new KvBucket.Parts(cluster, catalogs(Optional.of(incarnated)), new ForeignKeys());
    return new KvBucket(parts, bucket.ref(), incarnated);
  }

  private NatsKvStore.Catalogs catalogs(Optional<Incarnated<Bucket>> bucket) {
    return new NatsKvStore.Catalogs(
        _ -> bucket, (_, _) -> Mappings.Telling.NONE, store.changeStreams());
  }

  private KvReads reads() {
    var parts = new KvBucket.Parts(cluster, catalogs(Optional.empty()), new ForeignKeys());
    var expiry = new KvExpiry(new KvRegistry(parts), new KvTimers(cluster), time);
    return new KvReads(opened.add(new KvUpkeep(expiry)), time);
  }

  private long bytesRead() {
    return cluster.connection().getStatistics().getInBytes();
  }

  private long messagesRead() {
    return cluster.connection().getStatistics().getInMsgs();
  }

  private static BucketConfig keeping(int history, @Nullable Long maxBytes) {
    return new BucketConfig(history, null, maxBytes, Placement.DEFAULT, null);
  }

  @Test
  void one_revision_costs_no_more_than_that_and_a_few_others() {
    var made = Buckets.make(store, "users", keeping(20, null));
    for (int i = 0; i < 20; i++) {
      made.put("a", i + "x".repeat(LARGE));
    }
    var bucket = seen(made);
    var reads = reads();
    long before = bytesRead();

    var entry = reads.kept(bucket, new KvKey("a"), 3);

    assertThat(entry.map(Buckets::text).orElseThrow()).startsWith("2x").hasSize(LARGE + 1);
    assertThat(bytesRead() - before).isLessThan(4L * LARGE);
  }

  @Test
  void those_who_write_at_once_near_the_limit_count_together() throws Exception {
    int keys = 1_500;
    var made = Buckets.make(store, "users", keeping(1, null));
    for (int i = 0; i < keys; i++) {
      made.put("k" + i, "");
    }
    store.buckets().update(made.ref(), keeping(1, null), keeping(1, 20_000L));
    var bucket = seen(made);
    var sizes = new KvSizes(time);
    long before = messagesRead();

    var answers = new ArrayList<Future<Boolean>>();
    try (var side = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 30; i++) {
        var value = new KvValue("text/plain", Payload.EMPTY);
        answers.add(side.submit(() -> sizes.hasRoom(bucket, new KvKey("more"), value)));
      }
    }

    for (var answer : answers) {
      assertThat(answer.get()).isTrue();
    }
    assertThat(messagesRead() - before).isLessThan(4L * keys);
  }

  @Test
  void what_a_bucket_holds_is_counted_once_while_nothing_changes() {
    int keys = 1_500;
    var made = Buckets.make(store, "users", keeping(1, null));
    for (int i = 0; i < keys; i++) {
      made.put("k" + i, "");
    }
    var bucket = seen(made);
    var sizes = new KvSizes(time);
    long before = messagesRead();

    assertThat(sizes.state(bucket).orElseThrow().keys()).isEqualTo(keys);

    assertThat(messagesRead() - before).isLessThan(2L * keys);
  }
}
