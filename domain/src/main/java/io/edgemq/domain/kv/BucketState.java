package io.edgemq.domain.kv;

/// What a bucket holds at one instant.
///
/// @param keys how many keys have a value
/// @param bytes of keys and values of all kept revisions
/// @param lastRevision the newest one that was ever given; 0 when none was
public record BucketState(long keys, long bytes, long lastRevision) {}
