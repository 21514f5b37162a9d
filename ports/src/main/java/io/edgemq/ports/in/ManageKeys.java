package io.edgemq.ports.in;

import io.edgemq.domain.ApiKey;
import io.edgemq.domain.Paging;
import io.edgemq.domain.Principal;
import io.edgemq.domain.Scopes;
import io.edgemq.domain.Slice;
import io.edgemq.domain.TenantId;
import io.edgemq.domain.audit.Actor;
import io.edgemq.domain.audit.Origin;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Makes, lists and revokes tenants' keys, for operators and for tenants themselves. Each change
/// stands in the audit before it is made; when it cannot be written there, nothing is done.
public interface ManageKeys {
  /// Makes a key for an operator.
  ///
  /// @throws io.edgemq.domain.StoreException when the store does not answer or is full
  Outcome<Issued> issue(Actor by, TenantId tenant, Wish wish);

  /// The tenant's keys, revoked ones too, the oldest first.
  ///
  /// @throws io.edgemq.domain.StoreException when the store does not answer
  Outcome<Slice<ApiKey>> list(TenantId tenant, Paging paging);

  /// Revokes a key for an operator.
  ///
  /// @throws io.edgemq.domain.StoreException when the store does not answer or is full
  Outcome<Unit> revoke(Actor by, TenantId tenant, String keyId);

  /// Whether the caller may manage the keys of its tenant: asked before anybody looks at how.
  Outcome<Unit> mayManage(Principal who);

  /// Makes a key that may do no more than `who` may. The wish must not be for a support key.
  ///
  /// @throws io.edgemq.domain.StoreException when the store does not answer or is full
  Outcome<Issued> issue(Principal who, Origin from, Wish wish);

  /// The keys of the caller's tenant, revoked ones too, the oldest first.
  ///
  /// @throws io.edgemq.domain.StoreException when the store does not answer
  Outcome<Slice<ApiKey>> list(Principal who, Paging paging);

  /// Revokes a key of the caller's tenant, its own too.
  ///
  /// @throws io.edgemq.domain.StoreException when the store does not answer or is full
  Outcome<Unit> revoke(Principal who, Origin from, String keyId);

  /// What a key is to be.
  ///
  /// @param label at most [ApiKey#MOST_LABEL] characters
  /// @param scopes null: all that the maker has
  /// @param expiresAt null: never
  /// @param messagesPerSecond null: as many as the maker may send, or as the tenant
  record Wish(
      String label,
      ApiKey.Kind kind,
      @Nullable Scopes scopes,
      @Nullable Instant expiresAt,
      @Nullable Long messagesPerSecond) {
    /// A key without a rate of its own.
    public Wish(
        String label, ApiKey.Kind kind, @Nullable Scopes scopes, @Nullable Instant expiresAt) {
      this(label, kind, scopes, expiresAt, null);
    }
  }

  /// A key that was made.
  ///
  /// @param token what its bearer sends; it is shown here only, and stored nowhere
  record Issued(ApiKey key, String token) {
    /// Shows no token.
    @Override
    public String toString() {
      return "Issued[" + key.id() + "]";
    }
  }
}
