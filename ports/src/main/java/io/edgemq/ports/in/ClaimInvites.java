package io.edgemq.ports.in;

import io.edgemq.domain.ApiKey;
import io.edgemq.domain.Tenant;
import io.edgemq.domain.audit.Origin;
import io.edgemq.domain.invite.Invite;
import io.edgemq.domain.invite.InviteRequest;
import org.jspecify.annotations.Nullable;

/// Lets people become tenants. Open to everybody.
public interface ClaimInvites {
  /// The invite with that token, if it can be claimed.
  ///
  /// @throws io.edgemq.domain.StoreException when the store does not answer
  Outcome<Invite> look(String token);

  /// Makes a tenant of an invite, and its first key. Whoever claims it at the same time is refused:
  /// of one invite there is one tenant. When that fails halfway the invite stays good.
  ///
  /// @param tag of the tenant; null: the invite's
  /// @throws io.edgemq.domain.StoreException when the store does not answer or is full
  Outcome<Claimed> claim(Origin from, String token, @Nullable String tag);

  /// Asks the operators for an invite.
  ///
  /// @param name 1 to 200 characters
  /// @param email 1 to 200 characters
  /// @param reason at most 2 000 characters
  /// @throws io.edgemq.domain.StoreException when the store does not answer
  Outcome<InviteRequest> ask(Origin from, String name, String email, String reason);

  /// A tenant that was made.
  ///
  /// @param token what the bearer of the key sends; it is shown here only, and stored nowhere
  record Claimed(Tenant tenant, ApiKey key, String token) {
    /// Shows no token.
    @Override
    public String toString() {
      return "Claimed[" + tenant.id().value() + "]";
    }
  }
}
