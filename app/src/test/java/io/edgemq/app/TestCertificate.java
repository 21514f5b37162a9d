package io.edgemq.app;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.edgemq.testkit.Processes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/// A key with a certificate for 127.0.0.1 that nobody else vouches for.
///
/// @param store the file with both
record TestCertificate(Path store) {
  private static final String PASSWORD = "changeit";
  private static final String ALIAS = "mykey";

  /// Makes one, in a file of the directory.
  static TestCertificate make(Path directory) throws IOException {
    var store = directory.resolve("certificate.p12");
    var keytool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
    var making =
        new ProcessBuilder(keytool, "-genkeypair", "-keyalg", "EC").redirectErrorStream(true);
    making.command().addAll(List.of("-dname", "CN=test", "-ext", "san=ip:127.0.0.1"));
    making.command().addAll(List.of("-keystore", store.toString(), "-storepass", PASSWORD));
    var process = making.start();
    var output = new String(process.getInputStream().readAllBytes(), UTF_8);
    if (Processes.status(process) != 0) {
      throw new IllegalStateException("keytool failed: " + output);
    }
    return new TestCertificate(store);
  }

  /// The flags of a server that shows it.
  List<String> flags() throws GeneralSecurityException, IOException {
    var keys = KeyStore.getInstance(store.toFile(), PASSWORD.toCharArray());
    var certificate = store.resolveSibling("certificate.crt");
    var key = store.resolveSibling("certificate.key");
    Files.writeString(certificate, pem("CERTIFICATE", keys.getCertificate(ALIAS).getEncoded()));
    Files.writeString(
        key, pem("PRIVATE KEY", keys.getKey(ALIAS, PASSWORD.toCharArray()).getEncoded()));
    return List.of("--tls-cert", certificate.toString(), "--tls-key", key.toString());
  }

  private static String pem(String label, byte[] der) {
    return "-----BEGIN %1$s-----\n%2$s\n-----END %1$s-----\n"
        .formatted(label, Base64.getMimeEncoder().encodeToString(der));
  }

  /// TLS for a client that trusts the certificate, and no other.
  SSLContext trusting() throws GeneralSecurityException, IOException {
    var trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry(
        ALIAS, KeyStore.getInstance(store.toFile(), PASSWORD.toCharArray()).getCertificate(ALIAS));
    var managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    managers.init(trusted);
    var tls = SSLContext.getInstance("TLS");
    tls.init(null, managers.getTrustManagers(), null);
    return tls;
  }

  /// The flag with which a JVM trusts the certificate, and no other.
  String trusted() throws IOException {
    var options = store.resolveSibling("trust.options");
    Files.writeString(
        options,
        "-Djavax.net.ssl.trustStore=%s\n-Djavax.net.ssl.trustStorePassword=%s\n"
            .formatted(store, PASSWORD));
    return "-XX:VMOptionsFile=" + options;
  }

  /// TLS for a server that shows the certificate.
  SSLContext tls() throws GeneralSecurityException, IOException {
    var managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    managers.init(
        KeyStore.getInstance(store.toFile(), PASSWORD.toCharArray()), PASSWORD.toCharArray());
    var tls = SSLContext.getInstance("TLS");
    tls.init(managers.getKeyManagers(), null, null);
    return tls;
  }
}
