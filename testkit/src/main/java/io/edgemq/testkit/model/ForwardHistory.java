package io.edgemq.testkit.model;

import io.edgemq.domain.GroupId;
import io.edgemq.domain.LeasedMessage;
import io.edgemq.domain.NewQueueMessage;
import io.edgemq.domain.Queue;
import io.edgemq.domain.QueueRef;
import io.edgemq.domain.ReceiveRequest;
import io.edgemq.domain.Settlement;
import io.edgemq.domain.TenantId;
import io.edgemq.ports.out.QueueStore;
import io.edgemq.ports.out.QueueStore.SourceMessage;
import io.edgemq.ports.out.SourceId;
import io.edgemq.testkit.Guarantees.Durability;
import io.edgemq.testkit.StoreHarness;
import io.edgemq.testkit.TestMessages;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// Plays commands to a store, and keeps beside it which messages the queue must have and how far
/// each source has come. At the end everything that is left is received, in order.
public final class ForwardHistory {
  private static final TenantId TENANT = new TenantId("acme");
  private static final Duration VISIBILITY = Duration.ofSeconds(30);

  private final StoreHarness store;
  private final Queue queue;
  private final QueueRef ref;
  private final Set<String> present = new LinkedHashSet<>();
  private final Map<SourceId, Long> marks = new HashMap<>();
  private final Map<Integer, Integer> replays = new HashMap<>();
  private int sent;

  /// Over an empty store, in which it makes `queue`. No time that passes in one command may be
  /// close to the queue's retention, and all that is shorter together not as long.
  public ForwardHistory(StoreHarness store, Queue queue) {
    this.store = store;
    this.queue = queue;
    this.ref = new QueueRef(TENANT, queue.name());
    make();
  }

  private void make() {
    store.ports().queueCatalog().create(TENANT, queue);
  }

  private QueueStore at() {
    return store.ports().queues();
  }

  /// Plays `commands` and then receives what is left. Throws [Disallowed] at a wrong answer.
  public void play(List<ForwardCommand> commands) {
    for (int i = 0; i < commands.size(); i++) {
      try {
        step(commands.get(i));
      } catch (RuntimeException | Disallowed wrong) {
        var told = new Disallowed("step " + i + ", " + commands.get(i) + ": " + wrong.getMessage());
        told.initCause(wrong);
        throw told;
      }
    }
    marks.forEach((source, mark) -> forward(source, List.of(), mark));
    drain();
  }

  private void step(ForwardCommand command) {
    switch (command) {
      case ForwardCommand.Offer offer -> offer(offer);
      case ForwardCommand.Send _ -> send();
      case ForwardCommand.Lease(int max) -> receive(max);
      case ForwardCommand.Take(int max) -> ack(receive(max));
      case ForwardCommand.Purge _ -> purge();
      case ForwardCommand.Pass(var time) -> pass(time);
      case ForwardCommand.Retire(int source) -> retire(source);
      case ForwardCommand.Remake _ -> remake();
      case ForwardCommand.Reopen _ -> reopen();
    }
  }

  private SourceId source(int number) {
    return new SourceId("s" + number + "-" + replays.getOrDefault(number, 0));
  }

  private void offer(ForwardCommand.Offer offer) {
    var source = source(offer.source());
    long mark = marks.getOrDefault(source, 0L);
    long first = Math.max(1, mark + 1 - offer.behind());
    var batch = new ArrayList<SourceMessage>();
    for (int i = 0; i < offer.count(); i++) {
      long sequence = first + (long) i * offer.step();
      var text = source.value() + ":" + sequence;
      batch.add(new SourceMessage(sequence, message(text, "g" + offer.source())));
      if (sequence > mark) {
        present.add(text);
        mark = sequence;
      }
    }
    forward(source, batch, mark);
    marks.put(source, mark);
  }

  private static NewQueueMessage message(String text, String group) {
    return new NewQueueMessage(TestMessages.content(text), Duration.ZERO, new GroupId(group), null);
  }

  private void forward(SourceId source, List<SourceMessage> batch, long mark) {
    switch (at().forward(ref, source, batch)) {
      case QueueStore.Forwarded(long answered) ->
          Disallowed.unless(
              answered == mark, source + " is at " + answered + " instead of " + mark);
      case QueueStore.TooLarge _ -> throw new Disallowed("a small message is too large");
      case QueueStore.NoSuchQueue _ -> throw missing();
    }
  }

  private static Disallowed missing() {
    return new Disallowed("the queue is missing");
  }

  private void send() {
    var text = "sent:" + ++sent;
    present.add(text);
    var result = at().send(ref, List.of(message(text, "sent")));
    Disallowed.unless(result instanceof QueueStore.Sent, "not sent: " + result);
  }

  private List<LeasedMessage> receive(int max) {
    try {
      return switch (at().receive(ref, new ReceiveRequest(max, VISIBILITY, Duration.ZERO))) {
        case QueueStore.Received(var leased) -> {
          checkPresent(leased);
          yield leased;
        }
        case QueueStore.NoSuchQueue _ -> throw missing();
      };
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("nobody interrupts a history", interrupted);
    }
  }

  private void checkPresent(List<LeasedMessage> leased) {
    var seen = new HashSet<String>();
    for (var each : leased) {
      var text = text(each);
      Disallowed.unless(seen.add(text), text + " is there twice");
      Disallowed.unless(present.contains(text), text + " is there, and should not be");
    }
  }

  private static String text(LeasedMessage leased) {
    return TestMessages.text(leased.message().content());
  }

  private void ack(List<LeasedMessage> leased) {
    var acks =
        leased.stream().<Settlement>map(m -> new Settlement.Ack(m.lease().handle())).toList();
    Disallowed.unless(at().settle(ref, acks) instanceof QueueStore.Settled, "not acknowledged");
    leased.forEach(each -> present.remove(text(each)));
  }

  private void purge() {
    Disallowed.unless(at().purge(ref) instanceof QueueStore.Purged, "not purged");
    present.clear();
  }

  private void pass(Duration time) {
    store.time().advance(time);
    if (time.compareTo(queue.config().retention()) > 0) {
      present.clear();
    }
  }

  private void retire(int number) {
    var source = source(number);
    at().retire(ref, source);
    marks.remove(source);
    replays.merge(number, 1, Integer::sum);
  }

  private void remake() {
    store.ports().queueCatalog().delete(ref);
    make();
    forgetAll();
  }

  private void reopen() {
    store.reopen();
    if (store.guarantees().durability() == Durability.VOLATILE) {
      make();
      forgetAll();
    }
  }

  private void forgetAll() {
    present.clear();
    marks.clear();
  }

  /// Lets every lease run out and takes everything: first it looks, because a store may count from
  /// when a queue is in use.
  private void drain() {
    receive(1);
    store.time().advance(VISIBILITY.plusSeconds(1));
    var expected = List.copyOf(present);
    var taken = new TreeMap<Long, String>();
    for (var leased = receive(100); !leased.isEmpty(); leased = receive(100)) {
      leased.forEach(each -> taken.put(each.message().sequence(), text(each)));
      ack(leased);
    }
    var found = List.copyOf(taken.values());
    Disallowed.unless(found.equals(expected), "left are " + found + " instead of " + expected);
  }
}
