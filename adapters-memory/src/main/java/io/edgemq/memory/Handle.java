package io.edgemq.memory;

import io.edgemq.domain.LeaseHandle;
import java.util.Optional;
import java.util.regex.Pattern;

/// What a lease's handle says. The token is drawn anew for every lease and extension, so an attempt
/// that was uncounted and comes again has another handle.
///
/// @param incarnation which queue of the store's life, so that no other queue, nor one of the same
///     name made later, takes it for its own
record Handle(long incarnation, long sequence, long token) {
  private static final Pattern LEGAL =
      Pattern.compile("m([0-9]{1,18})-([0-9]{1,18})-([0-9]{1,18})");

  LeaseHandle text() {
    return new LeaseHandle("m" + incarnation + "-" + sequence + "-" + token);
  }

  /// What `handle` says; empty when this store can not have made it.
  static Optional<Handle> parse(LeaseHandle handle) {
    var matcher = LEGAL.matcher(handle.value());
    return matcher.matches()
        ? Optional.of(
            new Handle(
                Long.parseLong(matcher.group(1)),
                Long.parseLong(matcher.group(2)),
                Long.parseLong(matcher.group(3))))
        : Optional.empty();
  }
}
