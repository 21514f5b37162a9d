package io.edgemq.http;

import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Status;
import java.time.Duration;

/// The part of [Problems] that is about who may do what, and about tenants, keys and invites (SPEC
/// 7).
final class ControlProblems {
  private static final int MILLIS = 1000;

  private ControlProblems() {}

  /// @param missing the text of a scope that permits it
  static Problem insufficientScope(String missing) {
    return forbidden(
        "insufficient_scope",
        "The key lacks the scope '%s'. Use a key that has it.".formatted(Texts.printable(missing)));
  }

  static Problem tenantSuspended() {
    return forbidden(
        "tenant_suspended", "The tenant is suspended. Ask the operator; its data is kept.");
  }

  /// Nobody has said for which tenant an operator acts.
  static Problem tenantRequired() {
    return forbidden(
        "tenant_required",
        "This token acts for a tenant only. Name it in the header 'X-MQ-Tenant'.");
  }

  static Problem adminRequired() {
    return forbidden("admin_required", "Only an admin token can do this. Use one.");
  }

  static Problem keyNeeded() {
    return forbidden("key_required", "Only a key of the tenant's own can do this. Use one.");
  }

  static Problem noSuchTenant() {
    return missing("tenant_not_found", "There is no such tenant. Check its id.");
  }

  static Problem noSuchKey() {
    return missing("key_not_found", "There is no such key, or it was revoked. Check its id.");
  }

  static Problem noSuchInvite() {
    return missing("invite_not_found", "There is no such invite. Check its token.");
  }

  static Problem noSuchInviteRequest() {
    return missing("invite_request_not_found", "There is no such request. Check its id.");
  }

  static Problem inviteGone() {
    return new Problem(
        Status.GONE_410,
        "invite_gone",
        "The invite was used or taken back, or has expired. Ask for a new one.");
  }

  static Problem noStreamPath() {
    return Problems.bad(
        "invalid_path",
        "The 'path' must be one of a stream, as a client would request it and without a query:"
            + " /v1/topics/{topic}/stream or /v1/subscriptions/{id}/stream.");
  }

  /// @param complaint worded to follow "scope"
  static Problem invalidScope(int index, String complaint) {
    return Problems.bad(
        "invalid_scope", "The scope in 'scopes[%d]' %s.".formatted(index, complaint));
  }

  /// @param role the one that serves it
  static Problem notServedHere(String role) {
    return missing(
        "not_served_here",
        "This process does not serve this path. Ask one with the role '%s' or 'all'."
            .formatted(role));
  }

  static Problem rateLimited(Duration wait) {
    long seconds = Math.max(1, (wait.toMillis() + MILLIS - 1) / MILLIS);
    return new Problem(
            Status.TOO_MANY_REQUESTS_429,
            "rate_limited",
            "Too many requests have come from this address. Try again in %d seconds."
                .formatted(seconds))
        .with(HeaderValues.create(HeaderNames.RETRY_AFTER, Long.toString(seconds)));
  }

  private static Problem forbidden(String code, String detail) {
    return new Problem(Status.FORBIDDEN_403, code, detail);
  }

  private static Problem missing(String code, String detail) {
    return new Problem(Status.NOT_FOUND_404, code, detail);
  }
}
