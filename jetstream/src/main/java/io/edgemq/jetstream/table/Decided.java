package io.edgemq.jetstream.table;

/// A decision that came to pass.
///
/// @param revision that of the last row that was changed; 0 when none was
public record Decided<R>(R result, long revision) {}
