package io.edgemq.testkit.model;

import java.time.Duration;

/// One step of a [QueueHistory], as small numbers, so that a generator can make and shrink it. A
/// number that chooses among things is taken modulo how many there are.
public sealed interface QueueCommand {
  /// Send a batch.
  ///
  /// @param group 0: none
  /// @param key 0: no dedup key
  record Send(int queue, int messages, int group, int key, Duration delay)
      implements QueueCommand {}

  /// Receive without waiting.
  record Receive(int queue, int max, Duration visibility) implements QueueCommand {}

  /// Settle under a handle that was given out.
  ///
  /// @param handle 0 is the latest
  /// @param time the delay or visibility
  record Settle(int handle, Kind kind, Duration time) implements QueueCommand {}

  /// Settle under a handle, at a queue that did not give it out.
  record SettleElsewhere(int handle, int queue) implements QueueCommand {}

  /// Take a receive back.
  record Unreceive(int handle) implements QueueCommand {}

  /// Purge.
  record Purge(int queue) implements QueueCommand {}

  /// Redrive the whole queue: home when `to` is 0, else to one of the others.
  record Redrive(int queue, int to) implements QueueCommand {}

  /// Look what there is.
  record Count(int queue) implements QueueCommand {}

  /// Let time pass, or set the clock back.
  record Pass(Duration time) implements QueueCommand {}

  /// Close the store and open it again.
  record Reopen() implements QueueCommand {}

  /// Ways to settle.
  enum Kind {
    /// Done.
    ACK,
    /// Again.
    NACK,
    /// Still at it.
    EXTEND,
    /// Never.
    REJECT
  }
}
