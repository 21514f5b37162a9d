package io.edgemq.ports.in;

import io.edgemq.domain.Operator;
import io.edgemq.domain.Principal;
import io.edgemq.domain.TenantId;
import io.edgemq.domain.audit.Origin;

/// Lets operators, and who looks into a tenant for them, act for a tenant. Each call stands in the
/// audit before it is made; when it cannot be written there, nothing is done.
public interface ActForTenants {
  /// The caller that `operator` is for this call.
  ///
  /// @param call the method and path
  /// @throws io.edgemq.domain.StoreException when the store does not answer
  Outcome<Principal> act(Operator operator, TenantId tenant, Origin from, String call);

  /// Writes down that the bearer of a support key makes a call.
  ///
  /// @param call the method and path
  /// @throws io.edgemq.domain.StoreException when it cannot be written; the call must not be made
  void act(Principal support, Origin from, String call);

  /// Writes down that a call which needs an admin token was refused. Many of one address within a
  /// minute are one entry. What cannot be written is logged: the call is refused anyway.
  ///
  /// @param actor who called, as far as it is known; empty when it is not
  /// @param call the method and path
  void refused(String actor, Origin from, String call);
}
