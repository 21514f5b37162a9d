package io.edgemq.nats.move;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.edgemq.domain.QueueType;
import io.edgemq.domain.RedrivePlan;
import io.edgemq.domain.Settlement;
import io.edgemq.domain.StoreException;
import io.edgemq.jetstream.Await;
import io.edgemq.nats.TwoAdapters;
import io.edgemq.nats.queue.QueueStreams;
import io.edgemq.ports.out.QueueStore.RedriveResult;
import io.edgemq.ports.out.QueueStore.RedriveStep;
import io.edgemq.ports.out.QueueStore.Redriven;
import io.edgemq.testkit.TestMessages;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// A group keeps its order during a redrive of which one step fails.
@Timeout(180)
class RedrivingTest extends TwoAdapters {
  private static final RedrivePlan PLAN = new RedrivePlan(JOBS.name(), null, null);

  private RedriveResult redrive(RedriveStep step) {
    return one.queueStore().redrive(DEAD, PLAN, step);
  }

  private List<String> receiveAll() throws InterruptedException {
    var texts = new ArrayList<String>();
    for (var found = receive(other, JOBS); !found.isEmpty(); found = receive(other, JOBS)) {
      var lease = found.getFirst().lease();
      texts.add(TestMessages.text(found.getFirst().message().content()));
      assertThat(settle(other, new Settlement.Ack(lease.handle()))).isEqualTo(done());
    }
    return texts;
  }

  @Test
  void the_next_of_a_group_waits_until_the_one_before_it_has_moved() throws Exception {
    create(DEAD, QueueType.FIFO, null);
    create(JOBS, QueueType.FIFO, null);
    one.queueStore()
        .send(
            DEAD,
            List.of(
                TestMessages.grouped("g", "a"),
                TestMessages.grouped("h", "x"),
                TestMessages.grouped("g", "b"),
                TestMessages.grouped("h", "y")));
    var away = takeAway(QueueStreams.messages(cluster, JOBS));
    assertThat(redrive(new RedriveStep(0, 4, 1))).isEqualTo(new Redriven(1, 1, 0));
    cluster.management().addStream(away);

    assertThat(redrive(new RedriveStep(1, 4, 3))).isEqualTo(new Redriven(2, 1, 0));
    assertThatExceptionOfType(StoreException.Unavailable.class)
        .isThrownBy(() -> redrive(new RedriveStep(2, 4, 2)));

    time.advance(CLAIM);
    Await.until(() -> messagesIn(JOBS) == 2);
    Await.until(() -> messagesIn(DEAD) == 2); // what is moved goes once that is written down
    assertThat(redrive(new RedriveStep(2, 4, 2))).isEqualTo(new Redriven(4, 2, 0));
    assertThat(receiveAll()).containsSubsequence("a", "b").containsSubsequence("x", "y").hasSize(4);
  }
}
