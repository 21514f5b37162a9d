package io.edgemq.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.ports.out.StoreMonitor;
import io.edgemq.ports.out.StoreMonitor.Health;
import io.edgemq.ports.out.StoreMonitor.Reading;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/// A store says how it is doing.
public abstract class StoreMonitorContract extends StoreContract {
  private static final long SOON_NANOS = TimeUnit.SECONDS.toNanos(60);

  @Test
  void an_open_store_is_up() {
    assertThat(isUpSoon(ports().monitor())).isTrue();
  }

  /// Whether the store is up within a minute. A store that is slow to answer is down meanwhile.
  public static boolean isUpSoon(StoreMonitor monitor) {
    long begin = System.nanoTime();
    boolean up;
    do {
      up = monitor.health().equals(new Health.Up());
    } while (!up && System.nanoTime() - begin < SOON_NANOS);
    return up;
  }

  @Test
  void a_closed_store_is_down() {
    var before = ports().monitor();

    store().reopen();

    assertThat(before.health()).isInstanceOf(Health.Down.class);
    assertThat(isUpSoon(ports().monitor())).isTrue();
  }

  @Test
  void figures_have_names_that_prometheus_takes_each_once() {
    queue().send("job");
    topic().append("order");

    var readings = ports().monitor().readings();

    assertThat(readings).extracting(Reading::name).doesNotHaveDuplicates();
    assertThat(readings)
        .allSatisfy(
            reading -> {
              assertThat(reading.name()).matches("[a-z][a-z0-9_]*");
              assertThat(reading.help()).isNotBlank();
              assertThat(reading.value()).isNotNaN();
            });
    assertThat(ports().monitor().readings())
        .extracting(Reading::name)
        .containsExactlyElementsOf(readings.stream().map(Reading::name).toList());
  }

  @Test
  void a_counter_never_falls() {
    var queue = queue();
    queue.send("a");
    var before = ports().monitor().readings();
    queue.ack(queue.receiveOne());
    queue.purge();

    var after = ports().monitor().readings();

    for (int i = 0; i < before.size(); i++) {
      if (before.get(i).kind() == Reading.Kind.COUNTER) {
        assertThat(after.get(i).value()).isGreaterThanOrEqualTo(before.get(i).value());
      }
    }
  }
}
