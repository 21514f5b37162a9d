package io.edgemq.ports.in;

import io.edgemq.domain.Content;
import io.edgemq.domain.DedupKey;
import io.edgemq.domain.GroupId;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// A message that a caller sends to a queue.
///
/// @param delay null: the queue's own
/// @param dedup null: none; in a FIFO queue the group and content stand in for it
public record OutgoingMessage(
    Content content, @Nullable Duration delay, @Nullable GroupId group, @Nullable DedupKey dedup) {}
