package io.edgemq.nats;

import static java.time.Duration.ZERO;
import static java.time.Duration.ofHours;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.domain.QueueType;
import io.edgemq.testkit.QueueProbe;
import io.edgemq.testkit.TestMessages;
import io.edgemq.testkit.TestTime;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Adapters whose clocks differ: nobody waits for longer than a lease or a delay was meant to last.
class ClocksTest extends TwoAdapters {
  private final TestTime behind = new TestTime();

  private NatsStore openBehind() {
    behind.set(ofHours(-1));
    return opened.add(NatsStore.open(config(), behind));
  }

  @Test
  void an_adapter_whose_clock_is_behind_waits_no_longer_than_the_lease_lasts() throws Exception {
    create(JOBS, QueueType.STANDARD, null);
    one.queueStore().send(JOBS, List.of(TestMessages.message("job")));
    assertThat(receive(one, JOBS, ofSeconds(30), ZERO)).hasSize(1);
    var late = openBehind();

    assertThat(receive(late, JOBS, ofSeconds(30), ZERO)).isEmpty();
    behind.advance(ofMillis(29_999));
    assertThat(receive(late, JOBS, ofSeconds(30), ZERO)).isEmpty();
    behind.advance(ofMillis(1));

    assertThat(QueueProbe.texts(receive(late, JOBS, ofSeconds(30), ZERO))).containsExactly("job");
  }

  @Test
  void an_adapter_whose_clock_is_behind_waits_no_longer_than_the_delay_lasts() throws Exception {
    create(JOBS, QueueType.STANDARD, null);
    one.queueStore().send(JOBS, List.of(TestMessages.delayed("job", ofSeconds(30))));
    var late = openBehind();

    assertThat(receive(late, JOBS, ofSeconds(30), ZERO)).isEmpty();
    behind.advance(ofSeconds(30));

    assertThat(QueueProbe.texts(receive(late, JOBS, ofSeconds(30), ZERO))).containsExactly("job");
  }
}
