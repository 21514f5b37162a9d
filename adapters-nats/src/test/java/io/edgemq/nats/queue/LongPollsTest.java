package io.edgemq.nats.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.nats.queue.PendingCommand.ReadIndex;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LongPollsTest {
  private final LongPolls polls = new LongPolls();

  private PendingCommand<Boolean> comes(Duration patience) {
    var pending = new PendingCommand<Boolean>(_ -> Optional.empty(), ReadIndex.ANY, patience);
    polls.add(pending);
    return pending;
  }

  @Test
  void expired_waits_are_removed_in_the_order_of_their_ends() {
    var longest = comes(Duration.ofSeconds(30));
    var shortest = comes(Duration.ofSeconds(1));
    var middle = comes(Duration.ofSeconds(2));

    assertThat(polls.leaving(shortest.deadline() - 1)).isEmpty();
    assertThat(polls.leaving(middle.deadline())).isEqualTo(List.of(shortest, middle));
    assertThat(polls.all()).isEqualTo(List.of(longest));
    assertThat(polls.nanosToNext(longest.deadline() - 5)).hasValue(5);
    assertThat(polls.nanosToNext(longest.deadline() + 5)).hasValue(0);
  }

  @Test
  void waiting_commands_are_served_oldest_first_until_nothing_is_left() {
    var first = comes(Duration.ofSeconds(30));
    var second = comes(Duration.ofSeconds(1));
    var third = comes(Duration.ofSeconds(1));
    var served = new ArrayList<PendingCommand<?>>();

    polls.removeWhile(() -> served.size() < 2, served::add);

    assertThat(served).isEqualTo(List.of(first, second));
    assertThat(polls.all()).isEqualTo(List.of(third));
    assertThat(polls.leaving(first.deadline())).isEqualTo(List.of(third));
    assertThat(polls.isEmpty()).isTrue();
    assertThat(polls.nanosToNext(0)).isEmpty();
  }

  @Test
  void a_command_that_cannot_be_served_keeps_waiting() {
    var first = comes(Duration.ofSeconds(3));
    var second = comes(Duration.ofSeconds(2));

    polls.removeWhile(() -> true, pending -> pending == second);

    assertThat(polls.all()).isEqualTo(List.of(first));
    assertThat(polls.nanosToNext(first.deadline() - 7)).hasValue(7);
  }
}
