package io.edgemq.domain;

import java.time.Duration;

/// What a receiver decides about a message that it holds a lease on.
public sealed interface Settlement {
  /// The lease that it is about.
  LeaseHandle handle();

  /// Done: remove the message.
  record Ack(LeaseHandle handle) implements Settlement {}

  /// Not done: hand it out again once `delay` has passed.
  record Nack(LeaseHandle handle, Duration delay) implements Settlement {}

  /// Still at it: keep it leased for `visibility` from now on.
  record Extend(LeaseHandle handle, Duration visibility) implements Settlement {}

  /// Can never be done: move it to the dead-letter queue.
  record Reject(LeaseHandle handle, DeadLetterReason reason) implements Settlement {}
}
