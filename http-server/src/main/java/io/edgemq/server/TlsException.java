package io.edgemq.server;

import org.jspecify.annotations.Nullable;

/// The files of a certificate cannot be used. The message says in one line which and why.
public final class TlsException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  TlsException(String message) {
    this(message, null);
  }

  TlsException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
