package io.edgemq.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/// When a silent client is asked whether it is there, and when it has been silent for too long.
final class WebSocketTimeoutsTest {
  private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 5);
  private final WebSocketTimeouts timeouts =
      new WebSocketTimeouts(WebSocketOptions.Times.DEFAULT, now::get);

  private void pass(long seconds) {
    now.addAndGet(Duration.ofSeconds(seconds).toNanos());
  }

  private boolean isPingDue() {
    return timeouts.isPingDue(now.get());
  }

  private boolean isOver() {
    return timeouts.isOver(now.get());
  }

  @Test
  void a_client_is_asked_once_for_each_fifteen_seconds_of_silence() {
    timeouts.silent();
    pass(14);
    assertThat(isPingDue()).isFalse();

    pass(1);

    assertThat(isPingDue()).isTrue();
    assertThat(isPingDue()).isFalse();
    pass(14);
    assertThat(isPingDue()).isFalse();
    pass(1);
    assertThat(isPingDue()).isTrue();
  }

  @Test
  void one_that_is_silent_for_a_minute_is_lost() {
    timeouts.silent();
    pass(59);
    assertThat(isOver()).isFalse();

    pass(1);

    assertThat(isOver()).isTrue();
  }

  @Test
  void what_it_says_begins_the_time_again() {
    timeouts.silent();
    pass(59);

    timeouts.heard();
    timeouts.silent();

    assertThat(isPingDue()).isFalse();
    pass(59);
    assertThat(isOver()).isFalse();
  }

  @Test
  void while_nobody_reads_it_is_not_silent() {
    timeouts.silent();
    timeouts.heard();

    pass(1_000);

    assertThat(isOver()).isFalse();
    assertThat(isPingDue()).isFalse();
  }

  @Test
  void little_time_is_left_to_close_and_nobody_is_asked_meanwhile() {
    timeouts.silent();
    pass(16);
    timeouts.ending();
    pass(1);
    timeouts.ending();
    assertThat(isOver()).isFalse();
    assertThat(isPingDue()).isFalse();

    pass(1);

    assertThat(isOver()).isTrue();
  }
}
