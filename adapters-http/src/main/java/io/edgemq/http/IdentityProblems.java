package io.edgemq.http;

import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Status;

/// The part of [Problems] that is about issuers of tokens, and about ingests (SPEC 7).
final class IdentityProblems {
  private IdentityProblems() {}

  static Problem noSuchIssuer() {
    return new Problem(
        Status.NOT_FOUND_404, "issuer_not_found", "There is no such issuer. Check its name.");
  }

  static Problem keysForbidden() {
    return Problems.unprocessable(
        "url_forbidden",
        "Nothing is read from the host of 'jwks_url' or 'issuer': its address is private or"
            + " reserved. Use a public one, or have the operator allow it with --push-allow.");
  }

  static Problem issuerTaken() {
    return new Problem(
        Status.CONFLICT_409,
        "issuer_taken",
        "This issuer is trusted for this audience elsewhere already. Use an audience of your own.");
  }

  static Problem noSuchIngest() {
    return new Problem(
        Status.NOT_FOUND_404, "ingest_not_found", "There is no such ingest. Check its path.");
  }

  static Problem noIngestTarget() {
    return new Problem(
        Status.NOT_FOUND_404,
        "ingest_target_not_found",
        "What this ingest puts messages into is gone. Tell whoever made the ingest.");
  }

  /// Which part of the rule does not hold is not told.
  static Problem ingestDenied() {
    return new Problem(
            Status.UNAUTHORIZED_401,
            "ingest_denied",
            "The request does not show what this ingest asks for. Check signature, token or path,"
                + " and the sender's clock.")
        .with(HeaderValues.create(HeaderNames.WWW_AUTHENTICATE, "Bearer"));
  }

  static Problem ingestKeysForbidden() {
    return Problems.unprocessable(
        "url_forbidden",
        "Nothing is asked of the host of 'auth.jwks_url', or of the issuer's: its address is private"
            + " or reserved. Use a public one, or have the operator allow it with --push-allow.");
  }

  static Problem originNotAllowed() {
    return new Problem(
        Status.FORBIDDEN_403,
        "origin_not_allowed",
        "Pages of this origin may not post here. List it in the ingest's 'cors.origins'.");
  }
}
