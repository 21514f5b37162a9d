package io.edgemq.jetstream.kv;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.domain.kv.KvKey;
import io.edgemq.jetstream.Cluster;
import io.edgemq.jetstream.NatsConfig;
import io.edgemq.jetstream.NatsServer;
import io.edgemq.jetstream.Opened;
import io.edgemq.jetstream.SharedConsumer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class KvTimersTest {
  private static final KvTimers.Which BUCKET = new KvTimers.Which("acme__locks", 7);
  private static final KvKey KEY = new KvKey("a");
  private static final Duration LONG = Duration.ofDays(7);

  private final Opened opened = new Opened();
  private KvTimers timers;
  private SharedConsumer due;

  @BeforeEach
  void open() {
    var config = NatsConfig.of(opened.add(NatsServer.start()).url());
    timers = new KvTimers(opened.add(Cluster.connect(config)));
    timers.make();
    due = opened.add(timers.due());
  }

  @AfterEach
  void close() throws Exception {
    opened.close();
  }

  /// The keys of the timers that go off next.
  private List<String> next() throws InterruptedException {
    var keys = new ArrayList<String>();
    while (keys.isEmpty()) {
      for (var task : due.next()) {
        keys.add(KvTimers.due(task.entry()).orElseThrow().key().value());
        task.done();
      }
    }
    return keys;
  }

  private static Instant in(Duration time) {
    return Instant.now().plus(time);
  }

  @Test
  void a_timer_takes_the_place_of_the_one_before() throws Exception {
    timers.set(BUCKET, KEY, in(LONG));

    timers.set(BUCKET, KEY, in(Duration.ofSeconds(1)));

    assertThat(next()).containsExactly("a");
  }

  @Test
  void a_timer_that_goes_off_sooner_stays() throws Exception {
    timers.set(BUCKET, KEY, in(Duration.ofSeconds(2)));

    timers.setUnlessSooner(BUCKET, KEY, in(LONG));

    assertThat(next()).containsExactly("a");
  }

  @Test
  void a_timer_that_goes_off_later_does_not() throws Exception {
    timers.set(BUCKET, KEY, in(LONG));

    timers.setUnlessSooner(BUCKET, KEY, in(Duration.ofSeconds(1)));

    assertThat(next()).containsExactly("a");
  }

  @Test
  void a_timer_is_set_again_once_the_last_one_went_off() throws Exception {
    for (int i = 0; i < 3; i++) {
      timers.setUnlessSooner(BUCKET, KEY, in(Duration.ofSeconds(1)));
      assertThat(next()).containsExactly("a");
    }
  }
}
