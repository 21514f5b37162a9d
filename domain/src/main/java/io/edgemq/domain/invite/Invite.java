package io.edgemq.domain.invite;

import io.edgemq.domain.TenantId;
import io.edgemq.domain.TokenHash;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// The offer to become a tenant, good once. Its token is stored nowhere, only the hash.
///
/// @param id its public name, `inv_` and 24 letters or digits
/// @param tag of the tenant to be, as long as the claimer says no other
/// @param createdBy an operator's name
/// @param expiresAt from this instant on it is void
/// @param tenant who has come of it, or is about to; null: nobody yet
public record Invite(
    String id,
    TokenHash token,
    String tag,
    String createdBy,
    Instant createdAt,
    Instant expiresAt,
    State state,
    @Nullable TenantId tenant) {
  /// How far an invite is.
  public enum State {
    /// It can be claimed until it expires.
    OPEN,
    /// Its tenant is being made. A process that starts and finds it so opens it again.
    CLAIMING,
    /// Its tenant was made.
    CLAIMED,
    /// An operator has taken it back.
    REMOVED
  }

  /// An invite that nobody has claimed.
  public static Invite open(
      String id,
      TokenHash token,
      String tag,
      String createdBy,
      Instant createdAt,
      Instant expiresAt) {
    return new Invite(id, token, tag, createdBy, createdAt, expiresAt, State.OPEN, null);
  }

  /// Whether it can be claimed at `now`.
  public boolean isOpen(Instant now) {
    return state == State.OPEN && now.isBefore(expiresAt);
  }

  /// The same in another state, for `tenant`.
  public Invite in(State other, @Nullable TenantId tenant) {
    return new Invite(id, token, tag, createdBy, createdAt, expiresAt, other, tenant);
  }
}
