package io.edgemq.domain;

import java.time.Instant;

/// An owner of queues, topics, subscriptions and keys. `tag` is a label for people, 1 to 200
/// characters.
///
/// @param quota the most that it may have
public record Tenant(TenantId id, String tag, Instant createdAt, State state, Quota quota) {
  /// The most characters of a tag.
  public static final int MOST_TAG = 200;

  /// Whether a tenant is served.
  public enum State {
    /// It is.
    ACTIVE,
    /// An operator has stopped it: its keys are refused, its data stays.
    SUSPENDED,
    /// It was removed, and what it had is being removed. Its id is never used again, so the row
    /// stays.
    DELETED
  }

  public Tenant {
    if (tag.isEmpty() || tag.length() > MOST_TAG) {
      throw new IllegalArgumentException("a tenant's tag has 1 to " + MOST_TAG + " characters");
    }
  }

  /// A tenant that is served.
  public static Tenant active(TenantId id, String tag, Instant createdAt) {
    return new Tenant(id, tag, createdAt, State.ACTIVE, Quota.NONE);
  }

  /// The same in another state.
  public Tenant in(State other) {
    return new Tenant(id, tag, createdAt, other, quota);
  }

  /// The same with another tag.
  public Tenant tagged(String other) {
    return new Tenant(id, other, createdAt, state, quota);
  }

  /// The same with another quota.
  public Tenant within(Quota other) {
    return new Tenant(id, tag, createdAt, state, other);
  }
}
