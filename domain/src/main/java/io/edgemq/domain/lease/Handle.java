package io.edgemq.domain.lease;

/// What a lease's handle says. A token is given out once: every lease and every extension has its
/// own, so an attempt that was taken back and comes again has another handle.
public record Handle(long sequence, long token) {}
