package io.edgemq.domain.push;

import java.time.Duration;
import java.time.Instant;

/// Leaves an endpoint alone that has failed 10 times in a row: for 30 s, then twice as long each
/// time, up to 5 min. Then one message is sent to see (SPEC 5.3).
public sealed interface CircuitBreaker {
  /// How many transient failures in a row open it.
  int THRESHOLD = 10;

  /// The first rest.
  Duration SHORTEST = Duration.ofSeconds(30);

  /// The longest rest.
  Duration LONGEST = Duration.ofMinutes(5);

  /// Everything may be sent.
  ///
  /// @param failures in a row
  record Closed(int failures) implements CircuitBreaker {
    /// The breaker after a message was delivered.
    CircuitBreaker delivered() {
      return failures == 0 ? this : CLOSED;
    }

    /// The breaker after a transient failure.
    CircuitBreaker failed(Instant now, double random) {
      return failures + 1 < THRESHOLD
          ? new Closed(failures + 1)
          : Open.from(now, SHORTEST, failures + 1, random);
    }
  }

  /// Nothing is sent.
  ///
  /// @param until when one message may be sent
  /// @param rest the rest without the part that is random
  record Open(Instant until, Duration rest, int failures) implements CircuitBreaker {
    private static Open from(Instant now, Duration rest, int failures, double random) {
      return new Open(now.plus(Backoff.jittered(rest, random)), rest, failures);
    }

    /// The breaker once its rest is over.
    HalfOpen rested() {
      return new HalfOpen(rest, failures);
    }
  }

  /// One message is sent to see whether the endpoint works.
  ///
  /// @param rest how long the last rest was
  record HalfOpen(Duration rest, int failures) implements CircuitBreaker {
    /// The breaker after the message failed in a transient way: the rest is twice as long.
    CircuitBreaker failed(Instant now, double random) {
      var doubled = rest.multipliedBy(2);
      return Open.from(
          now, doubled.compareTo(LONGEST) > 0 ? LONGEST : doubled, failures + 1, random);
    }
  }

  /// A breaker that has seen no failure.
  CircuitBreaker CLOSED = new Closed(0);

  /// How many transient failures came in a row.
  int failures();
}
