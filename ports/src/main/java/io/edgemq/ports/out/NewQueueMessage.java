package io.edgemq.ports.out;

import io.edgemq.domain.Content;
import io.edgemq.domain.DedupKey;
import io.edgemq.domain.GroupId;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// A message on its way into a queue.
///
/// @param delay how long it stays invisible at first
/// @param group its group; in a FIFO queue null stands for one group of its own
/// @param dedup null: stored in any case
public record NewQueueMessage(
    Content content, Duration delay, @Nullable GroupId group, @Nullable DedupKey dedup) {}
