package io.edgemq.chaos;

import io.edgemq.chaos.Fate.Again;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/// What the clients of one queue were told, and what that forbids it to do later. A message is
/// known
/// by its body. Thread-safe.
final class QueueLedger {
  private final String queue;
  private final Map<String, Fate> fates = new LinkedHashMap<>();
  private final Map<String, Line> lines = new HashMap<>();
  private final Map<String, Place> places = new HashMap<>();
  private final Map<Again, Integer> again = new EnumMap<>(Again.class);
  private final List<String> violations = new ArrayList<>();
  private int deliveries;

  QueueLedger(String queue) {
    this.queue = queue;
  }

  /// A group's messages in the order in which they were sent.
  private static final class Line {
    private final List<Fate> fates = new ArrayList<>();
    private final NavigableMap<Integer, Long> firstSeen = new TreeMap<>();
    private int left;
  }

  private record Place(Line line, int index) {}

  /// What a run came to.
  ///
  /// @param sent messages whose send was answered
  /// @param twice messages that were stored more than once
  record Figures(
      int sent, int deliveries, int acknowledged, int lost, int twice, Map<Again, Integer> again) {}

  /// The queue's name.
  String queue() {
    return queue;
  }

  /// A message without group is about to be sent.
  synchronized void sending(String id) {
    fates.put(id, new Fate());
  }

  /// A message of a group is about to be sent, after all that were sent to the group before.
  synchronized void sending(String id, String group) {
    sending(id);
    var line = lines.computeIfAbsent(group, unused -> new Line());
    places.put(id, new Place(line, line.fates.size()));
    line.fates.add(fate(id));
  }

  /// A send was answered with 2xx.
  synchronized void sent(String id, long sequence) {
    fate(id).stored(sequence);
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

  /// A message was handed out by a receive that began at `begun` (nano time).
  synchronized void received(Delivery delivery, long begun) {
    deliveries++;
    var fate = fate(delivery.id());
    if (fate.wasGone(begun)) {
      note("%s came after its ack was answered".formatted(delivery));
    }
    checkTurn(delivery, begun);
    var why = fate.delivered(delivery);
    why.ifPresent(reason -> again.merge(reason, 1, Integer::sum));
    if (why.filter(reason -> reason == Again.UNEXPLAINED).isPresent()) {
      note("%s came while it was leased".formatted(delivery));
    }
  }

  /// The messages before it in its group have left the queue, or may have, and none behind it came
  /// before.
  private void checkTurn(Delivery delivery, long begun) {
    var place = places.get(delivery.id());
    if (place == null) {
      return;
    }
    var line = place.line();
    while (line.left < line.fates.size() && line.fates.get(line.left).mayBeGone()) {
      line.left++;
    }
    for (var earlier : line.fates.subList(Math.min(line.left, place.index()), place.index())) {
      if (earlier.isStored() && !earlier.mayBeGone()) {
        note("%s overtook another of its group".formatted(delivery));
      }
    }
    var later = line.firstSeen.higherEntry(place.index());
    if (later != null && later.getValue() - begun < 0) {
      note("%s came after a later one of its group".formatted(delivery));
    }
    line.firstSeen.putIfAbsent(place.index(), System.nanoTime());
  }

  /// A lease is about to be given back.
  synchronized void givingBack(Delivery delivery) {
    fate(delivery.id()).givingBack(delivery.attempt());
  }

  /// An acknowledgement is about to be sent.
  synchronized void acknowledging(Delivery delivery) {
    fate(delivery.id()).acknowledging();
  }

  /// An acknowledgement was answered with 2xx.
  synchronized void acknowledged(Delivery delivery) {
    fate(delivery.id()).acknowledged(System.nanoTime());
  }

  /// An acknowledgement was not answered clearly, however often it was repeated.
  synchronized void unclear(Delivery delivery) {
    fate(delivery.id()).unclear();
  }

  /// Something was answered that no sane server answers.
  synchronized void odd(String what) {
    note(what);
  }

  /// Everything that was forbidden and happened, now that the queue is empty.
  synchronized List<String> violations() {
    var all = new ArrayList<>(violations);
    fates.forEach(
        (id, fate) -> {
          if (fate.isLost()) {
            all.add(
                "%s: %s was lost; %s"
                    .formatted(queue, id, fate.isDelivered() ? "it had come" : "it never came"));
          }
          if (fate.copies() > 1) {
            all.add("%s: %s was stored twice".formatted(queue, id));
          }
        });
    return all;
  }

  synchronized Figures figures() {
    var all = List.copyOf(fates.values());
    return new Figures(
        (int) all.stream().filter(Fate::isStored).count(),
        deliveries,
        (int) all.stream().filter(Fate::isAcknowledged).count(),
        (int) all.stream().filter(Fate::isLost).count(),
        (int) all.stream().filter(fate -> fate.copies() > 1).count(),
        Map.copyOf(again));
  }
}
