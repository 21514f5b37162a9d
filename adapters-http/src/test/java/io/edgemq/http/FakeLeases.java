package io.edgemq.http;

import io.edgemq.domain.Attributes;
import io.edgemq.domain.Content;
import io.edgemq.domain.GroupId;
import io.edgemq.domain.Payload;
import io.edgemq.domain.Principal;
import io.edgemq.domain.QueueMessage;
import io.edgemq.domain.QueueName;
import io.edgemq.domain.ReceiveRequest;
import io.edgemq.ports.in.Outcome;
import io.edgemq.ports.in.ReceiveMessages;
import io.edgemq.ports.in.Received;
import io.edgemq.ports.in.Refusal;
import io.edgemq.ports.in.Sent;
import io.edgemq.ports.in.SettleMessages;
import io.edgemq.ports.in.Unit;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Leases that remember what was asked of them.
final class FakeLeases implements ReceiveMessages, SettleMessages {
  final BlockingQueue<Received> ready = new LinkedBlockingQueue<>();
  final BlockingQueue<List<Received>> givenBack = new LinkedBlockingQueue<>();
  final BlockingQueue<Boolean> interrupted = new LinkedBlockingQueue<>();
  final BlockingQueue<Boolean> hangUpSeen = new LinkedBlockingQueue<>();
  final List<Order> orders = new ArrayList<>();
  final List<Outcome<Effect>> effects = new ArrayList<>();
  final CountDownLatch waiting = new CountDownLatch(1);
  @Nullable ReceiveRequest request;
  @Nullable Refusal refusal;

  /// Set, a receive only answers once it is counted down, whoever interrupts it meanwhile.
  @Nullable CountDownLatch stubborn;

  static Received received(long sequence, String body, @Nullable String group) {
    return received(sequence, body, group, Map.of("k", "v"));
  }

  static Received received(
      long sequence, String body, @Nullable String group, Map<String, String> attributes) {
    var content =
        new Content(
            "text/plain",
            Attributes.of(attributes),
            new Payload(body.getBytes(StandardCharsets.UTF_8)));
    var message =
        new QueueMessage(
            new QueueName("jobs"),
            sequence,
            Instant.ofEpochMilli(1_763_712_000_123L),
            group == null ? null : new GroupId(group),
            content);
    return new Received(message, "r" + sequence, 2, Instant.parse("2025-11-21T08:00:30Z"));
  }

  @Override
  public Outcome<Unit> mayReceive(Principal who, QueueName queue) {
    return Unit.done();
  }

  @Override
  public Outcome<List<Received>> receive(Principal who, QueueName queue, ReceiveRequest wanted)
      throws InterruptedException {
    request = wanted;
    waiting.countDown();
    if (stubborn != null) {
      awaitStubbornly(stubborn);
    }
    var messages = new ArrayList<Received>();
    try {
      var first = ready.poll(wanted.maxWait().toMillis(), TimeUnit.MILLISECONDS);
      if (first != null) {
        messages.add(first);
        ready.drainTo(messages, wanted.max() - 1);
      }
    } catch (InterruptedException gone) {
      interrupted.add(true);
      throw gone;
    }
    return refusal == null ? Outcome.done(messages) : Outcome.refused(refusal);
  }

  /// As a store would that finds a message in the moment of the interrupt, which comes too late.
  private void awaitStubbornly(CountDownLatch latch) {
    while (true) {
      try {
        latch.await();
        return;
      } catch (InterruptedException tooLate) {
        hangUpSeen.add(true);
      }
    }
  }

  @Override
  public void giveBack(Principal who, QueueName queue, List<Received> messages) {
    givenBack.add(messages);
  }

  @Override
  public Outcome<List<Outcome<Effect>>> settle(
      Principal who, QueueName queue, Sent<List<Order>> source) {
    if (refusal != null) {
      return Outcome.refused(refusal);
    }
    var wanted = source.get();
    orders.addAll(wanted);
    return Outcome.done(
        effects.isEmpty()
            ? wanted.stream().map(_ -> Outcome.<Effect>done(new Ended())).toList()
            : effects);
  }
}
