package io.edgemq.ports.in;

import io.edgemq.domain.QueueMessage;
import java.time.Instant;

/// A message that was handed to a receiver. Unlike a [io.edgemq.domain.LeasedMessage] it does not
/// show the store's handle, only a receipt: the handle, signed for this queue and tenant.
///
/// @param receipt settles it; opaque, URL-safe, at most 512 characters
/// @param attempt how often it was handed out, this time included
/// @param visibleUntil when the lease ends
public record Received(QueueMessage message, String receipt, int attempt, Instant visibleUntil) {}
