package io.edgemq.app;

/// The server could not start, for a reason that its operator can mend; the message tells it.
final class StartException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  StartException(String message, Throwable cause) {
    super(message, cause);
  }
}
