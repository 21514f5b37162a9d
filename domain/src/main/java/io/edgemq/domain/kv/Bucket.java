package io.edgemq.domain.kv;

import io.edgemq.domain.BucketName;
import java.time.Instant;

/// A bucket as its tenant configured it.
public record Bucket(BucketName name, BucketConfig config, Instant createdAt) {}
