package io.edgemq.chaos;

import io.edgemq.chaos.DeadLetterRule.Rejection;
import io.edgemq.chaos.Stay.Again;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What is known of one message, wherever it was. Not thread-safe.
final class Fate {
  private final Map<Place, Stay> stays = new LinkedHashMap<>();
  private final Map<Place, Place> buried = new LinkedHashMap<>();
  private boolean stored;
  private boolean acknowledging;

  /// The send was answered: the message is stored at `place`.
  void stored(Place place) {
    stored = true;
    var unused = at(place);
  }

  boolean isStored() {
    return stored;
  }

  /// What is known of it at a place.
  Stay at(Place place) {
    return stays.computeIfAbsent(place, unused -> new Stay());
  }

  /// Why this delivery came after another one at the same place; empty for the first.
  Optional<Again> delivered(Delivery delivery) {
    return at(delivery.place()).delivered(delivery);
  }

  /// Another place in which somebody had it for a part of the time of this delivery.
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

  /// A dead letter at `grave` says that it was moved there from `origin`. Answers where else it was
  /// moved from there.
  Optional<Place> buried(Place origin, Place grave) {
    var before = buried.putIfAbsent(origin, grave);
    return Optional.ofNullable(before).filter(other -> !other.equals(grave));
  }

  /// A receiver is about to acknowledge it: from now on it may be gone.
  void acknowledging() {
    acknowledging = true;
  }

  boolean mayBeGone() {
    return acknowledging;
  }

  boolean isAcknowledged() {
    return stays.values().stream().anyMatch(Stay::isAcknowledged);
  }

  /// Whether it is known to have been there until it was acknowledged, so that it can be nowhere
  /// else.
  boolean isDone() {
    return stays.values().stream().anyMatch(Stay::isAcknowledgedWhileLeased);
  }

  /// Whether such an acknowledgement had been answered when something began at `nanos`.
  boolean wasDone(long nanos) {
    return stays.values().stream()
        .anyMatch(stay -> stay.isAcknowledgedWhileLeased() && stay.wasOver(nanos));
  }

  boolean isDelivered() {
    return stays.values().stream().anyMatch(Stay::isDelivered);
  }

  /// In how many places of a queue it was, as far as anybody saw.
  int copies(String queue) {
    return (int) stays.keySet().stream().filter(place -> place.queue().equals(queue)).count();
  }

  /// How many of its stays ended with a rejection that was answered.
  int rejections() {
    return (int) stays.values().stream().filter(Stay::isRejected).count();
  }

  /// Whether two of its copies were acknowledged, each of them still there.
  boolean isAcknowledgedTwice() {
    return stays.values().stream().filter(Stay::isAcknowledgedWhileLeased).count() > 1;
  }

  /// Whether it was promised and, now that the queues are empty, nobody can have acknowledged it
  /// where it was last.
  boolean isLost() {
    var last = visited();
    return stored && (last.isEmpty() || !last.getLast().getValue().mayBeAcknowledged());
  }

  /// A place to which it came back after it had been elsewhere: what moves is a new message.
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

  /// Where it was handed out, in order.
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

  /// What became of it, for who looks for the reason of a violation.
  @Override
  public String toString() {
    return stays.toString();
  }
}
