package io.edgemq.application;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.memory.MemoryStore;
import io.edgemq.ports.in.CheckReadiness.Readiness;
import io.edgemq.ports.out.StoreTime;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ProcessReadinessTest {
  private final ProcessReadiness process =
      new ProcessReadiness(new MemoryStore(StoreTime.steady(InstantSource.system())).monitor());

  @Test
  void a_process_starts_serves_and_goes_down() {
    assertThat(process.readiness()).isEqualTo(new Readiness.Starting());

    process.serving();
    assertThat(process.readiness()).isEqualTo(new Readiness.Ready(List.of()));

    process.draining();
    assertThat(process.readiness()).isEqualTo(new Readiness.Draining());
  }

  @Test
  void one_that_is_told_to_end_while_it_starts_never_serves() {
    process.draining();
    process.serving();

    assertThat(process.readiness()).isEqualTo(new Readiness.Draining());
  }
}
