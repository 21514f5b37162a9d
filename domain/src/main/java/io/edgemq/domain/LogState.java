package io.edgemq.domain;

/// What a topic's log holds at one instant.
///
/// @param bytes of payload, attributes and subject of the messages that are kept
public record LogState(LogBounds bounds, long messages, long bytes) {}
