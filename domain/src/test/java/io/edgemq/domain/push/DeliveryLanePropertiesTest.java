package io.edgemq.domain.push;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.domain.Ordering;
import io.edgemq.domain.Subject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/// Random runs of a lane whose process is killed now and then, between a send and its save.
class DeliveryLanePropertiesTest {
  private static final int MESSAGES = 40;

  /// What an endpoint has seen, and a process that delivers to it.
  private static final class World {
    private final Random random;
    private final LanePolicy policy;
    private final Map<Long, Integer> received = new HashMap<>();
    private final Map<Long, Integer> refused = new HashMap<>();
    private final List<Attempt> flying = new ArrayList<>();
    private LaneRun run;
    private DeliveryProgress saved = DeliveryProgress.begin(0, 1);
    private int kills;

    World(long seed, int maxInFlight, Ordering ordering) {
      this.random = new Random(seed);
      this.policy = new LanePolicy(maxInFlight, OptionalDouble.empty(), 1_000, ordering);
      this.run = new LaneRun(policy);
    }

    private static Subject subject(long sequence) {
      return new Subject("orders." + sequence % 5);
    }

    void step() {
      switch (random.nextInt(10)) {
        case 0 -> kill();
        case 1 -> run.pass(Duration.ofSeconds(random.nextInt(90)));
        case 2, 3 -> read();
        case 4 -> saved = run.save();
        case 5, 6, 7 -> send();
        default -> answer(random.nextInt(4) == 0 ? 503 : 200);
      }
    }

    private void kill() {
      kills++;
      flying.clear();
      var now = run.now;
      run = new LaneRun(policy, saved);
      run.now = now;
    }

    private void read() {
      long from = run.lane.next(Backlog.TOPIC);
      long end = Math.min(MESSAGES + 1, from + random.nextInt(8));
      var found = new ArrayList<Candidate>();
      for (long n = from; n < end; n++) {
        found.add(new Candidate(n, subject(n)));
      }
      run.lane.add(Backlog.TOPIC, found, end);
    }

    private void send() {
      if (run.lane.step(run.now) instanceof Step.Send(var attempt)) {
        if (policy.ordering() == Ordering.SUBJECT) {
          assertThat(flying)
              .as("a subject has one message on its way")
              .noneMatch(other -> other.subject().equals(attempt.subject()));
        }
        received.merge(attempt.key().number(), 1, Integer::sum);
        flying.add(attempt);
        assertThat(flying.size()).isLessThanOrEqualTo(policy.maxInFlight());
      }
    }

    private void answer(int status) {
      if (!flying.isEmpty()) {
        var attempt = flying.remove(random.nextInt(flying.size()));
        if (status != 200) {
          refused.merge(attempt.key().number(), 1, Integer::sum);
        }
        Objects.requireNonNull(
            run.lane.settle(attempt, LaneRun.status(status), run.now, random.nextDouble()));
      }
    }

    /// The endpoint works from now on, and nobody kills the process.
    void finish() {
      for (int i = 0; i < 10_000 && run.progress().floor() <= MESSAGES; i++) {
        read();
        run.pass(Duration.ofSeconds(random.nextInt(90)));
        send();
        answer(200);
        saved = run.save();
      }
    }

    private int repeated() {
      return received.entrySet().stream()
          .mapToInt(e -> e.getValue() - 1 - refused.getOrDefault(e.getKey(), 0))
          .sum();
    }
  }

  @Property(tries = 500)
  void every_message_arrives_and_a_kill_repeats_as_many_as_were_in_flight_at_most(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 6) int maxInFlight,
      @ForAll Ordering ordering) {
    var world = new World(seed, maxInFlight, ordering);
    for (int i = 0; i < 400; i++) {
      world.step();
    }

    world.finish();

    assertThat(world.received).hasSize(MESSAGES);
    assertThat(world.run.progress().floor()).isEqualTo(MESSAGES + 1);
    assertThat(world.run.progress().unsettled()).isEmpty();
    assertThat(world.repeated()).isLessThanOrEqualTo(world.kills * maxInFlight);
  }
}
