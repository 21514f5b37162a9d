package io.edgemq.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.server.ListenOptions.Patience;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/// With a clock of its own: nobody waits.
final class ClientTimeoutsTest {
  private static final Patience PATIENCE =
      new Patience(
          Duration.ofSeconds(30),
          Duration.ofMinutes(5),
          Duration.ofSeconds(60),
          Duration.ofSeconds(1));

  private final AtomicLong nanos = new AtomicLong(1);
  private final ClientTimeouts timeouts = new ClientTimeouts(PATIENCE, nanos::get);

  private boolean overdueAfter(Duration time) {
    nanos.addAndGet(time.toNanos());
    return timeouts.isOverdue(nanos.get());
  }

  @Test
  void a_request_has_its_time_from_its_first_byte_on() {
    timeouts.received(10);
    timeouts.waiting();

    assertThat(overdueAfter(Duration.ofSeconds(30))).isFalse();
    assertThat(overdueAfter(Duration.ofNanos(1))).isTrue();
  }

  @Test
  void a_request_that_is_here_may_be_served_for_any_time() {
    timeouts.received(10);

    assertThat(overdueAfter(Duration.ofHours(1))).isFalse();
  }

  @Test
  void a_connection_between_two_requests_is_never_overdue() {
    timeouts.received(10);
    timeouts.rest(0);
    timeouts.waiting();

    assertThat(timeouts.isAtRest()).isTrue();
    assertThat(overdueAfter(Duration.ofHours(1))).isFalse();
  }

  @Test
  void the_bytes_of_each_request_are_counted_anew() {
    assertThat(timeouts.received(10)).isEqualTo(10);
    assertThat(timeouts.received(5)).isEqualTo(15);

    timeouts.rest(3);

    assertThat(timeouts.isAtRest()).isFalse();
    assertThat(timeouts.received(1)).isEqualTo(4);
  }

  @Test
  void a_connection_that_has_left_is_neither_counted_nor_overdue() {
    timeouts.received(10);

    timeouts.leave();
    timeouts.waiting();

    assertThat(timeouts.hasLeft()).isTrue();
    assertThat(timeouts.isAtRest()).isFalse();
    assertThat(overdueAfter(Duration.ofMinutes(10))).isFalse();
    assertThat(timeouts.received(1 << 30)).isZero();
    assertThat(overdueAfter(Duration.ofDays(10))).isFalse();
  }

  @Test
  void a_client_that_was_answered_may_go_on_sending_for_a_little_while() {
    timeouts.received(10);
    timeouts.linger();
    timeouts.waiting();

    assertThat(timeouts.received(1 << 30)).isZero();
    assertThat(overdueAfter(Duration.ofMillis(500))).isFalse();
    assertThat(overdueAfter(Duration.ofMillis(1))).isTrue();
    timeouts.received(1);
    assertThat(overdueAfter(Duration.ofMillis(400))).isFalse();
    nanos.addAndGet(Duration.ofSeconds(5).toNanos());
    timeouts.received(1);
    assertThat(overdueAfter(Duration.ZERO)).isTrue();
  }

  @Test
  void a_write_has_its_time_even_after_leaving() {
    timeouts.leave();
    long since = nanos.get();

    assertThat(timeouts.isStuck(0, since + Duration.ofHours(1).toNanos())).isFalse();
    assertThat(timeouts.isStuck(since, since + Duration.ofSeconds(60).toNanos())).isFalse();
    assertThat(timeouts.isStuck(since, since + Duration.ofSeconds(61).toNanos())).isTrue();
  }

  @Test
  void a_request_that_begins_now_has_a_deadline() {
    assertThat(timeouts.deadline()).isEqualTo(1 + Duration.ofSeconds(30).toNanos());
  }
}
