package io.edgemq.ports.in;

import io.edgemq.domain.Principal;
import io.edgemq.domain.TokenHash;

/// Tells who a bearer is.
public interface Authenticate {
  /// Who acts with the token of that hash. Answers from memory.
  ///
  /// @throws io.edgemq.domain.StoreException when the store does not answer or is full
  Verdict authenticate(TokenHash token);

  /// What is known of a token.
  sealed interface Verdict {}

  /// It is valid.
  record Known(Principal principal) implements Verdict {}

  /// No key has it, or its key was revoked.
  record Unknown() implements Verdict {}

  /// It was valid once.
  record Expired() implements Verdict {}
}
