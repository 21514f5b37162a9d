package io.edgemq.application;

import io.edgemq.ports.out.TopicLog;
import io.edgemq.ports.out.Traffic;
import java.time.Duration;
import java.time.InstantSource;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// What the streams of a process have in common.
///
/// @param jitter how long a reader whose stream was ended shall wait before it comes again
/// @param onClose told of each stream that was closed, once or more
record StreamScope(
    TopicLog log,
    TopicFeeds feeds,
    InstantSource clock,
    Traffic traffic,
    Supplier<Duration> jitter,
    Consumer<LiveStream> onClose) {}
