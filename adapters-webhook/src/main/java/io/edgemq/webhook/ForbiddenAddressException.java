package io.edgemq.webhook;

import java.net.UnknownHostException;

/// The host is, or resolves to, an address that nothing is sent to. The message does not name it:
/// tenants read it.
final class ForbiddenAddressException extends UnknownHostException {
  ForbiddenAddressException() {
    super("the address is one that nothing is sent to");
  }
}
