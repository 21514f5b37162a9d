package io.edgemq.application;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class StreamTimeoutsTest {
  private final Set<TimedWait> open = ConcurrentHashMap.newKeySet();
  private final StreamTimeouts timeouts = new StreamTimeouts(open);

  @Test
  void one_that_fails_does_not_end_the_looks_at_the_others() throws Exception {
    var looks = new CountDownLatch(2);
    open.add(
        _ -> {
          throw new IllegalStateException("a bug");
        });
    open.add(_ -> looks.countDown());

    timeouts.begin();

    assertThat(looks.await(30, TimeUnit.SECONDS)).isTrue();
    open.clear();
  }

  @Test
  void after_an_error_the_next_that_is_added_is_looked_at() throws Exception {
    var failed = new CountDownLatch(1);
    TimedWait failing =
        _ -> {
          open.clear();
          failed.countDown();
          throw new AssertionError("not a bug of its own");
        };
    open.add(failing);
    timeouts.begin();
    assertThat(failed.await(30, TimeUnit.SECONDS)).isTrue();

    var looks = new CountDownLatch(1);
    open.add(_ -> looks.countDown());
    while (looks.getCount() > 0) {
      timeouts.begin();
      Thread.onSpinWait();
    }

    assertThat(looks.getCount()).isZero();
    open.clear();
  }
}
