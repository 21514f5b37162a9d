package io.edgemq.jetstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.testkit.Background;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Every waiting caller is woken, with an answer or without.
@Timeout(30)
class RequestTimeoutsTest {
  private final RequestTimeouts deadlines = new RequestTimeouts();
  private final CompletableFuture<String> answer = new CompletableFuture<>();

  @AfterEach
  void close() {
    deadlines.close();
  }

  private static void assertWokenInVain(Background<String> caller) throws Exception {
    assertThat(caller.failure())
        .isInstanceOf(ExecutionException.class)
        .hasCauseInstanceOf(TimeoutException.class);
  }

  @Test
  void a_caller_without_an_answer_is_woken_after_the_limit() throws Exception {
    var limit = Duration.ofMillis(200);
    assertWokenInVain(Background.startAndAwaitBlocked(() -> deadlines.await(answer, limit)));
  }

  @Test
  void a_caller_with_a_long_wait_is_woken_after_the_limit() throws Exception {
    var limit = Duration.ofMillis(200);
    assertWokenInVain(Background.startAndAwaitBlocked(() -> deadlines.awaitLong(answer, limit)));
  }

  @Test
  void a_caller_with_a_long_wait_is_woken_after_close_too() throws Exception {
    var limit = Duration.ofSeconds(1);
    var caller = Background.startAndAwaitBlocked(() -> deadlines.awaitLong(answer, limit));

    deadlines.close();

    assertWokenInVain(caller);
  }

  @Test
  void an_answer_ends_the_wait() throws Exception {
    var limit = Duration.ofHours(1);
    var caller = Background.startAndAwaitBlocked(() -> deadlines.awaitLong(answer, limit));

    answer.complete("it");

    assertThat(caller.result()).isEqualTo("it");
  }
}
