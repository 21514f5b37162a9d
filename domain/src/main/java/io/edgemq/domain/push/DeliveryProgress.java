package io.edgemq.domain.push;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// How far a delivery has come: all of it that outlives the process. Its size is bounded by
/// [DeliveryLane#MOST_UNSETTLED] and [DeliveryLane#MOST_SUBJECT_BYTES].
///
/// @param instruction the number of the last instruction that was carried out: how often the
///     subscription had been told where to go on
/// @param redrives the first redriven dead letter that was not looked at
/// @param next the first sequence of the topic that was not looked at
/// @param unsettled what was looked at and is not settled, in order
/// @param quietUntil the endpoint has asked that messages which were not tried yet wait until then
/// @param expired how many messages the topic no longer kept when it was their turn
/// @param inFlight how many attempts were on their way
public record DeliveryProgress(
    long instruction,
    long redrives,
    long next,
    List<Unsettled> unsettled,
    CircuitBreaker breaker,
    Optional<Instant> quietUntil,
    Optional<LastError> lastError,
    long expired,
    int inFlight) {
  public DeliveryProgress {
    if (redrives < 1 || next < 1) {
      throw new IllegalArgumentException("numbers begin at 1");
    }
    unsettled = List.copyOf(unsettled);
  }

  /// A delivery that begins with sequence `next`.
  public static DeliveryProgress begin(long instruction, long next) {
    return new DeliveryProgress(
        instruction,
        1,
        next,
        List.of(),
        CircuitBreaker.CLOSED,
        Optional.empty(),
        Optional.empty(),
        0,
        0);
  }

  /// This, with so many messages that the topic no longer kept when it was their turn, and with
  /// that last error.
  public DeliveryProgress with(long otherExpired, Optional<LastError> otherError) {
    return new DeliveryProgress(
        instruction,
        redrives,
        next,
        unsettled,
        breaker,
        quietUntil,
        otherError,
        otherExpired,
        inFlight);
  }

  /// Everything of the topic before this sequence is settled.
  public long floor() {
    return unsettled.stream()
        .map(Unsettled::key)
        .filter(key -> key.backlog() == Backlog.TOPIC)
        .mapToLong(MessageKey::number)
        .min()
        .orElse(next);
  }

  /// Whether so much is unsettled that nothing new is looked at.
  public boolean isHeld() {
    long bytes = unsettled.stream().mapToLong(Unsettled::subjectBytes).sum();
    return UnsettledMessages.isFull(unsettled.size(), bytes);
  }
}
