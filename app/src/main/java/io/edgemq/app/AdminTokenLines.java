package io.edgemq.app;

import io.edgemq.application.AdminTokens;
import io.edgemq.application.Sha256;
import io.edgemq.domain.Operator;
import io.edgemq.domain.TokenHash;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;

/// Admin tokens as operators write them: one on each line, as `name:token`, or the token alone.
/// Empty lines and those that begin with `#` are passed over.
final class AdminTokenLines {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.@+-]{1,64}");

  /// What an id of a key begins with: no operator is called so.
  private static final String KEY = "ak_";

  /// A shorter one could be guessed.
  private static final int SHORTEST = 16;

  private AdminTokenLines() {}

  /// The tokens in `text`. Throws [IllegalArgumentException] when a line is none; it shows no
  /// token.
  ///
  /// @param where the text is from, for that message
  static AdminTokens parse(String text, String where) {
    Map<TokenHash, Operator> operators = new HashMap<>();
    int number = 0;
    for (var line : text.lines().map(String::strip).toList()) {
      number++;
      if (!line.isEmpty() && !line.startsWith("#")) {
        add(line, "line " + number + " of the admin tokens in " + where, operators);
      }
    }
    return new AdminTokens(operators);
  }

  private static void add(String line, String where, Map<TokenHash, Operator> operators) {
    int colon = line.indexOf(':');
    var name = colon < 0 ? Operator.UNNAMED : line.substring(0, colon).strip();
    var token = line.substring(colon + 1).strip();
    if (!NAME.matcher(name).matches()
        || name.startsWith(KEY)
        || name.equals(LocalControl.ACTOR.name())) {
      throw new IllegalArgumentException(
          where
              + " has a name that is not 1 to 64 letters, digits, '_', '.', '@', '+' or '-', or is"
              + " taken: 'local' and what begins with 'ak_' mean others in the audit");
    }
    if (token.length() < SHORTEST) {
      throw new IllegalArgumentException(where + " has fewer than " + SHORTEST + " characters");
    }
    if (operators.put(Sha256.of(token), new Operator(name)) != null) {
      throw new IllegalArgumentException(where + " has a token that stands there already");
    }
  }
}
