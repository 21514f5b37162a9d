package io.edgemq.ports.in;

import io.edgemq.domain.Operator;
import io.edgemq.domain.Principal;
import io.edgemq.domain.TokenHash;

/// Tells who a bearer is.
public interface Authenticate {
  /// Who acts with the token of that hash. Answers from memory.
  ///
  /// @throws io.edgemq.domain.StoreException when the store does not answer or is full
  Verdict authenticate(TokenHash token);

  /// Who acts with that JWT. Answers within two seconds, mostly from memory.
  ///
  /// @throws io.edgemq.domain.StoreException when the store does not answer
  /// @throws InterruptedException when the thread is interrupted while the issuer is asked for its
  ///     keys
  Verdict token(String jwt) throws InterruptedException;

  /// Who acts with that ticket on `path`, as it came and without its query. [Unknown] also when it
  /// has expired, is for another path, or its key is revoked. Answers from memory.
  ///
  /// @throws io.edgemq.domain.StoreException when the store does not answer
  Verdict ticket(String ticket, String path);

  /// What is known of a token.
  sealed interface Verdict {}

  /// It is valid.
  record Known(Principal principal) implements Verdict {}

  /// It is an admin token.
  record Admin(Operator operator) implements Verdict {}

  /// No key has it, or its key was revoked.
  record Unknown() implements Verdict {}

  /// It is a JWT that is not accepted.
  record Refused(Objection why) implements Verdict {}

  /// Why a JWT is not accepted.
  enum Objection {
    /// It is none, nobody who is trusted has signed it, or it is not meant for here or not yet.
    INVALID,
    /// Its time is over.
    EXPIRED,
    /// It lists no scope that its issuer may give.
    WITHOUT_SCOPES
  }

  /// It was valid once.
  record Expired() implements Verdict {}
}
