package io.edgemq.nats;

/// A queue or topic that is there.
///
/// @param value what it is
/// @param incarnation which one of that name: no two that were ever created have the same
record Existing<T>(T value, long incarnation) {}
