package io.edgemq.nats.kv;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.jetstream.NatsConfig;
import io.edgemq.jetstream.NatsServer;
import io.edgemq.jetstream.Opened;
import io.edgemq.nats.NatsStore;
import io.edgemq.ports.out.BucketReader;
import io.edgemq.ports.out.StoreTime;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Values end in time when the clocks of processes and servers are the same.
@Timeout(120)
class RealTimeExpiryTest {
  private static final Duration TTL = Duration.ofSeconds(1);
  private static final Duration LATE = Duration.ofSeconds(2);

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
}
