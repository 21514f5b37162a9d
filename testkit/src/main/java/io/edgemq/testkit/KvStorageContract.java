package io.edgemq.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.domain.TenantId;
import io.edgemq.domain.kv.BucketConfig;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;

/// What buckets keep counts for their tenant, and what is removed no longer does. Values are much
/// larger than what a store may count besides.
public abstract class KvStorageContract extends KvStoreContract {
  private static final int SIZE = 100_000;
  private static final String LARGE = "x".repeat(SIZE);
  private static final long PAUSE_NANOS = Duration.ofMillis(5).toNanos();

  /// The tenant's entries take so much: as soon as the store is to show it.
  private void expect(TenantId tenant, long bytes) {
    var lag = kvs().counting().lag();
    await(() -> kvs().storage().bytesNow(tenant), bytes, lag);
    await(() -> kvs().storage().bytes(tenant), bytes, lag.plus(LATE));
  }

  private void await(LongSupplier counted, long bytes, Duration lag) {
    long deadline = System.nanoTime() + lag.toNanos();
    long most = bytes + kvs().counting().besides();
    long found = counted.getAsLong();
    while ((found < bytes || found > most) && System.nanoTime() - deadline < 0) {
      LockSupport.parkNanos(PAUSE_NANOS);
      found = counted.getAsLong();
    }
    assertThat(found).as("bytes that are counted").isBetween(bytes, most);
  }

  @Test
  void entries_count_with_their_keys() {
    var bucket = bucket();
    expect(TENANT, 0);

    bucket.put("k.1", LARGE);
    bucket.put("k.2", LARGE);

    expect(TENANT, 2 * (SIZE + 3));
    expect(new TenantId("other"), 0);
  }

  @Test
  void former_revisions_count_as_long_as_they_are_kept() {
    var bucket = bucket(2);
    bucket.put("a", LARGE);
    bucket.put("a", LARGE);
    expect(TENANT, 2 * (SIZE + 1));

    bucket.put("a", LARGE);

    expect(TENANT, 2 * (SIZE + 1));
    bucket.configure(keeping(1));
    age(LATE);
    eventually(() -> expect(TENANT, SIZE + 1));
  }

  @Test
  void a_marker_counts_its_key() {
    var bucket = bucket();
    bucket.put("a", LARGE);

    bucket.delete("a");

    expect(TENANT, 1);
  }

  @Test
  void what_is_purged_counts_no_longer() {
    var bucket = bucket(3);
    bucket.put("a", LARGE);
    bucket.put("a", LARGE);
    bucket.put("b", LARGE);

    bucket.purge("a");

    expect(TENANT, SIZE + 2);
  }

  @Test
  void what_has_expired_counts_no_longer() {
    var bucket = bucket();
    bucket.put("a", LARGE, Duration.ofSeconds(1));
    bucket.put("b", LARGE);

    age(Duration.ofSeconds(1).plus(LATE));

    eventually(() -> expect(TENANT, SIZE + 2));
  }

  @Test
  void a_removed_bucket_counts_no_longer() {
    var bucket = bucket();
    var other = bucket("other", BucketConfig.DEFAULT);
    bucket.put("a", LARGE);
    other.put("a", LARGE);

    buckets().delete(bucket.ref());

    expect(TENANT, SIZE + 1);
    buckets().delete(other.ref());
    expect(TENANT, 0);
  }

  @Test
  void buckets_and_topics_count_together() {
    var bucket = bucket();
    var topic = topic();
    bucket.put("a", LARGE);

    topic.append(StorageProbe.about("orders"));

    expect(TENANT, SIZE + 1 + StorageProbe.SIZE + 6);
  }

  @Test
  void entries_count_after_a_reopening() {
    var bucket = bucket(2);
    bucket.put("a", LARGE);
    bucket.put("a", LARGE);
    bucket.put("b", LARGE);
    bucket.delete("b");

    store().reopen();

    switch (store().guarantees().durability()) {
      case DURABLE -> {
        expect(TENANT, 3 * (SIZE + 1) + 1);
        bucket.purge("a");
        expect(TENANT, SIZE + 3);
      }
      case VOLATILE -> expect(TENANT, 0);
    }
  }
}
