package io.edgemq.kvbridge;

import io.edgemq.jetstream.Entry;
import io.edgemq.jetstream.StreamStatus;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/// A stream with the writes of a bucket.
///
/// @param isIt tells it from others of its name
/// @param original the message of the bucket that a message of the stream is
record FollowedStream(String name, Predicate<StreamStatus> isIt, UnaryOperator<Entry> original) {}
