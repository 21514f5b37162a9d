package io.edgemq.domain.lease;

/// What a lease's handle says. A token is given out once: every lease has its own and keeps it when
/// it is extended, and an attempt that was taken back and comes again has another one.
public record Handle(long sequence, long token) {}
