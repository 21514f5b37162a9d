package io.edgemq.domain;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A message in a queue.
///
/// @param sequence its place in the queue, from 1, never reused
/// @param timestamp when it was stored, to the millisecond
/// @param group the group it was sent with, if any; orders delivery in a FIFO queue
public record QueueMessage(
    QueueName queue, long sequence, Instant timestamp, @Nullable GroupId group, Content content) {}
