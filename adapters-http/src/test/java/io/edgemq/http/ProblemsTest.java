package io.edgemq.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.ports.in.Refusal;
import org.junit.jupiter.api.Test;

final class ProblemsTest {
  @Test
  void what_the_store_can_not_place_is_unprocessable_and_told() {
    var problem = Problems.of(new Refusal.Unplaceable("the cluster has no server with geo:eu"));

    assertThat(problem.status().code()).isEqualTo(422);
    assertThat(problem.code()).isEqualTo("placement_unsatisfiable");
    assertThat(problem.detail()).isEqualTo("The cluster has no server with geo:eu.");
  }

  @Test
  void a_change_that_others_overtook_each_time_is_a_conflict() {
    var problem = Problems.of(new Refusal.Contended());

    assertThat(problem.status().code()).isEqualTo(409);
    assertThat(problem.code()).isEqualTo("concurrent_change");
  }
}
