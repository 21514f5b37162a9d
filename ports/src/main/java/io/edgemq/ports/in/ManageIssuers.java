package io.edgemq.ports.in;

import io.edgemq.domain.Principal;
import io.edgemq.domain.audit.Origin;
import io.edgemq.domain.identity.Issuer;
import io.edgemq.domain.identity.IssuerRule;
import java.util.List;

/// Makes, lists and removes the issuers of tokens that a tenant trusts. Each change stands in the
/// audit.
public interface ManageIssuers {
  /// Whether the caller may manage issuers: asked before anybody looks at which.
  Outcome<Unit> mayManage(Principal who);

  /// Trusts an issuer. When the tenant has one of that name, it is answered if it is equal, else
  /// the call is refused. Its tokens may do no more than `who` may.
  ///
  /// @param name 1 to 80 of `[A-Za-z0-9_-]`
  /// @param rule has a [IssuerRule#source]
  /// @throws io.edgemq.domain.StoreException when the store does not answer or is full
  Outcome<Creation<Issuer>> create(Principal who, Origin from, String name, IssuerRule rule);

  /// The issuers of the caller's tenant, the oldest first.
  ///
  /// @throws io.edgemq.domain.StoreException when the store does not answer
  Outcome<List<Issuer>> list(Principal who);

  /// Trusts an issuer no more: within a second its tokens are refused and what they have open ends.
  ///
  /// @throws io.edgemq.domain.StoreException when the store does not answer or is full
  Outcome<Unit> delete(Principal who, Origin from, String name);
}
