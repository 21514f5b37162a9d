package io.edgemq.domain;

import java.time.Instant;

/// An owner of queues, topics, subscriptions and keys. `tag` is a label for people, 1 to 200
/// characters.
public record Tenant(TenantId id, String tag, Instant createdAt) {
  public Tenant {
    if (tag.isEmpty() || tag.length() > 200) {
      throw new IllegalArgumentException("a tenant's tag has 1 to 200 characters");
    }
  }
}
