package io.edgemq.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.edgemq.domain.BucketName;
import io.edgemq.domain.BucketRef;
import io.edgemq.domain.Impairment;
import io.edgemq.domain.Payload;
import io.edgemq.domain.StoreException;
import io.edgemq.domain.TenantId;
import io.edgemq.domain.TopicName;
import io.edgemq.domain.TopicRef;
import io.edgemq.domain.kv.Bucket;
import io.edgemq.domain.kv.BucketConfig;
import io.edgemq.domain.kv.KvChange;
import io.edgemq.domain.kv.KvCondition;
import io.edgemq.domain.kv.KvKey;
import io.edgemq.domain.kv.KvValue;
import io.edgemq.ports.out.BucketReader.Entries;
import io.edgemq.ports.out.KvStore.Increment;
import io.edgemq.ports.out.KvStore.Mismatch;
import io.edgemq.ports.out.KvStore.Put;
import io.edgemq.ports.out.KvStore.Removal;
import io.edgemq.ports.out.KvStore.Removal.Kind;
import io.edgemq.ports.out.KvStore.Written;
import io.edgemq.ports.out.StoreMonitor.Health;
import io.edgemq.testkit.TestTime;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What buckets do when the disk is nearly full: nothing is stored, and what frees room goes on.
@Timeout(60)
class KvDiskTest {
  private static final BucketRef BUCKET =
      new BucketRef(new TenantId("acme"), new BucketName("users"));
  private static final TopicRef TOPIC = new TopicRef(BUCKET.tenant(), new TopicName("changes"));
  private static final Duration TTL = Duration.ofMinutes(1);

  @TempDir private Path directory;
  private final AtomicLong usable = new AtomicLong(1L << 40);
  private final TestTime time = new TestTime();
  private SqliteStore store;

  @BeforeEach
  void open() {
    store = SqliteStore.open(SqliteConfig.in(directory), time, _ -> usable::get);
    var telling = BucketConfig.DEFAULT.telling(TOPIC.name());
    store.buckets().create(BUCKET.tenant(), new Bucket(BUCKET.name(), telling, Instant.EPOCH));
    put("a", null, KvCondition.NONE);
    put("b", TTL, KvCondition.NONE);
  }

  @AfterEach
  void close() {
    store.close();
  }

  private Object put(String key, @Nullable Duration ttl, KvCondition condition) {
    var value = new KvValue("text/plain", new Payload(Sql.bytes("value")));
    return store.kv().put(BUCKET, new Put(new KvKey(key), value, ttl, condition, 0));
  }

  private void fillDisk() {
    usable.set(Room.DISK_RESERVE / 2);
    while (!isFull()) {
      Thread.onSpinWait();
    }
  }

  private boolean isFull() {
    return store.monitor().health() instanceof Health.Up(var impairments)
        && impairments.stream().anyMatch(Impairment.Full.class::isInstance);
  }

  private long told() {
    return store.topicLog().bounds(TOPIC).orElseThrow().last();
  }

  @Test
  void nothing_new_is_stored_and_a_condition_is_told_nevertheless() {
    fillDisk();
    var count = new Increment(new KvKey("n"), 1, null, KvCondition.NONE, 0);

    assertThatExceptionOfType(StoreException.Full.class)
        .isThrownBy(() -> put("c", null, KvCondition.NONE));
    assertThatExceptionOfType(StoreException.Full.class)
        .isThrownBy(() -> store.kv().increment(BUCKET, count));
    assertThat(put("a", null, new KvCondition.Absent())).isEqualTo(new Mismatch());
    assertThat(store.kv().bounds(BUCKET).orElseThrow().last()).isEqualTo(2);
    assertThat(told()).isEqualTo(2);
  }

  @Test
  void a_key_is_removed_and_that_is_told_on_a_topic_that_is_made_again() {
    store.topicCatalog().delete(TOPIC);
    fillDisk();
    var removal = new Removal(new KvKey("a"), Kind.PURGE, KvCondition.NONE, 0);

    assertThat(store.kv().remove(BUCKET, removal)).isEqualTo(new Written(3));

    assertThat(told()).isEqualTo(3);
  }

  @Test
  void a_value_expires_and_that_is_told() throws InterruptedException {
    fillDisk();

    try (var reader = store.kv().follow(BUCKET, 2).orElseThrow()) {
      time.advance(TTL);
      var news = (Entries) reader.next(10, Duration.ofSeconds(30));

      assertThat(news.entries())
          .singleElement()
          .satisfies(entry -> assertThat(entry.change()).isEqualTo(new KvChange.Expired()));
    }
    assertThat(told()).isEqualTo(3);
  }
}
