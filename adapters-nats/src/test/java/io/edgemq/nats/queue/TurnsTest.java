package io.edgemq.nats.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/// Writers of one log, in simulated time: each has a way to the log that takes its own time.
class TurnsTest {
  private static final long MILLI = Duration.ofMillis(1).toNanos();
  private static final Duration LONGEST = Duration.ofMillis(250);
  private static final long BEGIN = System.nanoTime() + Duration.ofHours(1).toNanos();

  /// Draws the largest number that is asked for.
  private static final RandomGenerator MOST =
      new RandomGenerator() {
        @Override
        public long nextLong() {
          return Long.MAX_VALUE;
        }

        @Override
        public long nextLong(long bound) {
          return bound - 1;
        }
      };

  @Test
  void who_loses_waits_for_longer_each_time_and_never_beyond_the_bound() {
    var turns = new Turns(MOST, LONGEST);
    long before = 0;
    for (int loss = 1; loss <= 100; loss++) {
      var unused = turns.lost(BEGIN);
      long wait = turns.nanosToWait(BEGIN);

      assertThat(wait).isBetween(before, LONGEST.toNanos());
      before = wait;
    }
    assertThat(before).isEqualTo(LONGEST.toNanos());

    turns.won();
    var unused = turns.lost(BEGIN);
    assertThat(turns.nanosToWait(BEGIN)).isLessThanOrEqualTo(4 * MILLI);
  }

  @Test
  void waits_are_drawn_at_random() {
    var random = new Random(1);
    var waits =
        java.util.stream.Stream.generate(() -> new Turns(random, LONGEST))
            .limit(20)
            .peek(turns -> turns.lost(BEGIN))
            .map(turns -> turns.nanosToWait(BEGIN))
            .distinct();

    assertThat(waits).hasSizeGreaterThan(10);
  }

  @Test
  void others_hold_back_until_who_asked_has_appended_or_for_a_bounded_time() {
    var turns = new Turns(MOST, LONGEST);

    turns.makeWay(7, BEGIN);

    assertThat(turns.nanosToWait(BEGIN)).isEqualTo(Turns.HOLD.toNanos());
    turns.appended(8, BEGIN + MILLI);
    assertThat(turns.nanosToWait(BEGIN + MILLI)).isPositive();
    turns.appended(7, BEGIN + 2 * MILLI);
    assertThat(turns.nanosToWait(BEGIN + 2 * MILLI)).isZero();
    turns.makeWay(9, BEGIN + 3 * MILLI);
    assertThat(turns.nanosToWait(BEGIN + 3 * MILLI + Turns.HOLD.toNanos())).isZero();
  }

  @Test
  void a_writer_with_a_long_way_makes_progress_beside_a_busy_one_nearby() {
    var log = new Log(List.of(MILLI / 2, 20 * MILLI), new Random(7));

    log.run(Duration.ofSeconds(20));

    assertThat(log.writers.get(0).won).isGreaterThan(1_000);
    assertThat(log.writers.get(1).won).isGreaterThan(20);
  }

  @Test
  void writers_with_the_same_way_share_the_log() {
    var log = new Log(List.of(MILLI, MILLI, MILLI), new Random(7));

    log.run(Duration.ofSeconds(20));

    assertThat(log.writers).allSatisfy(writer -> assertThat(writer.won).isGreaterThan(200));
  }

  /// Without turns the one nearby always comes first: so the tests above can fail.
  @Test
  void a_writer_with_a_long_way_starves_where_nobody_yields() {
    var log = new Log(List.of(MILLI / 2, 20 * MILLI), new Random(7));
    log.yields = false;

    log.run(Duration.ofSeconds(20));

    assertThat(log.writers.get(1).won).isLessThan(3);
  }

  private record Event(long at, long number, Runnable what) {}

  private static final class Writer {
    private final Turns turns;
    private final long way;
    private long known;
    private int won;

    Writer(Turns turns, long way) {
      this.turns = turns;
      this.way = way;
    }
  }

  /// A log that takes an append only from who knows its end, and its writers, which always have
  /// something to append.
  private static final class Log {
    private final PriorityQueue<Event> events =
        new PriorityQueue<>(Comparator.comparingLong(Event::at).thenComparing(Event::number));
    private final List<Writer> writers;
    private boolean yields = true;
    private long end;
    private long now = BEGIN;
    private long numbers;

    Log(List<Long> ways, RandomGenerator random) {
      writers = ways.stream().map(way -> new Writer(new Turns(random, LONGEST), way)).toList();
    }

    void run(Duration time) {
      writers.forEach(this::append);
      while (now - BEGIN < time.toNanos()) {
        var next = events.remove();
        now = next.at();
        next.what().run();
      }
    }

    private void in(long nanos, Runnable what) {
      events.add(new Event(now + nanos, numbers++, what));
    }

    private void append(Writer writer) {
      long wait = yields ? writer.turns.nanosToWait(now) : 0;
      if (wait > 0) {
        in(wait, () -> append(writer));
        return;
      }
      long expected = writer.known;
      in(writer.way, () -> take(writer, expected));
    }

    private void take(Writer writer, long expected) {
      boolean kept = expected == end;
      if (kept) {
        end++;
        tell(other -> other.turns.appended(writers.indexOf(writer), now), writer);
      }
      in(writer.way, () -> answer(writer, kept, expected));
    }

    private void answer(Writer writer, boolean kept, long expected) {
      if (kept) {
        writer.won++;
        writer.known = Math.max(writer.known, expected + 1);
        writer.turns.won();
      } else if (writer.turns.lost(now) && yields) {
        in(writer.way, () -> ask(writer));
      }
      append(writer);
    }

    private void ask(Writer writer) {
      end++;
      long place = end;
      tell(other -> other.turns.makeWay(writers.indexOf(writer), now), writer);
      in(
          writer.way,
          () -> {
            writer.known = Math.max(writer.known, place);
            writer.turns.granted(now);
          });
    }

    private void tell(java.util.function.Consumer<Writer> news, Writer from) {
      long place = end;
      for (var other : writers) {
        if (other != from) {
          in(
              other.way,
              () -> {
                other.known = Math.max(other.known, place);
                news.accept(other);
              });
        }
      }
    }
  }
}
