package io.edgemq.webhook;

import java.io.IOException;

/// The other side has closed a connection that was at rest. Nothing was sent on it.
final class StaleConnectionException extends IOException {
  StaleConnectionException() {
    super("the connection was closed while it was at rest");
  }
}
