package io.edgemq.domain;

import java.time.Duration;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;

/// How a subscription's messages are pushed (SPEC 5.3).
///
/// @param headers sent with each message, in this order; values are secrets
/// @param maxInFlight how many attempts are on their way at most, from 1 to [#MOST_IN_FLIGHT]
/// @param ratePerSecond how many attempts begin in a second at most; empty when nothing bounds it
/// @param timeout how long an attempt may take until the head of the answer is there
/// @param lanes into how many parts the deliveries are divided, from 1 to [#MOST_LANES] and no more
///     than `maxInFlight`; stays as it was created
/// @param format what is sent; stays as it was created
public record PushConfig(
    WebhookUrl url,
    Map<String, String> headers,
    int maxInFlight,
    OptionalDouble ratePerSecond,
    Duration timeout,
    Set<SignatureScheme> signatures,
    Ordering ordering,
    int lanes,
    BodyFormat format) {
  /// The most attempts at the same time.
  public static final int MOST_IN_FLIGHT = 1_000;

  /// Attempts at the same time when nobody says.
  public static final int DEFAULT_IN_FLIGHT = 16;

  /// The most lanes.
  public static final int MOST_LANES = 16;

  /// How many lanes there are when nobody says.
  public static final int DEFAULT_LANES = 1;

  /// The time of an attempt when nobody says.
  public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(20);

  /// The shortest time of an attempt.
  public static final Duration SHORTEST_TIMEOUT = Duration.ofSeconds(1);

  /// The longest time of an attempt.
  public static final Duration LONGEST_TIMEOUT = Duration.ofMinutes(5);

  /// The fewest attempts in a second that a rate can ask for.
  public static final double LEAST_RATE = 0.1;

  /// The most attempts in a second that a rate can ask for.
  public static final double MOST_RATE = 10_000;

  /// How many headers there may be.
  public static final int MOST_HEADERS = 20;

  public PushConfig {
    if (maxInFlight < 1 || maxInFlight > MOST_IN_FLIGHT || !timeout.isPositive()) {
      throw new IllegalArgumentException("not a push configuration");
    }
    if (lanes < 1 || lanes > MOST_LANES || lanes > maxInFlight) {
      throw new IllegalArgumentException("not a number of lanes");
    }
    headers = Collections.unmodifiableMap(new LinkedHashMap<>(headers));
    signatures = Collections.unmodifiableSet(EnumSet.copyOf(signatures));
  }

  /// This configuration for another URL.
  public PushConfig calling(WebhookUrl other) {
    return new PushConfig(
        other, headers, maxInFlight, ratePerSecond, timeout, signatures, ordering, lanes, format);
  }

  /// This configuration with what stays as it was created.
  public PushConfig with(int otherLanes, BodyFormat otherFormat) {
    return new PushConfig(
        url,
        headers,
        maxInFlight,
        ratePerSecond,
        timeout,
        signatures,
        ordering,
        otherLanes,
        otherFormat);
  }

  /// Without the headers' values.
  @Override
  public String toString() {
    return "PushConfig[" + url + ", headers " + headers.keySet() + "]";
  }
}
