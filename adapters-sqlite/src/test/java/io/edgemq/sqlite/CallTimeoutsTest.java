package io.edgemq.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.domain.StoreException;
import io.edgemq.testkit.Background;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class CallTimeoutsTest {
  private final CallTimeouts timeouts = new CallTimeouts();

  @AfterEach
  void close() {
    timeouts.close();
  }

  private Background<String> waiting(Duration limit) throws Exception {
    return Background.startAndAwaitBlocked(
        () -> new Call<String, String>("work", limit).await(timeouts));
  }

  @Test
  void who_waits_in_vain_is_woken_at_the_deadline() throws Exception {
    timeouts.start();

    var caller = waiting(Duration.ofMillis(200));

    assertThat(caller.failure()).isInstanceOf(StoreException.TimedOut.class);
  }

  @Test
  void who_still_waits_at_the_end_is_woken_too() throws Exception {
    timeouts.start();
    var caller = waiting(Duration.ofMillis(500));

    timeouts.close();

    assertThat(caller.failure()).isInstanceOf(StoreException.TimedOut.class);
  }
}
