package io.edgemq.application.quota;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import io.edgemq.domain.Quota;
import io.edgemq.domain.QuotaKind;
import io.edgemq.domain.TenantId;
import io.edgemq.ports.in.Outcome;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Processes that share a rate, in a time of their own: a step is a millisecond.
final class SharedRateTest {
  private static final TenantId DEMO = new TenantId("demo");
  private static final int MOST = 1_000;
  private static final int SECONDS = 10;
  private static final double TOLERANCE = 15;
  private static final long MILLI = 1_000_000;

  private final AtomicLong now = new AtomicLong();
  private final ToldUsage told = new ToldUsage();
  private final Random random = new Random(42);

  /// One process, which reports at its own moments.
  private final class Edge {
    final TenantQuotas quotas;
    final UsageReports reports;
    final int offset = random.nextInt((int) UsageReports.TICK.toMillis());

    Edge(String name, int most) {
      var peers = told.join();
      var quota = new Quota(Map.of(QuotaKind.MESSAGES_PER_SECOND, (long) most));
      quotas = new TenantQuotas(_ -> quota, _ -> 0, peers, now::get, Duration.ZERO);
      reports = new UsageReports(quotas, peers, name, now::get);
    }

    int offer(double perSecond, int batch) {
      int taken = 0;
      double wanted = perSecond / 1000 / batch;
      int count = (int) wanted + (random.nextDouble() < wanted % 1 ? 1 : 0);
      for (int i = 0; i < count; i++) {
        taken += quotas.takeIn(DEMO, batch) instanceof Outcome.Done<?> ? batch : 0;
      }
      return taken;
    }

    void tick(int millis) {
      if (millis % UsageReports.TICK.toMillis() == offset) {
        reports.tick();
      }
    }
  }

  /// How much comes to each process in each second.
  private interface Load {
    double perSecond(int process, int second);
  }

  private int taken(List<Edge> processes, Load load, int batch) {
    int taken = 0;
    for (int millis = 0; millis < SECONDS * 1000; millis++) {
      for (int i = 0; i < processes.size(); i++) {
        processes.get(i).tick(millis);
        taken += processes.get(i).offer(load.perSecond(i, millis / 1000), batch);
      }
      now.addAndGet(MILLI);
    }
    return taken;
  }

  private List<Edge> processes(int count, int most) {
    return IntStream.range(0, count).mapToObj(i -> new Edge("p" + i, most)).toList();
  }

  private record Case(String name, Load load) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Case> loads() {
    return Stream.of(
        new Case("all on one", (process, _) -> process == 0 ? 2000 : 0),
        new Case("even", (_, _) -> 1000),
        new Case("even, far too much", (_, _) -> 10_000),
        new Case("90 to 10", (process, _) -> process == 0 ? 1800 : 200),
        new Case("90 to 10, far too much", (process, _) -> process == 0 ? 9000 : 1000),
        new Case("hardly too much", (process, _) -> process == 0 ? 800 : 300),
        new Case("moves once", (process, second) -> (second < 5) == (process == 0) ? 2000 : 0),
        new Case(
            "moves every two seconds", (process, second) -> second / 2 % 2 == process ? 3000 : 0),
        new Case("one joins", (process, second) -> process == 0 || second >= 5 ? 1500 : 0));
  }

  @ParameterizedTest
  @MethodSource("loads")
  void two_processes_take_the_rate_together(Case of) {
    int taken = taken(processes(2, MOST), of.load(), 1);

    assertThat((double) taken / SECONDS)
        .as("messages per second, %s", of.name())
        .isCloseTo(MOST, withinPercentage(TOLERANCE));
  }

  @ParameterizedTest
  @MethodSource("loads")
  void also_in_batches(Case of) {
    int taken = taken(processes(2, MOST), of.load(), 50);

    assertThat((double) taken / SECONDS)
        .as("messages per second, %s", of.name())
        .isCloseTo(MOST, withinPercentage(TOLERANCE));
  }

  @Test
  void a_small_rate_is_shared_too() {
    int taken = taken(processes(2, 10), (_, _) -> 100, 1);

    assertThat(taken / (double) SECONDS).isCloseTo(10, withinPercentage(TOLERANCE));
  }

  @Test
  void a_rate_smaller_than_the_number_of_processes_is_shared_too() {
    var four = processes(4, 2);
    var unused = taken(four, (_, _) -> 20, 1);

    int taken = taken(four, (_, _) -> 20, 1);

    assertThat(taken).isBetween(17, 23);
  }

  @Test
  void four_processes_take_the_rate_together_once_they_have_heard_of_each_other() {
    var four = processes(4, MOST);
    var unused = taken(four, (_, _) -> 1000, 1);

    int taken = taken(four, (process, _) -> process == 0 ? 3000 : 500, 1);

    assertThat((double) taken / SECONDS).isCloseTo(MOST, withinPercentage(TOLERANCE));
  }

  @Test
  void what_is_enough_for_all_is_taken_whole() {
    var two = processes(2, MOST);
    int offered = 8_000;

    int taken = taken(two, (process, _) -> process == 0 ? 600 : 200, 1);

    assertThat(taken).isCloseTo(offered, withinPercentage(3));
  }

  @Test
  void each_gets_the_part_that_it_is_asked_for() {
    var two = processes(2, MOST);
    int small = 0;
    for (int millis = 0; millis < SECONDS * 1000; millis++) {
      for (var process : two) {
        process.tick(millis);
      }
      var unused = two.get(0).offer(9_000, 1);
      small += two.get(1).offer(1_000, 1);
      now.addAndGet(MILLI);
    }

    assertThat(small / SECONDS).isBetween(80, 130);
  }

  @Test
  void a_process_is_heard_five_times_a_second_while_it_is_used_and_else_once() {
    var one = new Edge("p", MOST);
    for (int millis = 0; millis < 5000; millis++) {
      one.tick(millis);
      now.addAndGet(MILLI);
    }
    assertThat(told.told).hasSize(5);
    told.told.clear();

    for (int millis = 0; millis < 5000; millis++) {
      one.tick(millis);
      var unused = one.offer(100, 1);
      now.addAndGet(MILLI);
    }

    assertThat(told.told).hasSizeBetween(24, 25);
    assertThat(told.told.getLast().wanted().get("demo")).isBetween(80L, 120L);
  }
}
