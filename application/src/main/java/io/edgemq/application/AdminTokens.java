package io.edgemq.application;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.edgemq.domain.Operator;
import io.edgemq.domain.TokenHash;
import java.security.MessageDigest;
import java.util.Map;
import java.util.Optional;

/// Whom each admin token lets in. They are compared in constant time.
///
/// @param operators empty when nobody is let in
public record AdminTokens(Map<TokenHash, Operator> operators) {
  /// Nobody is let in.
  public static final AdminTokens NONE = new AdminTokens(Map.of());

  public AdminTokens {
    operators = Map.copyOf(operators);
  }

  /// Whose token has that hash. Looks at every token, whichever it is.
  Optional<Operator> find(TokenHash token) {
    var given = token.hex().getBytes(US_ASCII);
    Optional<Operator> found = Optional.empty();
    for (var each : operators.entrySet()) {
      if (MessageDigest.isEqual(each.getKey().hex().getBytes(US_ASCII), given)) {
        found = Optional.of(each.getValue());
      }
    }
    return found;
  }
}
