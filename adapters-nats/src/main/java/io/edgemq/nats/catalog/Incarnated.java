package io.edgemq.nats.catalog;

/// An existing queue or topic.
///
/// @param value the queue or topic
/// @param incarnation tells apart successive resources of one name; no two ever have the same
public record Incarnated<T>(T value, long incarnation) {}
