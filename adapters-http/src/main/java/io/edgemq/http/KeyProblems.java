package io.edgemq.http;

import io.edgemq.ports.in.Authenticate;
import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Status;

/// Owns the codes with which a caller is refused because of its key. All others are in [Problems].
final class KeyProblems {
  private static final Header CHALLENGE =
      HeaderValues.createCached(HeaderNames.WWW_AUTHENTICATE, "Bearer");
  private static final Header CHALLENGE_AGAIN =
      HeaderValues.createCached(HeaderNames.WWW_AUTHENTICATE, "Bearer error=\"invalid_token\"");

  private KeyProblems() {}

  /// No key was sent.
  static Problem missing() {
    var detail = "The request has no key. Send one as 'Authorization: Bearer <token>'.";
    return unauthorized("unauthorized", detail).with(CHALLENGE);
  }

  /// The Authorization header holds something else than a key.
  static Problem malformed() {
    var detail =
        "The Authorization header holds no bearer token. Send the key as"
            + " 'Authorization: Bearer <token>'.";
    return unauthorized("unauthorized", detail).with(CHALLENGE);
  }

  /// No key has the token, or it was revoked: which of the two is not told.
  static Problem unknown() {
    var detail = "The key is not valid here. Check it, or ask for a new one.";
    return unauthorized("unauthorized", detail).with(CHALLENGE_AGAIN);
  }

  /// The key has expired.
  static Problem expired() {
    var detail = "The key has expired. Ask for a new one.";
    return unauthorized("token_expired", detail).with(CHALLENGE_AGAIN);
  }

  /// The JWT is not accepted. Why its signature is not good, or who is trusted, is not told.
  static Problem badToken(Authenticate.Objection why) {
    return switch (why) {
      case INVALID ->
          unauthorized(
                  "unauthorized",
                  "The token is not valid here. Check its issuer, audience and signing key.")
              .with(CHALLENGE_AGAIN);
      case EXPIRED ->
          unauthorized("token_expired", "The token has expired. Ask its issuer for a new one.")
              .with(CHALLENGE_AGAIN);
      case WITHOUT_SCOPES ->
          unauthorized(
                  "token_without_scopes",
                  "The token lists no scope that its issuer may give here. Ask the issuer for one.")
              .with(CHALLENGE_AGAIN);
    };
  }

  /// The key was revoked while the call waited.
  static Problem revoked() {
    var detail = "The key was revoked while the call waited. Use another key.";
    return unauthorized("key_revoked", detail).with(CHALLENGE_AGAIN);
  }

  /// The ticket is none, is for another path, has expired, or its key is void: which is not told.
  static Problem badTicket() {
    var detail = "The ticket is not valid for this path. Ask for a new one with POST /v1/tickets.";
    return unauthorized("ticket_invalid", detail).with(CHALLENGE_AGAIN);
  }

  private static Problem unauthorized(String code, String detail) {
    return new Problem(Status.UNAUTHORIZED_401, code, detail);
  }
}
