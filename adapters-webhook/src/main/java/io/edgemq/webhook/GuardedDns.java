package io.edgemq.webhook;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import okhttp3.Dns;

/// Answers the addresses of a name when all of them may be called. OkHttp asks once for each
/// connection that it makes, and dials what was answered; so no second look-up can answer something
/// else in between.
final class GuardedDns implements Dns {
  /// Longer than any call waits for its answer's head.
  private static final Duration LONGEST = Duration.ofMinutes(5);

  private final NameLookups names;
  private final AddressGuard guard;

  GuardedDns(NameLookups names, AddressGuard guard) {
    this.names = names;
    this.guard = guard;
  }

  /// @throws ForbiddenAddressException when one of the addresses is
  @Override
  public List<InetAddress> lookup(String name) throws UnknownHostException {
    return lookup(name, LONGEST);
  }

  /// As [#lookup(String)], within `time`.
  List<InetAddress> lookup(String name, Duration time) throws UnknownHostException {
    var addresses = names.resolve(name, time);
    for (var address : addresses) {
      if (!guard.permits(address.getAddress())) {
        throw new ForbiddenAddressException();
      }
    }
    return addresses;
  }
}
