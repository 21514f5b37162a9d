package io.edgemq.nats.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.nats.queue.PendingCommand.ReadIndex;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LongPollsTest {
  private final LongPolls room = new LongPolls();

  private PendingCommand<Boolean> comes(Duration patience) {
    var ticket = new PendingCommand<Boolean>(_ -> Optional.empty(), ReadIndex.ANY, patience);
    room.add(ticket);
    return ticket;
  }

  @Test
  void those_leave_whose_wait_is_over_the_earliest_end_first() {
    var longest = comes(Duration.ofSeconds(30));
    var shortest = comes(Duration.ofSeconds(1));
    var middle = comes(Duration.ofSeconds(2));

    assertThat(room.leaving(shortest.deadline() - 1)).isEmpty();
    assertThat(room.leaving(middle.deadline())).isEqualTo(List.of(shortest, middle));
    assertThat(room.all()).isEqualTo(List.of(longest));
    assertThat(room.nanosToNext(longest.deadline() - 5)).hasValue(5);
    assertThat(room.nanosToNext(longest.deadline() + 5)).hasValue(0);
  }

  @Test
  void they_are_served_in_the_order_in_which_they_came_until_nothing_is_left() {
    var first = comes(Duration.ofSeconds(30));
    var second = comes(Duration.ofSeconds(1));
    var third = comes(Duration.ofSeconds(1));
    var served = new ArrayList<PendingCommand<?>>();

    room.visit(() -> served.size() < 2, served::add);

    assertThat(served).isEqualTo(List.of(first, second));
    assertThat(room.all()).isEqualTo(List.of(third));
    assertThat(room.leaving(first.deadline())).isEqualTo(List.of(third));
    assertThat(room.isEmpty()).isTrue();
    assertThat(room.nanosToNext(0)).isEmpty();
  }

  @Test
  void who_can_not_be_served_stays() {
    var first = comes(Duration.ofSeconds(3));
    var second = comes(Duration.ofSeconds(2));

    room.visit(() -> true, ticket -> ticket == second);

    assertThat(room.all()).isEqualTo(List.of(first));
    assertThat(room.nanosToNext(first.deadline() - 7)).hasValue(7);
  }
}
