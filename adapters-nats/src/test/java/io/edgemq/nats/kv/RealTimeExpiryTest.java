package io.edgemq.nats.kv;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.domain.kv.KvChange;
import io.edgemq.domain.kv.KvEntry;
import io.edgemq.jetstream.NatsConfig;
import io.edgemq.jetstream.NatsServer;
import io.edgemq.jetstream.Opened;
import io.edgemq.nats.NatsStore;
import io.edgemq.ports.out.BucketReader;
import io.edgemq.ports.out.KvStore.Removal.Kind;
import io.edgemq.ports.out.StoreTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Values end in time when the clocks of processes and servers are the same.
@Timeout(120)
class RealTimeExpiryTest {
  private static final Duration TTL = Duration.ofSeconds(1);
  private static final Duration LATE = Duration.ofSeconds(2);

  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final Opened opened = new Opened();

  @AfterEach
  void close() throws Exception {
    opened.close();
  }

  private record Clock() implements StoreTime {
    @Override
    public Instant instant() {
      return Instant.now();
    }

    @Override
    public long elapsedMillis() {
      return System.nanoTime() / 1_000_000;
    }
  }

  @Test
  void an_end_is_told_within_two_seconds_by_whichever_process_runs() throws Exception {
    var config = NatsConfig.of(opened.add(NatsServer.roomy()).url());
    var writer = opened.add(NatsStore.open(config, new Clock()));
    var other = opened.add(NatsStore.open(config, new Clock()));
    var bucket = Buckets.make(writer, "locks", (Duration) null);
    bucket.put("held", "1", Duration.ofHours(1));
    long begin = System.nanoTime();
    long put = bucket.put("held", "2", TTL);
    writer.close();

    try (var reader = other.kv().follow(bucket.ref(), put).orElseThrow()) {
      var news = (BucketReader.Entries) reader.next(1, Duration.ofSeconds(30));
      var after = Duration.ofNanos(System.nanoTime() - begin);

      assertThat(news.entries()).extracting(Buckets::text).containsExactly("expired");
      assertThat(after).isBetween(TTL, TTL.plus(LATE));
    }
  }

  private static List<KvEntry> expired(BucketReader reader, int count) throws InterruptedException {
    var told = new ArrayList<KvEntry>();
    long begin = System.nanoTime();
    while (told.size() < count && System.nanoTime() - begin < PATIENCE.toNanos()) {
      var news = (BucketReader.Entries) reader.next(100, Duration.ofSeconds(1));
      news.entries().stream()
          .filter(entry -> entry.change() instanceof KvChange.Expired)
          .forEach(told::add);
    }
    return told;
  }

  /// A lock that is given back and taken again at once.
  @Test
  void what_takes_the_place_of_what_was_just_deleted_ends_in_time() throws Exception {
    var config = NatsConfig.of(opened.add(NatsServer.roomy()).url());
    var store = opened.add(NatsStore.open(config, new Clock()));
    var bucket = Buckets.make(store, "locks", (Duration) null);
    int locks = 300;
    long last = 0;
    for (int i = 0; i < locks; i++) {
      last = bucket.put("k" + i, "1");
    }
    for (int i = 0; i < locks; i++) {
      bucket.remove("k" + i, Kind.DELETE);
      assertThat(bucket.take("k" + i, TTL)).isPositive();
    }

    try (var reader = store.kv().follow(bucket.ref(), last).orElseThrow()) {
      assertThat(expired(reader, locks)).hasSize(locks);
    }
  }
}
