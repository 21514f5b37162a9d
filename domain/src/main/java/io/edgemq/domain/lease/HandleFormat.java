package io.edgemq.domain.lease;

import io.edgemq.domain.Lease;
import io.edgemq.domain.LeaseHandle;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Pattern;

/// Writes and reads the handles of one queue's leases: `n7-42-1003`.
///
/// @param store a lower-case letter that tells stores apart
/// @param incarnation which queue of that name, so that no later one takes a handle for its own
public record HandleFormat(char store, long incarnation) {
  private static final Pattern LEGAL =
      Pattern.compile("([a-z])([0-9]{1,18})-([0-9]{1,18})-([0-9]{1,18})");

  /// The handle that says `what`.
  public LeaseHandle write(Handle what) {
    return new LeaseHandle(store + (incarnation + "-" + what.sequence() + "-" + what.token()));
  }

  /// What `handle` says; empty when it says nothing of this queue.
  public Optional<Handle> read(LeaseHandle handle) {
    var matcher = LEGAL.matcher(handle.value());
    boolean ours =
        matcher.matches()
            && matcher.group(1).charAt(0) == store
            && Long.parseLong(matcher.group(2)) == incarnation;
    return ours
        ? Optional.of(
            new Handle(Long.parseLong(matcher.group(3)), Long.parseLong(matcher.group(4))))
        : Optional.empty();
  }

  /// The lease on a message that is leased.
  Lease lease(MessageEntry message) {
    var state = message.state();
    return new Lease(
        write(new Handle(message.sequence(), state.token())),
        state.attempts(),
        Instant.ofEpochMilli(state.until()));
  }
}
