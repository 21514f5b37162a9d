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

  /// How many names are looked up at a time for requests.
  private static final int MOST = 512;

  /// How many names are looked up at a time when URLs are written.
  private static final int MOST_CHECKED = 128;

  private final NameLookups called;
  private final NameLookups checked;
  private final AddressGuard guard;

  GuardedDns(WebhookSettings.Resolver resolver, AddressGuard guard) {
    this.called = new NameLookups(resolver, MOST);
    this.checked = new NameLookups(resolver, MOST_CHECKED);
    this.guard = guard;
  }

  /// @throws ForbiddenAddressException when one of the addresses is
  @Override
  public List<InetAddress> lookup(String name) throws UnknownHostException {
    return permitted(called.resolve(name, LONGEST));
  }

  /// As [#lookup], within `time`, for a URL that is written. Names that are slow then hold up no
  /// request.
  ///
  /// @throws ForbiddenAddressException when one of the addresses is
  List<InetAddress> check(String name, Duration time) throws UnknownHostException {
    return permitted(checked.resolve(name, time));
  }

  private List<InetAddress> permitted(List<InetAddress> addresses)
      throws ForbiddenAddressException {
    for (var address : addresses) {
      if (!guard.permits(address.getAddress())) {
        throw new ForbiddenAddressException();
      }
    }
    return addresses;
  }
}
