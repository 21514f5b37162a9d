package io.edgemq.domain.push;

import static io.edgemq.domain.push.LaneRun.inFlight;
import static io.edgemq.domain.push.LaneRun.status;
import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.domain.Subject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/// How much is unsettled at most, beside a model that only counts.
class UnsettledBoundTest {
  private static final List<String> PARTS = List.of("a", "\"", "\\", "é", "€", "😀");

  /// As large as a subject gets, and all of its tokens but the first are escaped.
  private static final Subject LARGEST =
      new Subject("t".repeat(80) + ("." + "\"".repeat(128)).repeat(15));

  private static Subject subject(Random random) {
    var part = PARTS.get(random.nextInt(PARTS.size()));
    int most = 128 / part.getBytes(StandardCharsets.UTF_8).length;
    var token = "." + part.repeat(1 + random.nextInt(most));
    return new Subject("orders" + token.repeat(random.nextInt(16)));
  }

  /// The bytes that the subject takes in JSON.
  private static long size(Subject subject) {
    var escaped = subject.value().replace("\\", "\\\\").replace("\"", "\\\"");
    return escaped.getBytes(StandardCharsets.UTF_8).length;
  }

  /// A lane with more slots than messages, and what is unsettled in it.
  private static final class World {
    final Random random;
    final LaneRun run = new LaneRun(inFlight(2_000));
    final Map<Long, Subject> unsettled = new TreeMap<>();
    final List<Attempt> flying = new ArrayList<>();
    int waiting;

    World(long seed) {
      random = new Random(seed);
    }

    long bytes() {
      return unsettled.values().stream().mapToLong(UnsettledBoundTest::size).sum();
    }

    boolean isFull() {
      return unsettled.size() >= 1_000 || bytes() >= 256 << 10;
    }

    void read() {
      long from = run.lane.next(Backlog.TOPIC);
      var found = new ArrayList<Candidate>();
      int count = random.nextInt(200);
      for (int i = 0; i < count; i++) {
        found.add(new Candidate(from + i, subject(random)));
      }
      waiting += count;
      run.lane.add(Backlog.TOPIC, found, from + count);
    }

    void send() {
      for (var attempt : run.sendAll()) {
        boolean isNew = unsettled.put(attempt.key().number(), attempt.subject()) == null;
        waiting -= isNew ? 1 : 0;
        flying.add(attempt);
      }
    }

    void answer() {
      int count = Math.min(flying.size(), random.nextInt(200));
      for (int i = 0; i < count; i++) {
        var attempt = flying.remove(random.nextInt(flying.size()));
        boolean isTaken = random.nextInt(20) > 0;
        assertThat(run.lane.settle(attempt, status(isTaken ? 200 : 404), run.now, 0)).isNotNull();
        unsettled.remove(attempt.key().number());
      }
      run.save();
    }

    void retryOne() {
      if (!flying.isEmpty()) {
        run.answer(flying.removeFirst(), status(503));
        run.pass(Duration.ofMinutes(6));
      }
    }

    void replay() {
      run.lane.goTo(run.lane.instruction() + 1, run.lane.next(Backlog.TOPIC));
      flying.forEach(
          attempt -> assertThat(run.lane.settle(attempt, status(200), run.now, 0)).isNotNull());
      run.save();
      flying.clear();
      unsettled.clear();
      waiting = 0;
    }

    void step() {
      switch (random.nextInt(12)) {
        case 0, 1, 2, 3 -> read();
        case 4, 5 -> answer();
        case 6 -> retryOne();
        case 7 -> {
          if (random.nextInt(5) == 0) {
            replay();
          }
        }
        default -> send();
      }
    }
  }

  @Property(tries = 20)
  void a_lane_looks_at_new_messages_until_a_thousand_or_256_kib_of_subjects_are_unsettled(
      @ForAll long seed) {
    var world = new World(seed);
    for (int i = 0; i < 60; i++) {
      world.step();
      world.send();

      assertThat(world.bytes()).isLessThan((256 << 10) + size(LARGEST));
      assertThat(world.unsettled).hasSizeLessThanOrEqualTo(1_000);
      assertThat(world.waiting == 0 || world.isFull()).as("sent what there was room for").isTrue();
      assertThat(world.run.progress().isHeld()).isEqualTo(world.isFull());
    }
  }

  @Test
  void subjects_as_large_as_they_get_hold_the_lane_before_a_thousand_are_unsettled() {
    var run = new LaneRun(inFlight(1_000));
    var found = new ArrayList<Candidate>();
    for (int n = 1; n <= 1_000; n++) {
      found.add(new Candidate(n, LARGEST));
    }
    run.lane.add(Backlog.TOPIC, found, 1_001);

    int sent = run.sendAll().size();

    assertThat(sent).isEqualTo((int) Math.ceil((256 << 10) / (double) size(LARGEST)));
    assertThat(run.lane.wantsMore(Backlog.TOPIC)).isFalse();
    assertThat(run.progress().isHeld()).isTrue();
  }
}
