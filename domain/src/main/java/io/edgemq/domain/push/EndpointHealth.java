package io.edgemq.domain.push;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// Whether an endpoint may be called now: what its answers say about itself and not about a
/// message.
final class EndpointHealth {
  private static final Duration LONGEST_QUIET = Duration.ofMinutes(5);

  private CircuitBreaker breaker;
  private Optional<Instant> quietUntil;
  private Optional<LastError> lastError;

  /// How often the breaker has opened here. Answers to what was sent before it opened say nothing
  /// after.
  private long turn;

  private boolean probeFlying;

  EndpointHealth(
      CircuitBreaker breaker, Optional<Instant> quietUntil, Optional<LastError> lastError) {
    this.breaker = breaker;
    this.quietUntil = quietUntil;
    this.lastError = lastError;
  }

  CircuitBreaker breaker() {
    return breaker;
  }

  Optional<LastError> lastError() {
    return lastError;
  }

  /// Whether it is not left alone, as far as is known without the time.
  boolean isUsable() {
    return !(breaker instanceof CircuitBreaker.Open);
  }

  /// When the next attempt may begin; empty when only an answer can say so.
  Optional<Instant> usableAt(Instant now) {
    if (breaker instanceof CircuitBreaker.Open open) {
      if (open.until().isAfter(now)) {
        return Optional.of(open.until());
      }
      breaker = open.rested();
      probeFlying = false;
    }
    return probeFlying ? Optional.empty() : Optional.of(now);
  }

  /// Whether the next attempt is a probe.
  boolean isProbing() {
    return breaker instanceof CircuitBreaker.HalfOpen;
  }

  /// An attempt begins. Answers its turn.
  long begin() {
    probeFlying = isProbing();
    return turn;
  }

  /// An attempt has ended that was not made.
  void unheard(long ofTurn) {
    if (ofTurn == turn) {
      probeFlying = false;
    }
  }

  /// An attempt was answered.
  void heard(long ofTurn, Answer answer, Instant now, double random) {
    var outcome = Outcome.of(answer);
    if (!(outcome instanceof Outcome.Delivered)) {
      lastError = Optional.of(LastError.of(now, answer));
    }
    if (ofTurn == turn) {
      probeFlying = false;
      breaker = after(outcome, now, random);
      turn += isUsable() ? 0 : 1;
    }
  }

  private CircuitBreaker after(Outcome outcome, Instant now, double random) {
    return switch (outcome) {
      case Outcome.Rejected _, Outcome.Gone _ -> breaker;
      case Outcome.Delivered _ ->
          switch (breaker) {
            case CircuitBreaker.Closed closed -> closed.delivered();
            case CircuitBreaker.HalfOpen _ -> CircuitBreaker.CLOSED;
            case CircuitBreaker.Open open -> open;
          };
      case Outcome.Transient _ ->
          switch (breaker) {
            case CircuitBreaker.Closed closed -> closed.failed(now, random);
            case CircuitBreaker.HalfOpen half -> half.failed(now, random);
            case CircuitBreaker.Open open -> open;
          };
    };
  }

  /// The endpoint asks to be left alone for `time`; it is for [#LONGEST_QUIET] at most.
  void quiet(Instant now, Duration time) {
    var until = now.plus(time.compareTo(LONGEST_QUIET) > 0 ? LONGEST_QUIET : time);
    quietUntil = quietUntil.filter(other -> other.isAfter(until)).or(() -> Optional.of(until));
  }

  /// Whether messages that were not tried have to wait.
  boolean isQuiet(Instant now) {
    return quietUntil(now).isPresent();
  }

  /// Until when messages that were not tried have to wait; empty when they need not.
  Optional<Instant> quietUntil(Instant now) {
    return quietUntil.filter(until -> until.isAfter(now));
  }

  /// Until when messages that were not tried had to wait, when they ever had.
  Optional<Instant> quietUntil() {
    return quietUntil;
  }

  /// It is another endpoint now: nothing is held against it, and answers to what is under way say
  /// nothing about it. The last error is told on.
  void renew() {
    breaker = CircuitBreaker.CLOSED;
    probeFlying = false;
    turn++;
    unquiet();
  }

  /// What the endpoint has asked for no longer holds.
  void unquiet() {
    quietUntil = Optional.empty();
  }
}
