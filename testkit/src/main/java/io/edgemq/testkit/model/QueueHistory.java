package io.edgemq.testkit.model;

import io.edgemq.domain.DeadLetterReason;
import io.edgemq.domain.DedupKey;
import io.edgemq.domain.GroupId;
import io.edgemq.domain.LeaseHandle;
import io.edgemq.domain.NewQueueMessage;
import io.edgemq.domain.Queue;
import io.edgemq.domain.QueueName;
import io.edgemq.domain.QueueRef;
import io.edgemq.domain.ReceiveRequest;
import io.edgemq.domain.RedrivePlan;
import io.edgemq.domain.Settlement;
import io.edgemq.domain.TenantId;
import io.edgemq.domain.lease.Moment;
import io.edgemq.domain.lease.SettleOutcome;
import io.edgemq.ports.out.QueueStore;
import io.edgemq.ports.out.QueueStore.RedriveStep;
import io.edgemq.testkit.Guarantees;
import io.edgemq.testkit.StoreHarness;
import io.edgemq.testkit.TestMessages;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Plays commands to a store and tells a [QueueModel] what it answered, up to the first answer that
/// is not allowed. At its end everything that is left is received, so that nothing may be missing.
public final class QueueHistory {
  private static final TenantId TENANT = new TenantId("acme");
  private static final Duration DRAIN_VISIBILITY = Duration.ofDays(1);

  private final StoreHarness store;
  private final List<Queue> queues;
  private final List<Given> given = new ArrayList<>();
  private QueueModel model;
  private int messages;

  private record Given(QueueName queue, LeaseHandle handle) {}

  /// Over an empty store, in which it makes `queues`: a dead-letter queue before those that name
  /// it.
  public QueueHistory(StoreHarness store, List<Queue> queues) {
    this.store = store;
    this.queues = List.copyOf(queues);
    this.model = start();
  }

  private QueueModel start() {
    given.clear();
    queues.forEach(queue -> store.ports().queueCatalog().create(TENANT, queue));
    return new QueueModel(queues, store.guarantees());
  }

  /// Receives from each queue, because a store may count what runs from when a queue is in use.
  private void use() {
    var briefly = new ReceiveRequest(1, Duration.ofSeconds(5), Duration.ZERO);
    queues.forEach(queue -> receive(queue.name(), briefly));
  }

  /// Plays `commands` and then receives what is left. Throws [Disallowed] at a wrong answer.
  public void play(List<QueueCommand> commands) {
    use();
    for (int i = 0; i < commands.size(); i++) {
      try {
        step(commands.get(i));
      } catch (RuntimeException | Disallowed wrong) {
        var told = new Disallowed("step " + i + ", " + commands.get(i) + ": " + wrong.getMessage());
        told.initCause(wrong);
        throw told;
      }
    }
    drain();
  }

  private void step(QueueCommand command) {
    switch (command) {
      case QueueCommand.Send send -> send(send);
      case QueueCommand.Receive receive ->
          receive(
              name(receive.queue()),
              new ReceiveRequest(receive.max(), receive.visibility(), Duration.ZERO));
      case QueueCommand.Settle settle -> settle(settle);
      case QueueCommand.SettleElsewhere(int handle, int queue) ->
          choose(handle, g -> settle(name(queue), new Settlement.Ack(g.handle())));
      case QueueCommand.Unreceive(int handle) -> choose(handle, this::unreceive);
      case QueueCommand.Purge(int queue) -> purge(name(queue));
      case QueueCommand.Redrive(int queue, int to) -> redrive(name(queue), to);
      case QueueCommand.Count(int queue) -> count(name(queue));
      case QueueCommand.Pass(var time) -> store.time().advance(time);
      case QueueCommand.Reopen _ -> reopen();
    }
  }

  private QueueName name(int number) {
    return queues.get(Math.floorMod(number, queues.size())).name();
  }

  private static QueueRef ref(QueueName name) {
    return new QueueRef(TENANT, name);
  }

  private Moment now() {
    return new Moment(store.time().millis(), store.time().elapsedMillis());
  }

  private QueueStore at() {
    return store.ports().queues();
  }

  private void send(QueueCommand.Send send) {
    var batch = new ArrayList<NewQueueMessage>();
    for (int i = 0; i < send.messages(); i++) {
      var content = TestMessages.content("m" + ++messages);
      var group = send.group() == 0 ? null : new GroupId("g" + send.group());
      var key = send.key() == 0 ? null : new DedupKey("k" + (send.key() + i));
      batch.add(new NewQueueMessage(content, send.delay(), group, key));
    }
    var queue = name(send.queue());
    switch (at().send(ref(queue), batch)) {
      case QueueStore.Sent(var entries) -> model.sent(now(), queue, batch, entries);
      case QueueStore.TooLarge _ -> throw new Disallowed("a small message is too large");
      case QueueStore.NoSuchQueue _ -> throw missing(queue);
    }
  }

