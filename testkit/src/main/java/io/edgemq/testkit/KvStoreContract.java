package io.edgemq.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.domain.BucketName;
import io.edgemq.domain.BucketRef;
import io.edgemq.domain.Placement;
import io.edgemq.domain.TenantId;
import io.edgemq.domain.kv.Bucket;
import io.edgemq.domain.kv.BucketConfig;
import io.edgemq.ports.out.BucketCatalog;
import io.edgemq.ports.out.KvStore;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// What the contracts about buckets share.
abstract class KvStoreContract extends StoreContract {
  /// Longer than what a right store takes for anything that it does at once.
  static final Duration AT_ONCE = Duration.ofSeconds(20);

  /// How late an expiry may be told.
  static final Duration LATE = Duration.ofSeconds(2);

  private static final long PAUSE_NANOS = Duration.ofMillis(5).toNanos();

  static final Duration LONG = Duration.ofSeconds(60);

  @Override
  protected abstract KvHarness open();

  /// The store of this test.
  final KvHarness kvs() {
    return (KvHarness) store();
  }

  final BucketCatalog buckets() {
    return kvs().buckets();
  }

  final KvStore kv() {
    return kvs().kv();
  }

  /// Lets values grow older.
  final void age(Duration time) {
    kvs().age(time);
  }

  static BucketRef ref(String name) {
    return new BucketRef(TENANT, new BucketName(name));
  }

  /// Makes the bucket `users` that keeps one revision of a key.
  final BucketProbe bucket() {
    return bucket("users", BucketConfig.DEFAULT);
  }

  /// Makes the bucket `users` that keeps so many revisions of a key.
  final BucketProbe bucket(int history) {
    return bucket("users", keeping(history));
  }

  /// Makes a bucket.
  final BucketProbe bucket(String name, BucketConfig config) {
    return bucket(TENANT, name, config);
  }

  /// Makes a bucket of another tenant.
  final BucketProbe bucket(TenantId tenant, String name, BucketConfig config) {
    var now = store().time().instant().truncatedTo(ChronoUnit.MILLIS);
    assertThat(buckets().create(tenant, new Bucket(new BucketName(name), config, now)))
        .isInstanceOf(BucketCatalog.Created.class);
    return new BucketProbe(kvs(), new BucketRef(tenant, new BucketName(name)));
  }

  static BucketConfig keeping(int history) {
    return new BucketConfig(history, null, null, Placement.DEFAULT, null);
  }

  static BucketConfig living(@Nullable Duration ttl) {
    return living(1, ttl);
  }

  static BucketConfig living(int history, @Nullable Duration ttl) {
    return new BucketConfig(history, ttl, null, Placement.DEFAULT, null);
  }

  static BucketConfig limited(int history, long maxBytes) {
    return new BucketConfig(history, null, maxBytes, Placement.DEFAULT, null);
  }

  /// Waits until `assertion` holds, for as long as a store may take that does something by itself.
  static void eventually(Runnable assertion) {
    long deadline = System.nanoTime() + AT_ONCE.toNanos();
    while (true) {
      try {
        assertion.run();
        return;
      } catch (AssertionError notYet) {
        if (System.nanoTime() - deadline > 0) {
          throw notYet;
        }
      }
      LockSupport.parkNanos(PAUSE_NANOS);
    }
  }

  static Duration since(long begin) {
    return Duration.ofNanos(System.nanoTime() - begin);
  }
}
