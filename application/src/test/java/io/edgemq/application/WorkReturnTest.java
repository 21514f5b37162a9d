package io.edgemq.application;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.domain.GroupId;
import io.edgemq.domain.NewQueueMessage;
import io.edgemq.domain.QueueName;
import io.edgemq.domain.QueueType;
import io.edgemq.domain.ReceiveRequest;
import io.edgemq.ports.in.Received;
import io.edgemq.ports.in.SettleMessages.Order;
import io.edgemq.ports.out.QueueStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What becomes of the messages of a worker that goes.
@Timeout(60)
final class WorkReturnTest extends WorkFixture {
  @Test
  void what_is_unsettled_can_be_received_at_once_and_its_attempt_counts() throws Exception {
    send(250);
    var work = work(1000);
    var messages = new ArrayList<Received>();
    while (messages.size() < 250) {
      messages.addAll(next(work));
    }
    value(ack(messages.getFirst()));

    work.close();
    work.close();

    assertThat(receive(JOBS, 100)).hasSize(100).allMatch(each -> each.attempt() == 2);
    assertThat(receive(JOBS, 100)).hasSize(100);
    assertThat(receive(JOBS, 100)).hasSize(49);
  }

  @Test
  void what_somebody_else_holds_meanwhile_stays_with_it() throws Exception {
    send(1);
    var work = work(1);
    next(work);
    clock.advance(LEASE);
    var other = receive(JOBS, 1).getFirst();

    work.close();

    assertThat(receive(JOBS, 1)).isEmpty();
    value(ack(other));
  }

  @Test
  void groups_keep_their_order() throws Exception {
    var fifo = new QueueName("ordered.fifo");
    make(fifo, jobs(QueueType.FIFO));
    for (int i = 0; i < 6; i++) {
      var group = new GroupId("g" + i % 2);
      int number = i;
      value(
          sending.send(
              demo,
              fifo,
              () -> new NewQueueMessage(content("m" + number, Map.of()), null, group, null)));
    }
    var work = value(working.open(demo, fifo, 10));
    assertThat(sequences(next(work))).containsExactly(1L, 2L);

    work.close();

    for (long first = 1; first < 6; first += 2) {
      var messages =
          value(receiving.receive(demo, fifo, new ReceiveRequest(10, null, Duration.ZERO)));
      assertThat(sequences(messages)).containsExactlyInAnyOrder(first, first + 1);
      for (var each : messages) {
        value(settling.settle(demo, fifo, List.of(new Order.Ack(each.receipt()))));
      }
    }
  }

  @Test
  void an_outage_leaves_them_until_their_leases_end() throws Exception {
    var broken =
        ControlFixture.failing(
            QueueStore.class, store.queueStore(), method -> method.getName().equals("settle"));
    var tools =
        new Working.Tools(new Receiving.Tools(signer, waits, calls, clock, traffic), leases);
    var work =
        value(new Working(admission, store.queueCatalog(), broken, tools).open(demo, JOBS, 1));
    send(1);
    next(work);

    work.close();

    assertThat(receive(JOBS, 1)).isEmpty();
    clock.advance(LEASE);
    assertThat(receive(JOBS, 1)).hasSize(1);
  }

  @Test
  void an_interrupted_thread_gives_back_too() throws Exception {
    send(1);
    var work = work(1);
    next(work);

    Thread.currentThread().interrupt();
    work.close();

    assertThat(Thread.interrupted()).isTrue();
    assertThat(receive(JOBS, 1)).hasSize(1);
  }
}
