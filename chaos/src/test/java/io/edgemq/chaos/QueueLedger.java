package io.edgemq.chaos;

import io.edgemq.chaos.DeadLetterRule.Rejection;
import io.edgemq.chaos.Stay.Again;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/// The answers that clients of one queue and of its dead-letter queue got, and what the queues must
/// not do after them. A message is identified by its body. Thread-safe.
final class QueueLedger {
  private final String queue;
  private final Optional<DeadLetterRule> deadLetters;
  private final Map<String, Fate> fates = new LinkedHashMap<>();
  private final Map<String, Line> lines = new HashMap<>();
  private final Map<String, Turn> turns = new HashMap<>();
  private final Map<Again, Integer> again = new EnumMap<>(Again.class);
  private final List<String> violations = new ArrayList<>();
  private final Set<Place> exhausted = new HashSet<>();
  private int deliveries;
  private boolean redriving;

  /// A queue without a dead-letter queue.
  QueueLedger(String queue) {
    this.queue = queue;
    this.deadLetters = Optional.empty();
  }

  /// A queue and its dead-letter queue.
  QueueLedger(DeadLetterRule rule) {
    this.queue = rule.source();
    this.deadLetters = Optional.of(rule);
  }

  /// A group's messages in the order of their sends.
  private static final class Line {
    private final List<Fate> fates = new ArrayList<>();
    private final NavigableMap<Integer, Long> firstSeen = new TreeMap<>();
    private int left;
  }

  private record Turn(Line line, int index) {}

  /// The result of a run.
  ///
  /// @param sent messages whose send was answered
  /// @param twice messages that were stored more than once
  record Figures(
      int sent, int deliveries, int acknowledged, int lost, int twice, Map<Again, Integer> again) {}

  /// The result of a run for dead letters.
  ///
  /// @param rejected rejections that were answered
  /// @param seen dead letters that were delivered from their queue
  /// @param exhausted those of them that had been received too often
  /// @param returned messages that were delivered after a redrive, counted once per redrive
  /// @param late messages whose acknowledgement came after the end of their lease, so that it is
  ///     only known that they are gone
  record Burials(int rejected, int seen, int exhausted, int returned, int late) {}

  /// The queue's name.
  String queue() {
    return queue;
  }

  /// Records that a message without a group is about to be sent.
  synchronized void sending(String id) {
    fates.put(id, new Fate());
  }

  /// Records that a message of a group is about to be sent, after all earlier ones of the group.
  synchronized void sending(String id, String group) {
    sending(id);
    var line = lines.computeIfAbsent(group, unused -> new Line());
    turns.put(id, new Turn(line, line.fates.size()));
    line.fates.add(fate(id));
  }

  /// Records that a send was answered with 2xx.
  synchronized void sent(String id, long sequence) {
    fate(id).stored(new Place(queue, sequence));
  }

  private void note(String violation) {
    violations.add("%tT.%<tL %s: %s".formatted(System.currentTimeMillis(), queue, violation));
  }

  private Fate fate(String id) {
    var fate = fates.get(id);
    if (fate == null) {
      note("%s came and was never sent".formatted(id));
      fate = new Fate();
      fates.put(id, fate);
    }
    return fate;
  }

  /// Records that a receive that began at `begun` (nano time) returned a message.
  synchronized void received(Delivery delivery, long begun) {
    deliveries++;
    var fate = fate(delivery.id());
    var stay = fate.at(delivery.place());
    if (fate.wasDone(begun) || (stay.isAcknowledged() && stay.wasOver(begun))) {
      note("%s came after its ack was answered".formatted(delivery));
    } else if (stay.isRejected() && stay.wasOver(begun)) {
      note("%s came after its reject was answered".formatted(delivery));
    }
    checkTurn(delivery, begun);
    deadLetters.ifPresent(rule -> checkMarks(rule, fate, delivery));
    fate.alsoHeld(delivery)
        .ifPresent(other -> note("%s came while it was leased at %s".formatted(delivery, other)));
    var why = fate.delivered(delivery);
    why.ifPresent(reason -> again.merge(reason, 1, Integer::sum));
    if (why.filter(reason -> reason == Again.UNEXPLAINED).isPresent()) {
      note("%s came while it was leased: %s".formatted(delivery, fate));
    }
  }

  /// Checks the attributes of a delivery, and that each rejection has made only one dead letter.
  private void checkMarks(DeadLetterRule rule, Fate fate, Delivery delivery) {
    rule.complaint(delivery).ifPresent(complaint -> note(delivery + " " + complaint));
    if (!rule.isDeadLetter(delivery)) {
      return;
    }
    rule.rejection(delivery)
        .ifPresentOrElse(
            rejection -> checkRejected(rejection, fate, delivery),
            () -> exhausted.add(delivery.place()));
  }

