package io.edgemq.chaos;

import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;

/// The history of a message at one place, as far as it is known. Not thread-safe.
final class Stay {
  private final TreeMap<Integer, Delivery> deliveries = new TreeMap<>();
  private final Set<Integer> givenBack = new HashSet<>();
  private final Set<Integer> rejecting = new HashSet<>();
  private OptionalLong over = OptionalLong.empty();
  private boolean acknowledged;
  private boolean acknowledgedWhileLeased;
  private boolean unclear;
  private boolean rejected;

  /// The reason why a message came again.
  enum Again {
    /// A receiver returned it.
    GIVEN_BACK,
    /// Its lease had ended by time.
    LAPSED,
    /// No reason that its receivers know.
    UNEXPLAINED
  }

  /// The reason why this delivery followed another one; empty for the first.
  Optional<Again> delivered(Delivery delivery) {
    var again = why(delivery);
    deliveries.putIfAbsent(delivery.attempt(), delivery);
    return again;
  }

  /// Answers may overtake each other, so deliveries are ordered by their attempts.
  private Optional<Again> why(Delivery delivery) {
    if (deliveries.isEmpty()) {
      return Optional.empty();
    }
    if (deliveries.containsKey(delivery.attempt())) {
      return Optional.of(Again.UNEXPLAINED);
    }
    var before = deliveries.lowerEntry(delivery.attempt());
    return Optional.of(
        before == null
            ? why(delivery, deliveries.firstEntry().getValue())
            : why(before.getValue(), delivery));
  }

  private Again why(Delivery earlier, Delivery later) {
    if (givenBack.contains(earlier.attempt())) {
      return Again.GIVEN_BACK;
    }
    return later.leased().isBefore(earlier.until()) ? Again.UNEXPLAINED : Again.LAPSED;
  }

  /// Whether a receiver had the message here during a part of the delivery `elsewhere`, although
  /// the first of the two had done nothing that lets the message move.
  boolean overlaps(Delivery elsewhere, Stay other) {
    return deliveries.values().stream()
        .anyMatch(
            here ->
                (elsewhere.leased().isBefore(here.leased()) || isHeldAt(here, elsewhere.leased()))
                    && (here.leased().isBefore(elsewhere.leased())
                        || other.isHeldAt(elsewhere, here.leased())));
  }

  private boolean isHeldAt(Delivery delivery, Instant time) {
    return time.isBefore(delivery.until())
        && !givenBack.contains(delivery.attempt())
        && !rejecting.contains(delivery.attempt());
  }

  /// The time of its first delivery here. [#isDelivered] must be true.
  Instant first() {
    return deliveries.values().stream().map(Delivery::leased).min(Instant::compareTo).orElseThrow();
  }

  /// The time of its last delivery here. [#isDelivered] must be true.
  Instant last() {
    return deliveries.values().stream().map(Delivery::leased).max(Instant::compareTo).orElseThrow();
  }

  boolean isDelivered() {
    return !deliveries.isEmpty();
  }

  /// Records that a receiver is about to return the lease of that attempt.
  void givingBack(int attempt) {
    givenBack.add(attempt);
  }

  /// Records that a receiver is about to reject the message, which it got as that attempt.
  void rejecting(int attempt) {
    rejecting.add(attempt);
  }

  boolean mayBeRejectedAt(int attempt) {
    return rejecting.contains(attempt);
  }

  /// Records that a rejection was answered with 2xx at `nanos`. The message is no longer here.
  void rejected(long nanos) {
    rejected = true;
    end(nanos);
  }

  /// Records that an acknowledgement was answered with 2xx at `nanos`. The message is no longer
  /// here.
  void acknowledged(long nanos) {
    acknowledged = true;
    end(nanos);
  }

  /// Records that an acknowledgement was answered during the lease. Nothing else can have ended the
  /// stay.
  void acknowledgedWhileLeased(long nanos) {
    acknowledgedWhileLeased = true;
    acknowledged(nanos);
  }

  private void end(long nanos) {
    if (over.isEmpty()) {
      over = OptionalLong.of(nanos);
    }
  }

  /// Records that an acknowledgement got no clear answer.
  void unclear() {
    unclear = true;
  }

  boolean isRejected() {
    return rejected;
  }

  boolean isAcknowledged() {
    return acknowledged;
  }

  boolean isAcknowledgedWhileLeased() {
    return acknowledgedWhileLeased;
  }

  /// Whether an acknowledgement may have ended the stay.
  boolean mayBeAcknowledged() {
    return acknowledged || unclear;
  }

  /// Whether the end of the stay had been answered by `nanos`.
  boolean wasOver(long nanos) {
    return over.isPresent() && over.getAsLong() - nanos < 0;
  }

  @Override
  public String toString() {
    return "%s%s%s%s"
        .formatted(
            deliveries.values().stream().map(each -> each.leased() + "-" + each.until()).toList(),
            givenBack.isEmpty() ? "" : ", given back " + givenBack,
            rejecting.isEmpty() ? "" : ", rejected " + rejecting,
            mayBeAcknowledged() ? ", acknowledged" : "");
  }
}
