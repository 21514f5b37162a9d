package io.edgemq.server;

import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
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

  /// Whether time alone may cure it: the clock is before or after the certificate's time.
  boolean isUntimely() {
    return getCause() instanceof CertificateNotYetValidException
        || getCause() instanceof CertificateExpiredException;
  }
}
