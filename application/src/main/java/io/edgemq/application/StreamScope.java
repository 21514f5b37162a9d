package io.edgemq.application;

import io.edgemq.ports.out.TopicLog;
import io.edgemq.ports.out.Traffic;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// What the streams of a process share.
///
/// @param catchingUp bounds how many streams read the log at the same moment
/// @param jitter how long a reader should wait before it connects again
/// @param onClose called when a stream is closed, once or more
record StreamScope(
    TopicLog log,
    TopicFeeds feeds,
    Semaphore catchingUp,
    InstantSource clock,
    Traffic traffic,
    Supplier<Duration> jitter,
    Consumer<LiveStream> onClose) {}
