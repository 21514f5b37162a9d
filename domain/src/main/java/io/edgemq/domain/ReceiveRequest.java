package io.edgemq.domain;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// How to receive from a queue.
///
/// @param max how many messages at most, from 1
/// @param visibility how long they are leased; zero leaves them visible; null: as long as the queue
///     says when they are leased ([QueueConfig#visibilityOr])
/// @param maxWait how long to wait for the first message; zero looks once
public record ReceiveRequest(int max, @Nullable Duration visibility, Duration maxWait) {}
