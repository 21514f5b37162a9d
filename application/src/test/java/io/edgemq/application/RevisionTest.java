package io.edgemq.application;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.ports.in.Outcome;
import io.edgemq.ports.in.Refusal;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;

final class RevisionTest {
  @Test
  void what_overtook_an_attempt_is_what_the_next_one_begins_with() {
    var seen = new ArrayList<Integer>();

    var outcome =
        Revision.<Integer, String>of(
            1,
            current -> {
              seen.add(current);
              return current < 3 ? new Revision.Overtaken<>(current + 1) : Revision.done("done");
            });

    assertThat(outcome).isEqualTo(Outcome.done("done"));
    assertThat(seen).containsExactly(1, 2, 3);
  }

  @Test
  void a_refusal_ends_it() {
    var outcome =
        Revision.<Integer, String>of(1, _ -> Revision.refused(new Refusal.NoSuchSubscription()));

    assertThat(outcome).isEqualTo(Outcome.refused(new Refusal.NoSuchSubscription()));
  }

  @Test
  void who_is_overtaken_each_time_is_refused() {
    var outcome = Revision.<Integer, String>of(1, n -> new Revision.Overtaken<>(n + 1));

    assertThat(outcome).isEqualTo(Outcome.refused(new Refusal.Contended()));
  }
}
