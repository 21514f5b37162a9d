package io.edgemq.jetstream.table;

/// A decision that took effect.
///
/// @param revision of the last row that was changed; 0 when none was
public record Decided<R>(R result, long revision) {}
