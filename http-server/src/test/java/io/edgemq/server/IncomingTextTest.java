package io.edgemq.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/// The room that a client's message takes.
final class IncomingTextTest {
  private static final int TOTAL = 1 << 20;
  private static final int MOST = 600_000;
  private static final int LENGTH = 300_000;

  @Test
  void it_waits_for_room_that_others_give_back() throws Exception {
    var room = new LiveRoom(new ByteBudget(TOTAL, Duration.ofMinutes(1)), "owner");
    assertThat(room.takeNow(MOST)).isTrue();
    var text = new IncomingText(room);
    var grows = new FutureTask<>(() -> text.grow(LENGTH, LENGTH));
    var thread = Thread.ofPlatform().start(grows);
    while (thread.getState() != Thread.State.TIMED_WAITING && !grows.isDone()) {
      Thread.onSpinWait();
    }

    room.give(MOST);

    assertThat(grows.get(60, TimeUnit.SECONDS)).isTrue();
    System.arraycopy("x".repeat(LENGTH).getBytes(UTF_8), 0, text.bytes(), 0, LENGTH);
    assertThat(text.added(LENGTH)).isTrue();
  }

  @Test
  void without_room_it_is_refused_in_the_end() throws Exception {
    var budget = new ByteBudget(TOTAL, Duration.ofMillis(1));
    var room = new LiveRoom(budget, "owner");
    assertThat(room.takeNow(MOST)).isTrue();

    assertThat(new IncomingText(room).grow(LENGTH, LENGTH)).isFalse();

    assertThat(budget.refused()).isEqualTo(1);
    assertThat(budget.used()).isEqualTo(MOST);
  }
}
