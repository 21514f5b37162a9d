package io.edgemq.domain.audit;

import io.edgemq.domain.TenantId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What somebody did, or tried to do.
///
/// @param at when, in whole milliseconds
/// @param actor who: an operator's name or a key's id
/// @param action `<kind>.<verb>`, such as `key.revoke`
/// @param target what it was done to: an id, or the method and path of a call; never a secret
/// @param tenant whose that is; null: no tenant's
/// @param address from where it was asked for; empty when it was asked for on the machine itself
/// @param outcome what came of it
/// @param requestId the name of the request; empty when it was none
public record AuditRecord(
    Instant at,
    String actor,
    String action,
    String target,
    @Nullable TenantId tenant,
    String address,
    Outcome outcome,
    String requestId) {
  /// What came of an action.
  public enum Outcome {
    /// It was to be done: the entry is written first, and followed by one with [#FAILED] of the
    /// same request when it was not.
    DONE,
    /// The caller may not do it.
    DENIED,
    /// It was not possible.
    FAILED
  }
}
