package io.edgemq.domain;

import java.time.Duration;

/// How much of anything one call of a tenant may ask for (SPEC 2). Every limit is inclusive.
///
/// @param messageBytes the largest payload
/// @param attributeBytes names and values of one message's attributes together
/// @param batchEntries entries of one batch
/// @param batchBytes the largest body of a batch request
/// @param receiveMax messages of one receive
/// @param receiveWait the longest wait of one receive
/// @param visibility the longest lease
/// @param delay the longest delay of a queue's message
/// @param retention the longest retention
public record Limits(
    int messageBytes,
    int attributeBytes,
    int batchEntries,
    int batchBytes,
    int receiveMax,
    Duration receiveWait,
    Duration visibility,
    Duration delay,
    Duration retention) {
  /// The defaults of SPEC 2; retention up to ten years.
  public static final Limits DEFAULT =
      new Limits(
          1 << 20,
          8 << 10,
          100,
          4 << 20,
          100,
          Duration.ofSeconds(20),
          Duration.ofHours(12),
          Duration.ofMinutes(15),
          Duration.ofDays(3650));
}
