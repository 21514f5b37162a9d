package io.edgemq.domain;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// A message on its way into a queue, from the caller to the store.
///
/// @param delay how long it stays invisible at first; null: as long as the queue says when it is
///     stored ([QueueConfig#delayOr])
/// @param group its group; in a FIFO queue null stands for one group of its own
/// @param dedup null: stored in any case
public record NewQueueMessage(
    Content content, @Nullable Duration delay, @Nullable GroupId group, @Nullable DedupKey dedup) {

  /// This with `key`.
  public NewQueueMessage with(DedupKey key) {
    return new NewQueueMessage(content, delay, group, key);
  }
}
