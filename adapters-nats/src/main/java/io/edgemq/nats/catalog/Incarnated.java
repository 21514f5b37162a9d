package io.edgemq.nats.catalog;

/// A queue or topic that is there.
///
/// @param value what it is
/// @param incarnation which one of that name: no two that were ever created have the same
public record Incarnated<T>(T value, long incarnation) {}
