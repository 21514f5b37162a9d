package io.edgemq.http;

import io.edgemq.domain.SlowPolicy;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// What callers call the policies for slow readers (SPEC 5.1).
final class SlowWords {
  /// All of them, for people.
  static final String ALL = "'catch_up', 'disconnect' or 'latest'";

  private SlowWords() {}

  /// The policy of that word.
  static Optional<SlowPolicy> of(String word) {
    return Arrays.stream(SlowPolicy.values())
        .filter(policy -> policy.name().toLowerCase(Locale.ROOT).equals(word))
        .findFirst();
  }
}
