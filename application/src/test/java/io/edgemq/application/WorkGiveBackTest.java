package io.edgemq.application;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.domain.DeadLetterPolicy;
import io.edgemq.domain.Lease;
import io.edgemq.domain.QueueName;
import io.edgemq.domain.QueueRef;
import io.edgemq.domain.QueueType;
import io.edgemq.ports.in.WorkOnQueues.QueueWork;
import io.edgemq.ports.out.QueueStore;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What was leased and never reached its worker, and what a worker leases while its credit changes.
@Timeout(60)
final class WorkGiveBackTest extends WorkFixture {
  @Test
  void what_never_reached_the_worker_counts_as_never_received() throws Exception {
    send(3);
    try (var work = work(3)) {
      var messages = next(work);

      work.giveBack(messages.subList(1, 3));
      work.giveBack(messages.subList(1, 3));

      assertThat(work.unsettled()).isEqualTo(1);
      var again = next(work);
      assertThat(sequences(again)).containsExactly(2L, 3L);
      assertThat(again).allMatch(each -> each.attempt() == 1);
    }
  }

  @Test
  void a_message_that_may_be_received_once_is_no_dead_letter_when_nobody_got_it() throws Exception {
    var once = new QueueName("once");
    make(once, config(QueueType.STANDARD, new DeadLetterPolicy(DEAD, 1)));
    value(sending.send(demo, once, () -> message("a")));
    try (var work = value(working.open(demo, once, 1))) {
      work.giveBack(next(work));

      assertThat(next(work)).hasSize(1);
    }
    assertThat(receive(DEAD, 1)).isEmpty();
  }

  @Test
  void what_was_closed_meanwhile_is_not_given_back_twice() throws Exception {
    send(1);
    var work = work(1);
    var messages = next(work);
    work.close();
    var other = receive(JOBS, 1).getFirst();

    work.giveBack(messages);

    assertThat(receive(JOBS, 1)).isEmpty();
    value(ack(other));
  }

  @Test
  void another_workers_message_is_not_given_back() throws Exception {
    send(1);
    try (var work = work(1);
        var other = work(1)) {
      var messages = next(other);

      work.giveBack(messages);

      assertThat(other.unsettled()).isEqualTo(1);
      assertThat(receive(JOBS, 1)).isEmpty();
    }
  }

  @Test
  void less_credit_counts_for_a_wait_for_messages_too() throws Exception {
    send(10);
    var other = work(10);
    assertThat(next(other)).hasSize(10);
    try (var work = work(10)) {
      var result = waiting(work);

      value(work.credit(1));
      other.close(); // all at once

      assertThat(value(soon(result))).hasSize(1);
      assertThat(work.unsettled()).isEqualTo(1);
    }
  }

  @Test
  void less_credit_while_messages_are_leased_leaves_the_rest_as_never_received() throws Exception {
    send(3);
    var work = new AtomicReference<QueueWork>();
    work.set(worker(() -> value(work.get().credit(1)), 3));

    var messages = next(work.get());

    assertThat(sequences(messages)).containsExactly(1L);
    assertThat(receive(JOBS, 3)).hasSize(2).allMatch(each -> each.attempt() == 1);
    work.get().close();
  }

  @Test
  void an_interrupt_waits_until_what_was_leased_for_a_closed_worker_is_back() throws Exception {
    send(1);
    var work = new AtomicReference<QueueWork>();
    work.set(
        worker(
            () -> {
              work.get().close();
              Thread.currentThread().interrupt();
            },
            1));

    var messages = value(work.get().next(Duration.ZERO));

    assertThat(Thread.interrupted()).isTrue();
    assertThat(messages).isEmpty();
    assertThat(receive(JOBS, 1)).hasSize(1).allMatch(each -> each.attempt() == 1);
  }

  /// A worker over a store that does something once it has leased messages, and that is never asked
  /// to take back any by a thread that is interrupted.
  private QueueWork worker(Runnable onceLeased, int credit) {
    var inner = store.queueStore();
    var outer =
        (QueueStore)
            Proxy.newProxyInstance(
                QueueStore.class.getClassLoader(),
                new Class<?>[] {QueueStore.class},
                (_, method, arguments) -> {
                  if (method.getName().equals("unreceive")) {
                    assertThat(Thread.currentThread().isInterrupted()).isFalse();
                  }
                  try {
                    var result = method.invoke(inner, arguments);
                    if (method.getName().equals("receive")) {
                      onceLeased.run();
                    }
                    return result;
                  } catch (InvocationTargetException failed) {
                    throw failed.getCause();
                  }
                });
    var tools =
        new Working.Tools(new Receiving.Tools(signer, waits, calls, clock, traffic), leases);
    var other = new Working(admission, store.queueCatalog(), outer, tools);
    return value(other.open(demo, JOBS, credit));
  }

  @Test
  void of_extensions_that_are_told_in_another_order_the_later_end_counts() throws Exception {
    send(2);
    try (var work = work(1)) {
      var message = next(work).getFirst();
      var queue = new QueueRef(demo.tenant(), JOBS);
      var handle = signer.verify(queue, message.receipt()).orElseThrow();
      var now = clock.instant();
      leases.extended(queue, handle, new Lease(handle, 1, now.plus(LEASE.multipliedBy(3))));

      leases.extended(queue, handle, new Lease(handle, 1, now.plus(LEASE.multipliedBy(2))));

      clock.advance(LEASE.multipliedBy(2).plusSeconds(1));
      assertThat(work.unsettled()).isEqualTo(1);
      clock.advance(LEASE);
      assertThat(work.unsettled()).isZero();
    }
  }

  @Test
  void an_extension_that_ends_a_lease_gives_its_credit_back() throws Exception {
    send(1);
    try (var work = work(1)) {
      var message = next(work).getFirst();
      var queue = new QueueRef(demo.tenant(), JOBS);
      var handle = signer.verify(queue, message.receipt()).orElseThrow();

      leases.extended(queue, handle, new Lease(handle, 1, clock.instant()));

      assertThat(work.unsettled()).isZero();
    }
  }
}