  private void checkRejected(Rejection rejection, Fate fate, Delivery delivery) {
    if (!fate.mayBeRejected(rejection)) {
      note("%s came but nobody rejected it".formatted(delivery));
    }
    fate.buried(rejection.place(), delivery.place())
        .ifPresent(other -> note("%s is at %s too".formatted(delivery, other)));
  }

  /// Checks the order in its group: all earlier messages have left the queue or may have left it,
  /// and no later message came first.
  private void checkTurn(Delivery delivery, long begun) {
    var turn = turns.get(delivery.id());
    if (turn == null) {
      return;
    }
    var line = turn.line();
    while (line.left < line.fates.size() && line.fates.get(line.left).mayBeGone()) {
      line.left++;
    }
    for (var earlier : line.fates.subList(Math.min(line.left, turn.index()), turn.index())) {
      if (earlier.isStored() && !earlier.mayBeGone()) {
        note("%s overtook another of its group".formatted(delivery));
      }
    }
    var later = line.firstSeen.higherEntry(turn.index());
    if (later != null && later.getValue() - begun < 0) {
      note("%s came after a later one of its group".formatted(delivery));
    }
    line.firstSeen.putIfAbsent(turn.index(), System.nanoTime());
  }

  /// Records that a lease is about to be returned.
  synchronized void givingBack(Delivery delivery) {
    stay(delivery).givingBack(delivery.attempt());
  }

  /// Records that a message is about to be rejected, with the reason of [DeadLetterRule#reason].
  synchronized void rejecting(Delivery delivery) {
    stay(delivery).rejecting(delivery.attempt());
  }

  /// Records that a rejection was answered with 2xx.
  synchronized void rejected(Delivery delivery) {
    stay(delivery).rejected(System.nanoTime());
  }

  /// Records that dead letters are about to be redriven. From now on they may come back.
  synchronized void redriving() {
    redriving = true;
  }

  /// Records that an acknowledgement is about to be sent.
  synchronized void acknowledging(Delivery delivery) {
    fate(delivery.id()).acknowledging();
  }

  /// Records that an acknowledgement was answered with 2xx at `answered`. If the lease had ended by
  /// then, the message may have moved to another queue first.
  synchronized void acknowledged(Delivery delivery, Instant answered) {
    long nanos = System.nanoTime();
    if (deadLetters.isEmpty() || answered.isBefore(delivery.until())) {
      stay(delivery).acknowledgedWhileLeased(nanos);
    } else {
      stay(delivery).acknowledged(nanos);
    }
  }

  /// Records that an acknowledgement got no clear answer in all its repetitions.
  synchronized void unclear(Delivery delivery) {
    stay(delivery).unclear();
  }

  private Stay stay(Delivery delivery) {
    return fate(delivery.id()).at(delivery.place());
  }

  /// Records an answer that no correct server gives.
  synchronized void odd(String what) {
    note(what);
  }

  /// Whether every message is known to have left the queues.
  synchronized boolean isSettled() {
    return fates.values().stream().allMatch(fate -> !fate.isStored() || fate.isDone());
  }

  /// All violations. The queues must be empty.
  synchronized List<String> violations() {
    var all = new ArrayList<>(violations);
    fates.forEach(
        (id, fate) -> {
          if (fate.isLost()) {
            all.add(
                "%s: %s was lost; %s"
                    .formatted(queue, id, fate.isDelivered() ? "it had come" : "it never came"));
          }
          if (isTwice(fate)) {
            all.add("%s: %s was stored twice: %s".formatted(queue, id, fate));
          }
          fate.cameBack()
              .ifPresent(
                  place -> all.add("%s: %s came back to %s: %s".formatted(queue, id, place, fate)));
        });
    return all;
  }

  private boolean isTwice(Fate fate) {
    return fate.isAcknowledgedTwice() || (!redriving && fate.copies(queue) > 1);
  }

  synchronized Figures figures() {
    var all = List.copyOf(fates.values());
    return new Figures(
        (int) all.stream().filter(Fate::isStored).count(),
        deliveries,
        (int) all.stream().filter(Fate::isAcknowledged).count(),
        (int) all.stream().filter(Fate::isLost).count(),
        (int) all.stream().filter(this::isTwice).count(),
        Map.copyOf(again));
  }

  synchronized Burials burials() {
    var all = List.copyOf(fates.values());
    var target = deadLetters.map(DeadLetterRule::target).orElse("");
    return new Burials(
        all.stream().mapToInt(Fate::rejections).sum(),
        all.stream().mapToInt(fate -> fate.copies(target)).sum(),
        exhausted.size(),
        all.stream().mapToInt(fate -> Math.max(0, fate.copies(queue) - 1)).sum(),
        (int) all.stream().filter(fate -> fate.isAcknowledged() && !fate.isDone()).count());
  }
}
