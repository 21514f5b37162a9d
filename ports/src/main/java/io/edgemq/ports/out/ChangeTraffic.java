package io.edgemq.ports.out;

import io.edgemq.domain.TenantId;

/// Counts what change streams tell, for the metrics. Never blocks, never fails.
public interface ChangeTraffic {
  /// Messages are in a topic, or were there already.
  void told(TenantId tenant, long messages);

  /// Revisions could not be told but as a gap: they were not kept, are too large for a message, or
  /// have keys that are none of ours.
  void lost(TenantId tenant, long revisions);
}
