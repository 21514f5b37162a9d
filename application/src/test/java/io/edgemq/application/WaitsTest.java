package io.edgemq.application;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.domain.Principal;
import io.edgemq.domain.Scopes;
import io.edgemq.domain.TenantId;
import io.edgemq.memory.MemoryStore;
import io.edgemq.ports.out.StoreTime;
import java.time.InstantSource;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class WaitsTest {
  private final Principal demo =
      new Principal(new TenantId("demo"), new Principal.Key("ak_1"), Scopes.EVERYTHING, null);
  private final InstantSource clock = InstantSource.system();
  private final MemoryStore store = new MemoryStore(StoreTime.of(clock));
  private final OpenCalls calls =
      new OpenCalls(new Access(), TestKeys.with(store.keys(), demo), clock);
  private final Waits waits = new Waits(calls);

  @Test
  void a_wait_that_is_ended_answers_instead() throws Exception {
    var waiting = new CountDownLatch(1);
    try (var background = Executors.newVirtualThreadPerTaskExecutor()) {
      var answer =
          background.submit(
              () ->
                  waits.during(
                      demo,
                      () -> {
                        waiting.countDown();
                        new CountDownLatch(1).await();
                        return "message";
                      },
                      () -> "nothing"));
      waiting.await();

      waits.endAll();

      assertThat(answer.get(10, TimeUnit.SECONDS)).isEqualTo("nothing");
    }
  }

  @Test
  void a_wait_that_begins_after_the_end_does_not_last() throws Exception {
    waits.endAll();

    var answer =
        waits.during(
            demo,
            () -> {
              new CountDownLatch(1).await();
              return "message";
            },
            () -> "nothing");

    assertThat(answer).isEqualTo("nothing");
    assertThat(Thread.currentThread().isInterrupted()).isFalse();
  }

  @Test
  void what_was_got_in_time_is_kept_and_leaves_no_interrupt_behind() throws Exception {
    waits.endAll();

    var answer = waits.during(demo, () -> "message", () -> "nothing");

    assertThat(answer).isEqualTo("message");
    assertThat(Thread.currentThread().isInterrupted()).isFalse();
  }

  @Test
  void a_wait_ends_when_the_key_of_its_caller_is_revoked() throws Exception {
    var waiting = new CountDownLatch(1);
    try (var background = Executors.newVirtualThreadPerTaskExecutor()) {
      var answer =
          background.submit(
              () ->
                  waits.during(
                      demo,
                      () -> {
                        waiting.countDown();
                        new CountDownLatch(1).await();
                        return "message";
                      },
                      () -> "nothing"));
      waiting.await();
      store.keys().revoke(demo.tenant(), demo.actor(), clock.instant());

      calls.refresh(demo.key().orElseThrow());

      assertThat(answer.get(10, TimeUnit.SECONDS)).isEqualTo("nothing");
      assertThat(waits.count()).isZero();
    }
  }
}
