package io.edgemq.nats;

import io.edgemq.domain.LeaseHandle;
import java.util.Optional;
import java.util.regex.Pattern;

/// What a lease's handle says. Every adapter can read it. The token is drawn anew for every lease
/// and extension.
///
/// @param incarnation which queue of that name
record Handle(long incarnation, long sequence, long token) {
  private static final Pattern LEGAL =
      Pattern.compile("n([0-9]{1,18})-([0-9]{1,18})-([0-9]{1,18})");

  LeaseHandle text() {
    return new LeaseHandle("n" + incarnation + "-" + sequence + "-" + token);
  }

  /// What `handle` says of the queue of that incarnation; empty when it says nothing of it.
  static Optional<Handle> parse(LeaseHandle handle, long incarnation) {
    return parse(handle).filter(said -> said.incarnation() == incarnation);
  }

  /// What `handle` says; empty when no adapter can have made it.
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
