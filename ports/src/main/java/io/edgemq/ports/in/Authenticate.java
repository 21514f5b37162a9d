package io.edgemq.ports.in;

import io.edgemq.domain.Principal;
import io.edgemq.domain.TokenHash;

/// Tells who a bearer is.
public interface Authenticate {
  /// Who acts with the token of that hash. Answers from memory.
  Verdict authenticate(TokenHash token);

  /// What is known of a token.
  sealed interface Verdict {}

  /// It is good.
  record Known(Principal principal) implements Verdict {}

  /// Nobody has it, or it was revoked.
  record Unknown() implements Verdict {}

  /// It was good once.
  record Expired() implements Verdict {}
}
