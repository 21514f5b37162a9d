package io.edgemq.app;

/// The server could not start, for a reason that the operator can fix. The message says the reason.
final class StartException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  StartException(String message, Throwable cause) {
    super(message, cause);
  }
}
