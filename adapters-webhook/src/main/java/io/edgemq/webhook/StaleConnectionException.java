package io.edgemq.webhook;

import java.io.IOException;

/// A connection that was at rest is of no use: the other side has closed it, or has sent what is no
/// answer to anything. No request was sent on it.
final class StaleConnectionException extends IOException {
  StaleConnectionException() {
    super("the connection at rest is of no use");
  }
}
