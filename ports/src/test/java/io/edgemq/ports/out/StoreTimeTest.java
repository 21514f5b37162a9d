package io.edgemq.ports.out;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class StoreTimeTest {
  private static final long MILLI = 1_000_000;

  private Instant wall = Instant.ofEpochSecond(7).plusNanos(300_900_000);
  private long nanos = 55_100_000;

  /// Nanoseconds that the thread is held up whenever it has read the wall clock.
  private long heldUp;

  private final StoreTime time = new SteadyTime(this::readWall, () -> nanos);

  private Instant readWall() {
    var read = wall;
    pass(heldUp);
    return read;
  }

  private void pass(long more) {
    wall = wall.plusNanos(more);
    nanos += more;
  }

  private long apart() {
    return time.millis() - time.elapsedMillis();
  }

  @Test
  void both_clocks_begin_a_millisecond_together() {
    long apart = apart();

    for (int i = 0; i < 100; i++) {
      pass(130_000);
      assertThat(apart()).isEqualTo(apart);
      assertThat(time.instant()).isEqualTo(Instant.ofEpochMilli(wall.toEpochMilli()));
    }
  }

  @Test
  void a_thread_that_is_held_up_between_readings_sets_nothing() {
    long apart = apart();

    heldUp = 20 * MILLI;
    assertThat(apart()).isEqualTo(apart);
    heldUp = 0;
    assertThat(apart()).isEqualTo(apart);
  }

  @Test
  void less_than_a_millisecond_between_the_clocks_changes_nothing() {
    long apart = apart();

    wall = wall.plusNanos(900_000);
    assertThat(apart()).isEqualTo(apart);
    wall = wall.minusNanos(1_800_000);
    assertThat(apart()).isEqualTo(apart);
  }

  @Test
  void a_wall_clock_that_is_set_changes_nothing_of_what_has_elapsed() {
    long before = time.elapsedMillis();

    wall = wall.minusSeconds(3_600);
    nanos += 5 * MILLI;

    assertThat(time.millis()).isBetween(wall.toEpochMilli() - 1, wall.toEpochMilli() + 1);
    assertThat(time.elapsedMillis() - before).isEqualTo(5);
    wall = wall.plusSeconds(7_200);
    assertThat(time.millis()).isBetween(wall.toEpochMilli() - 1, wall.toEpochMilli() + 1);
  }
}
