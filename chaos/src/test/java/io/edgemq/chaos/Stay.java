package io.edgemq.chaos;

import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;

/// What is known of a message while it was in one place. Not thread-safe.
final class Stay {
  private final TreeMap<Integer, Delivery> deliveries = new TreeMap<>();
  private final Set<Integer> givenBack = new HashSet<>();
  private final Set<Integer> rejecting = new HashSet<>();
  private OptionalLong over = OptionalLong.empty();
  private boolean acknowledged;
  private boolean acknowledgedWhileLeased;
  private boolean unclear;
  private boolean rejected;

  /// Why a message came once more.
  enum Again {
    /// A receiver gave it back.
    GIVEN_BACK,
    /// Its lease had run out.
    LAPSED,
    /// For no reason that its receivers know of.
    UNEXPLAINED
  }

  /// Why this delivery came after another one; empty for the first.
  Optional<Again> delivered(Delivery delivery) {
    var again = why(delivery);
    deliveries.putIfAbsent(delivery.attempt(), delivery);
    return again;
  }

  /// Answers may overtake each other, so deliveries are put in order by their attempts.
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

  /// Whether somebody had the message here for a part of the time for which `elsewhere` has it in
  /// another place, and whoever had it first had done nothing that lets it move.
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

  /// When it was handed out here for the first time; [#isDelivered] must hold.
  Instant first() {
    return deliveries.values().stream().map(Delivery::leased).min(Instant::compareTo).orElseThrow();
  }

  /// When it was handed out here for the last time; [#isDelivered] must hold.
  Instant last() {
    return deliveries.values().stream().map(Delivery::leased).max(Instant::compareTo).orElseThrow();
  }

  boolean isDelivered() {
    return !deliveries.isEmpty();
  }

  /// A receiver is about to give the lease of that attempt back.
  void givingBack(int attempt) {
    givenBack.add(attempt);
  }

  /// A receiver is about to reject the message that it was given as that attempt.
  void rejecting(int attempt) {
    rejecting.add(attempt);
  }

  boolean mayBeRejectedAt(int attempt) {
    return rejecting.contains(attempt);
  }

  /// A rejection was answered with 2xx at `nanos`: it is here no more.
  void rejected(long nanos) {
    rejected = true;
    end(nanos);
  }

  /// An acknowledgement was answered with 2xx at `nanos`: it is here no more.
  void acknowledged(long nanos) {
    acknowledged = true;
    end(nanos);
  }

  /// An acknowledgement was answered while the lease lasted: nothing else can have ended the stay.
  void acknowledgedWhileLeased(long nanos) {
    acknowledgedWhileLeased = true;
    acknowledged(nanos);
  }

  private void end(long nanos) {
    if (over.isEmpty()) {
      over = OptionalLong.of(nanos);
    }
  }

  /// An acknowledgement was never answered clearly.
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

  /// Whether an acknowledgement may have ended it.
  boolean mayBeAcknowledged() {
    return acknowledged || unclear;
  }

  /// Whether its end had been answered when something began at `nanos`.
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
