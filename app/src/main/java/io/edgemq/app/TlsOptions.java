package io.edgemq.app;

import io.edgemq.server.TlsFiles;
import io.edgemq.server.TlsFiles.ClientAuth;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// The flags that make the server speak TLS.
final class TlsOptions {
  @Option(
      names = "--tls-cert",
      paramLabel = "FILE",
      description =
          "A PEM file with the server's certificate and those that vouch for it: it then speaks"
              + " https. Read again when it changes (default: none, plain http).")
  private @Nullable Path certificate;

  @Option(
      names = "--tls-key",
      paramLabel = "FILE",
      description =
          "A PEM file with the private key of the certificate, not encrypted (default: none).")
  private @Nullable Path key;

  @Option(
      names = "--tls-client-ca",
      paramLabel = "FILE",
      description =
          "A PEM file with the certificates that vouch for clients, which are asked for theirs"
              + " (default: none, nobody is asked).")
  private @Nullable Path clientCa;

  @Option(
      names = "--tls-client-auth",
      paramLabel = "optional|required",
      description =
          "Whether a client without a certificate is served (default: optional; needs"
              + " --tls-client-ca).")
  private @Nullable ClientAuth clientAuth;

  /// The files that they name; null when they name none. Throws [IllegalArgumentException] when
  /// they contradict each other.
  @Nullable TlsFiles files() {
    if ((certificate == null) != (key == null)) {
      throw new IllegalArgumentException("--tls-cert and --tls-key need each other");
    }
    if (clientAuth != null && clientCa == null) {
      throw new IllegalArgumentException("--tls-client-auth needs --tls-client-ca");
    }
    if (certificate == null || key == null) {
      if (clientCa != null) {
        throw new IllegalArgumentException("--tls-client-ca needs --tls-cert and --tls-key");
      }
      return null;
    }
    return new TlsFiles(
        certificate, key, clientCa, clientAuth == null ? ClientAuth.OPTIONAL : clientAuth);
  }
}
