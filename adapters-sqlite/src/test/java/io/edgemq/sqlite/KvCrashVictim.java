package io.edgemq.sqlite;

import io.edgemq.domain.BucketName;
import io.edgemq.domain.BucketRef;
import io.edgemq.domain.Payload;
import io.edgemq.domain.TenantId;
import io.edgemq.domain.TopicName;
import io.edgemq.domain.TopicRef;
import io.edgemq.domain.kv.Bucket;
import io.edgemq.domain.kv.BucketConfig;
import io.edgemq.domain.kv.KvCondition;
import io.edgemq.domain.kv.KvKey;
import io.edgemq.domain.kv.KvValue;
import io.edgemq.ports.out.KvStore.Put;
import io.edgemq.ports.out.KvStore.Written;
import io.edgemq.ports.out.StoreTime;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;

/// A process that writes to a bucket that tells a topic, and says what was acknowledged, until it
/// is
/// killed.
public final class KvCrashVictim {
  static final BucketRef BUCKET = new BucketRef(new TenantId("acme"), new BucketName("users"));
  static final TopicRef TOPIC = new TopicRef(BUCKET.tenant(), new TopicName("changes"));

  private final SqliteStore store;

  private KvCrashVictim(SqliteStore store) {
    this.store = store;
  }

  /// Opens the store in the directory that is the first argument.
  @SuppressWarnings("MustBeClosedChecker") // it is not closed: the process is killed
  public static void main(String[] arguments) throws InterruptedException {
    var config = SqliteConfig.in(Path.of(arguments[0]));
    var store = SqliteStore.open(config, StoreTime.steady(InstantSource.system()));
    var telling = BucketConfig.DEFAULT.telling(TOPIC.name());
    store.buckets().create(BUCKET.tenant(), new Bucket(BUCKET.name(), telling, Instant.EPOCH));
    var victim = new KvCrashVictim(store);
    for (int i = 0; i < 4; i++) {
      var key = new KvKey("k." + i);
      Thread.ofPlatform().start(() -> victim.put(key));
    }
    Thread.currentThread().join();
  }

  private void put(KvKey key) {
    for (long number = 1; true; number++) {
      var value = new KvValue("text/plain", new Payload(Sql.bytes(key.value() + "=" + number)));
      var written = store.kv().put(BUCKET, new Put(key, value, null, KvCondition.NONE, 0));
      System.out.println("written " + ((Written) written).revision());
    }
  }
}
