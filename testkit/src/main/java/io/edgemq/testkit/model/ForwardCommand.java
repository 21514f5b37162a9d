package io.edgemq.testkit.model;

import java.time.Duration;

/// Something that happens to a queue into which sources forward.
public sealed interface ForwardCommand {
  /// Offers `count` messages of a source.
  ///
  /// @param behind how many the first one is behind the one after the source's mark, or less when
  ///     the source has no more
  /// @param step how far one is from the next, from 1
  record Offer(int source, int behind, int count, int step) implements ForwardCommand {}

  /// Sends a message as anybody does.
  record Send() implements ForwardCommand {}

  /// Receives up to `max` and lets their leases run out.
  record Lease(int max) implements ForwardCommand {}

  /// Receives up to `max` and acknowledges them.
  record Take(int max) implements ForwardCommand {}

  /// Purges the queue.
  record Purge() implements ForwardCommand {}

  /// Time passes.
  record Pass(Duration time) implements ForwardCommand {}

  /// Retires a source; another one comes in its place.
  record Retire(int source) implements ForwardCommand {}

  /// Removes the queue and makes it again.
  record Remake() implements ForwardCommand {}

  /// Closes the store and opens it again.
  record Reopen() implements ForwardCommand {}
}
