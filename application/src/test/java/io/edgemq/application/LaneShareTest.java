package io.edgemq.application;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.domain.SubscriptionId;
import io.edgemq.domain.SubscriptionRef;
import io.edgemq.domain.TenantId;
import io.edgemq.ports.out.OwnerId;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class LaneShareTest {
  private static SubscriptionRef subscription(int n) {
    return new SubscriptionRef(
        new TenantId("demo"), new SubscriptionId("sub_" + "%024d".formatted(n)));
  }

  private static Set<OwnerId> owners(int count, int seed) {
    return IntStream.range(0, count)
        .mapToObj(i -> new OwnerId("owner" + seed + "x" + i))
        .collect(Collectors.toSet());
  }

  @Property
  void each_process_gets_an_equal_part_of_the_lanes_of_a_subscription(
      @ForAll @IntRange(min = 1, max = 16) int lanes,
      @ForAll @IntRange(min = 1, max = 9) int processes,
      @ForAll int seed) {
    var alive = owners(processes, seed);

    var shares = LaneShare.of(subscription(1), lanes, alive);

    assertThat(shares).hasSize(lanes);
    assertThat(alive)
        .allMatch(owner -> Collections.frequency(shares, owner) <= Math.ceilDiv(lanes, processes));
  }

  @Test
  void every_process_comes_to_the_same_answer() {
    var alive = owners(5, 1);

    assertThat(LaneShare.of(subscription(3), 8, List.copyOf(alive)))
        .isEqualTo(LaneShare.of(subscription(3), 8, List.copyOf(alive).reversed()));
  }

  @Test
  void subscriptions_with_one_lane_are_spread_and_move_only_to_who_joins() {
    var three = owners(3, 1);
    var four = owners(4, 1);
    int moved = 0;
    for (int n = 0; n < 1_000; n++) {
      var before = first(n, three);
      var after = first(n, four);
      if (!before.equals(after)) {
        moved++;
        assertThat(three).doesNotContain(after);
      }
    }

    assertThat(moved).isBetween(150, 350);
    for (var owner : three) {
      assertThat(IntStream.range(0, 1_000).filter(n -> first(n, three).equals(owner)).count())
          .isBetween(250L, 420L);
    }
  }

  private static OwnerId first(int n, Collection<OwnerId> alive) {
    return LaneShare.of(subscription(n), 1, alive).getFirst();
  }

  @Test
  void without_processes_nobody_delivers() {
    assertThat(LaneShare.of(subscription(1), 4, Set.of())).isEmpty();
  }
}
