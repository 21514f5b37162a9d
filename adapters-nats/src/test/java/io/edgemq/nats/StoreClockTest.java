package io.edgemq.nats;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.domain.StoreException;
import io.edgemq.jetstream.Await;
import io.edgemq.nats.topic.StampLimit;
import io.edgemq.ports.out.StoreTime;
import io.edgemq.testkit.TestTime;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class StoreClockTest {
  private static final Duration DAYS = Duration.ofDays(2);
  private static final Duration BIT = StampLimit.TOLERANCE.dividedBy(2);

  private final Logger logger = Logger.getLogger(StoreClock.class.getName());
  private final List<String> lines = new ArrayList<>();
  private final Handler handler =
      new Handler() {
        @Override
        public void publish(LogRecord line) {
          lines.add(line.getLevel() + " " + line.getMessage());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
      };

  /// The process's clock; the servers' time is the same until it is moved.
  private final TestTime own = new TestTime();

  private final TestTime servers = new TestTime();

  @BeforeEach
  void listen() {
    logger.addHandler(handler);
    logger.setUseParentHandlers(false);
  }

  @AfterEach
  void rest() {
    logger.removeHandler(handler);
    logger.setUseParentHandlers(true);
  }

  private static Instant unanswered() {
    throw new StoreException.Unavailable("away", new IOException());
  }

  @Test
  void a_clock_that_is_nearly_right_counts() {
    own.advance(BIT);

    try (var clock = StoreClock.judged(StoreTime.of(own), servers::instant)) {
      assertThat(clock.instant()).isEqualTo(own.instant());
      assertThat(lines).isEmpty();
    }
  }

  @Test
  void the_time_of_the_servers_counts_where_a_clock_is_ahead_or_behind() {
    for (var step : List.of(DAYS, DAYS.multipliedBy(2).negated())) {
      own.advance(step);

      try (var clock = StoreClock.judged(StoreTime.of(own), servers::instant)) {
        assertThat(clock.instant()).isBetween(servers.instant(), servers.instant().plus(BIT));
      }
    }
  }

  @Test
  void a_clock_that_jumps_while_the_process_runs_does_not_count_from_then_on() {
    try (var clock = StoreClock.judged(StoreTime.of(own), servers::instant)) {
      own.advance(DAYS);

      assertThat(clock.instant()).isBetween(servers.instant(), servers.instant().plus(BIT));
    }
  }

  @Test
  void the_servers_are_asked_at_once_when_the_clock_seems_to_have_jumped() {
    var asked = new AtomicInteger();
    Supplier<Instant> counting =
        () -> {
          asked.incrementAndGet();
          return servers.instant();
        };
    try (var clock = StoreClock.judged(StoreTime.of(own), counting)) {
      own.advance(DAYS);
      servers.advance(DAYS); // as when the machine was suspended

      Await.until(() -> clock.instant().equals(own.instant()));

      assertThat(asked.get()).isGreaterThan(1);
    }
  }

  @Test
  void the_clock_counts_while_the_servers_do_not_answer() {
    own.advance(DAYS);

    try (var clock = StoreClock.judged(StoreTime.of(own), StoreClockTest::unanswered)) {
      assertThat(clock.instant()).isEqualTo(own.instant());
      assertThat(clock.offset()).isZero();
    }
  }

  @Test
  void a_wrong_clock_is_told_once_a_minute_and_so_is_its_end() {
    own.advance(DAYS);
    try (var clock = StoreClock.judged(StoreTime.of(own), servers::instant)) {
      clock.ask(servers::instant);
      own.advance(DAYS.negated());
      clock.ask(servers::instant);
      clock.ask(servers::instant);
    }

    assertThat(lines).hasSize(2);
    assertThat(lines.getFirst()).startsWith("WARNING").contains("the clock is wrong");
    assertThat(lines.getLast()).startsWith("INFO").contains("agrees");
  }

  @Test
  void the_offset_is_how_far_the_clock_is_ahead() {
    own.advance(DAYS.negated());

    try (var clock = StoreClock.judged(StoreTime.of(own), servers::instant)) {
      assertThat(clock.offset()).isBetween(-DAYS.toSeconds() - 60.0, -DAYS.toSeconds() + 0.0);
    }
  }
}
