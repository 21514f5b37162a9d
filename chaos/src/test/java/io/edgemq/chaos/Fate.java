package io.edgemq.chaos;

import io.edgemq.chaos.DeadLetterRule.Rejection;
import io.edgemq.chaos.Stay.Again;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The history of one message in all its places, as far as it is known. Not thread-safe.
final class Fate {
  private final Map<Place, Stay> stays = new LinkedHashMap<>();
  private final Map<Place, Place> buried = new LinkedHashMap<>();
  private boolean stored;
  private boolean acknowledging;

  /// Records that the send was answered: the message is stored at `place`.
  void stored(Place place) {
    stored = true;
    var unused = at(place);
  }

  boolean isStored() {
    return stored;
  }

  /// Its history at one place.
  Stay at(Place place) {
    return stays.computeIfAbsent(place, unused -> new Stay());
  }

  /// The reason why this delivery followed another one at the same place; empty for the first.
  Optional<Again> delivered(Delivery delivery) {
    return at(delivery.place()).delivered(delivery);
  }

  /// Another place where a receiver had the message during a part of this delivery.
  Optional<Place> alsoHeld(Delivery delivery) {
    var here = at(delivery.place());
    return stays.entrySet().stream()
        .filter(each -> !each.getKey().equals(delivery.place()))
        .filter(each -> each.getValue().overlaps(delivery, here))
        .map(Map.Entry::getKey)
        .findFirst();
  }

  /// Whether a receiver has sent that rejection.
  boolean mayBeRejected(Rejection rejection) {
    return Optional.ofNullable(stays.get(rejection.place()))
        .filter(stay -> stay.mayBeRejectedAt(rejection.attempt()))
        .isPresent();
  }

  /// Records that the dead letter at `grave` says that it came from `origin`. Returns another place
  /// that it also moved to from there.
  Optional<Place> buried(Place origin, Place grave) {
    var before = buried.putIfAbsent(origin, grave);
    return Optional.ofNullable(before).filter(other -> !other.equals(grave));
  }

  /// Records that a receiver is about to acknowledge the message. From now on it may be gone.
  void acknowledging() {
    acknowledging = true;
  }

  boolean mayBeGone() {
    return acknowledging;
  }

  boolean isAcknowledged() {
    return stays.values().stream().anyMatch(Stay::isAcknowledged);
  }

  /// Whether the message was certainly there until its acknowledgement, so that it cannot be
  /// anywhere else.
  boolean isDone() {
    return stays.values().stream().anyMatch(Stay::isAcknowledgedWhileLeased);
  }

  /// Whether such an acknowledgement had been answered by `nanos`.
  boolean wasDone(long nanos) {
    return stays.values().stream()
        .anyMatch(stay -> stay.isAcknowledgedWhileLeased() && stay.wasOver(nanos));
  }

  boolean isDelivered() {
    return stays.values().stream().anyMatch(Stay::isDelivered);
  }

  /// The number of places in a queue where a receiver has seen it.
  int copies(String queue) {
    return (int) stays.keySet().stream().filter(place -> place.queue().equals(queue)).count();
  }

  /// The number of its stays that ended with an answered rejection.
  int rejections() {
    return (int) stays.values().stream().filter(Stay::isRejected).count();
  }

  /// Whether two copies were acknowledged while both were still there.
  boolean isAcknowledgedTwice() {
    return stays.values().stream().filter(Stay::isAcknowledgedWhileLeased).count() > 1;
  }

  /// Whether the message is lost: its send was answered, the queues are empty, and no receiver can
  /// have acknowledged it at its last place.
  boolean isLost() {
    var last = visited();
    return stored && (last.isEmpty() || !last.getLast().getValue().mayBeAcknowledged());
  }

  /// A place to which it came back after another place. That is a violation, since a moved message
  /// is a new one.
  Optional<Place> cameBack() {
    var visited = visited();
    for (int i = 1; i < visited.size(); i++) {
      var place = visited.get(i).getKey();
      var before = visited.get(i - 1);
      boolean mixed = before.getValue().last().isAfter(visited.get(i).getValue().first());
      boolean backwards =
          visited.subList(0, i).stream()
              .map(Map.Entry::getKey)
              .anyMatch(
                  earlier ->
                      earlier.queue().equals(place.queue())
                          && earlier.sequence() > place.sequence());
      if (mixed || backwards) {
        return Optional.of(mixed ? before.getKey() : place);
      }
    }
    return Optional.empty();
  }

  /// The places where it was delivered, in order.
  private List<Map.Entry<Place, Stay>> visited() {
    var visited = new ArrayList<Map.Entry<Place, Stay>>();
    for (var each : stays.entrySet()) {
      if (each.getValue().isDelivered()) {
        visited.add(each);
      }
    }
    Comparator<Map.Entry<Place, Stay>> first =
        Comparator.comparing(each -> each.getValue().first());
    visited.sort(first.thenComparing(each -> each.getValue().last()));
    return visited;
  }

  /// Its history, to help find the reason of a violation.
  @Override
  public String toString() {
    return stays.toString();
  }
}
