package io.edgemq.application;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class WaitsTest {
  private final Waits waits = new Waits();

  @Test
  void a_wait_that_is_ended_answers_instead() throws Exception {
    var waiting = new CountDownLatch(1);
    try (var background = Executors.newVirtualThreadPerTaskExecutor()) {
      var answer =
          background.submit(
              () ->
                  waits.during(
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

    var answer = waits.during(() -> "message", () -> "nothing");

    assertThat(answer).isEqualTo("message");
    assertThat(Thread.currentThread().isInterrupted()).isFalse();
  }
}
