package io.edgemq.chaos;

import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;

/// What is known of one message of a queue. Not thread-safe.
final class Fate {
  private final Map<Integer, Delivery> deliveries = new TreeMap<>();
  private final Set<Integer> givenBack = new HashSet<>();
  private final Set<Long> sequences = new HashSet<>();
  private boolean stored;
  private boolean acknowledging;
  private boolean unclear;
  private OptionalLong acknowledged = OptionalLong.empty();

  /// Why a message came once more.
  enum Again {
    /// A receiver gave it back.
    GIVEN_BACK,
    /// Its lease had run out.
    LAPSED,
    /// For no reason that its receivers know of.
    UNEXPLAINED
  }

  /// The send was answered: the message is stored as `sequence`.
  void stored(long sequence) {
    stored = true;
    sequences.add(sequence);
  }

  boolean isStored() {
    return stored;
  }

  /// Why this delivery came after another one; empty for the first.
  Optional<Again> delivered(Delivery delivery) {
    sequences.add(delivery.sequence());
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
    var ordered = new TreeMap<>(deliveries);
    var before = ordered.lowerEntry(delivery.attempt());
    if (before != null) {
      return Optional.of(why(before.getValue(), delivery));
    }
    return Optional.of(why(delivery, ordered.firstEntry().getValue()));
  }

  private Again why(Delivery earlier, Delivery later) {
    if (givenBack.contains(earlier.attempt())) {
      return Again.GIVEN_BACK;
    }
    return later.leased().isBefore(earlier.until()) ? Again.UNEXPLAINED : Again.LAPSED;
  }

  /// A receiver is about to give the lease of that attempt back.
  void givingBack(int attempt) {
    givenBack.add(attempt);
  }

  /// A receiver is about to acknowledge it: from now on it may be gone.
  void acknowledging() {
    acknowledging = true;
  }

  boolean mayBeGone() {
    return acknowledging;
  }

  /// An acknowledgement was answered with 2xx at `nanos`.
  void acknowledged(long nanos) {
    if (acknowledged.isEmpty()) {
      acknowledged = OptionalLong.of(nanos);
    }
  }

  /// An acknowledgement was never answered clearly.
  void unclear() {
    unclear = true;
  }

  boolean isAcknowledged() {
    return acknowledged.isPresent();
  }

  /// Whether its acknowledgement had been answered when something began at `nanos`.
  boolean wasGone(long nanos) {
    return acknowledged.isPresent() && acknowledged.getAsLong() - nanos < 0;
  }

  boolean isDelivered() {
    return !deliveries.isEmpty();
  }

  /// How often it was stored, as far as anybody saw.
  int copies() {
    return sequences.size();
  }

  /// Whether it was promised and, now that the queue is empty, nobody can have acknowledged it.
  boolean isLost() {
    return stored && !isAcknowledged() && !unclear;
  }
}
