package io.edgemq.domain;

import java.time.Duration;

/// How many messages a queue holds at one instant, each counted once.
///
/// @param ready could be received now (in a FIFO queue: once those before it are settled)
/// @param inFlight leased
/// @param delayed invisible until their delay has passed, sent or nacked with one
/// @param oldestAge how long ago the oldest of them was sent; zero when there is none
public record QueueCounts(long ready, long inFlight, long delayed, Duration oldestAge) {}