  private static Disallowed missing(QueueName queue) {
    return new Disallowed("the queue " + queue.value() + " is missing");
  }

  private int receive(QueueName queue, ReceiveRequest request) {
    try {
      return switch (at().receive(ref(queue), request)) {
        case QueueStore.Received(var leased) -> {
          model.received(now(), queue, request, leased);
          leased.forEach(m -> given.add(new Given(queue, m.lease().handle())));
          yield leased.size();
        }
        case QueueStore.NoSuchQueue _ -> throw missing(queue);
      };
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("nobody interrupts a history", interrupted);
    }
  }

  private interface Use {
    void of(Given chosen);
  }

  private void choose(int number, Use use) {
    if (!given.isEmpty()) {
      use.of(given.get(given.size() - 1 - Math.floorMod(number, given.size())));
    }
  }

  private void settle(QueueCommand.Settle command) {
    choose(
        command.handle(),
        chosen -> {
          var handle = chosen.handle();
          settle(
              chosen.queue(),
              switch (command.kind()) {
                case ACK -> new Settlement.Ack(handle);
                case NACK -> new Settlement.Nack(handle, command.time());
                case EXTEND -> new Settlement.Extend(handle, command.time());
                case REJECT ->
                    new Settlement.Reject(handle, DeadLetterReason.rejected("rejected by test"));
              });
        });
  }

  private void settle(QueueName queue, Settlement settlement) {
    switch (at().settle(ref(queue), List.of(settlement))) {
      case QueueStore.Settled(var outcomes) -> {
        Disallowed.unless(outcomes.size() == 1, "one outcome for each settlement");
        model.settled(now(), queue, settlement, outcomes.getFirst());
        if (outcomes.getFirst() instanceof SettleOutcome.Extended(var lease)) {
          given.add(new Given(queue, lease.handle()));
        }
      }
      case QueueStore.NoSuchQueue _ -> throw missing(queue);
    }
  }

  private void unreceive(Given chosen) {
    if (store.guarantees().expiredLeases() == Guarantees.ExpiredLeases.SETTLE) {
      at().unreceive(ref(chosen.queue()), List.of(chosen.handle()));
      model.unreceived(now(), chosen.queue(), chosen.handle());
    }
  }

  private void purge(QueueName queue) {
    switch (at().purge(ref(queue))) {
      case QueueStore.Purged _ -> model.purged(now(), queue);
      case QueueStore.NoSuchQueue _ -> throw missing(queue);
    }
  }

  private void redrive(QueueName queue, int number) {
    var to = number == 0 ? null : name(number);
    if (queue.equals(to)) {
      return;
    }
    long end = at().lastSequence(ref(queue)).orElseThrow();
    redrive(queue, to, new RedriveStep(0, end, 10_000));
  }

  private void redrive(QueueName queue, @Nullable QueueName to, RedriveStep step) {
    switch (at().redrive(ref(queue), new RedrivePlan(to, null, null), step)) {
      case QueueStore.Redriven redriven -> {
        Disallowed.unless(redriven.cursor() == step.end(), "stopped at " + redriven.cursor());
        model.redriven(now(), queue, to, redriven);
      }
      case QueueStore.NoSuchQueue _ -> throw missing(queue);
    }
  }

  private void count(QueueName queue) {
    model.counted(now(), queue, at().count(ref(queue)).orElseThrow(() -> missing(queue)));
    model.lastSequence(
        now(), queue, at().lastSequence(ref(queue)).orElseThrow(() -> missing(queue)));
  }

  private void reopen() {
    store.reopen();
    switch (store.guarantees().durability()) {
      case DURABLE -> model.reopened(now());
      case VOLATILE -> model = start();
    }
    use();
  }

  /// Looks, lets every lease and delay run out (but not retention), and takes everything, again
  /// and again while a receive still has dead letters to hand on.
  private void drain() {
    queues.forEach(queue -> count(queue.name()));
    store.time().advance(Duration.ofSeconds(31));
    for (int round = 0; round < queues.size(); round++) {
      for (var queue : queues) {
        while (receive(queue.name(), new ReceiveRequest(100, DRAIN_VISIBILITY, Duration.ZERO))
            > 0) {
          ackLatest();
        }
      }
    }
    queues.forEach(queue -> count(queue.name()));
  }

  private void ackLatest() {
    var latest = List.copyOf(given);
    given.clear();
    latest.forEach(g -> settle(g.queue(), new Settlement.Ack(g.handle())));
  }
}
