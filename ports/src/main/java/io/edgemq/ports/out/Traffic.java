package io.edgemq.ports.out;

import io.edgemq.domain.SlowPolicy;
import io.edgemq.domain.TenantId;

/// Counts what passes through, for the metrics. Never blocks, never fails.
public interface Traffic {
  /// Messages were stored.
  void stored(Channel channel, TenantId tenant, int messages, long bytes);

  /// Messages were handed to readers.
  void delivered(Channel channel, TenantId tenant, int messages, long bytes);

  /// A stream began.
  void streamOpened(TenantId tenant);

  /// A stream ended.
  void streamClosed(TenantId tenant);

  /// The reader of a stream takes less than comes; it is treated as it wished.
  void fellBehind(SlowPolicy policy);

  /// What messages pass through.
  enum Channel {
    /// Queues.
    QUEUE,
    /// Topics, read page by page.
    TOPIC,
    /// Topics and buckets, read as a stream.
    STREAM,
    /// Buckets, key by key.
    BUCKET
  }
}
