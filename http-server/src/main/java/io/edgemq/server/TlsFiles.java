package io.edgemq.server;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// Where the listener's certificate is, and whose client certificates are accepted.
///
/// @param certificate PEM: the server's own certificate first, then those that vouch for it
/// @param key PEM: the private key of the first certificate, not encrypted
/// @param clientCa PEM: who vouches for client certificates; null: none is asked for
/// @param clientAuth what a client without a certificate gets, if one is asked for
public record TlsFiles(Path certificate, Path key, @Nullable Path clientCa, ClientAuth clientAuth) {

  /// Whether clients need a certificate. One that is shown and that nobody vouches for is refused
  /// in
  /// either case.
  public enum ClientAuth {
    /// A client without one is served.
    OPTIONAL,
    /// A client without one is refused.
    REQUIRED
  }
}
