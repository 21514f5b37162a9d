package io.edgemq.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.edgemq.server.TlsFiles.ClientAuth;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/// A key with a certificate for 127.0.0.1 that nobody else vouches for, made by the JDK's keytool,
/// for this module's tests and those of the adapters on it.
///
/// @param keys holds both
/// @param certificate the one as PEM
/// @param key the other as PEM
public record TestTls(KeyStore keys, Path certificate, Path key) {
  private static final char[] PASSWORD = "changeit".toCharArray();
  private static final String ALIAS = "mykey";

  /// Makes one of the newest kind, in files of the directory.
  public static TestTls make(Path directory, String name) {
    return make(directory, name, "EC");
  }

  /// Makes one whose key is of that algorithm. Further options are keytool's.
  static TestTls make(Path directory, String name, String algorithm, String... options) {
    try {
      var store = directory.resolve(name + ".p12");
      keytool(store, name, algorithm, options);
      var keys = KeyStore.getInstance(store.toFile(), PASSWORD);
      var made =
          new TestTls(keys, directory.resolve(name + ".crt"), directory.resolve(name + ".pem"));
      Files.writeString(made.certificate, pem("CERTIFICATE", made.x509().getEncoded()));
      Files.writeString(made.key, pem("PRIVATE KEY", made.privateKey().getEncoded()));
      return made;
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    } catch (GeneralSecurityException failure) {
      throw new IllegalStateException(failure);
    }
  }

  private static void keytool(Path store, String name, String algorithm, String... options)
      throws IOException {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(List.of("-genkeypair", "-alias", ALIAS, "-keyalg", algorithm));
    command.addAll(List.of("-dname", "CN=" + name, "-ext", "san=ip:127.0.0.1,dns:localhost"));
    command.addAll(List.of("-keystore", store.toString(), "-storepass", new String(PASSWORD)));
    command.addAll(List.of(options));
    var process = new ProcessBuilder(command).redirectErrorStream(true).start();
    var output = new String(process.getInputStream().readAllBytes(), UTF_8);
    if (process.onExit().join().exitValue() != 0) {
      throw new IllegalStateException("keytool failed: " + output);
    }
  }

  static String pem(String label, byte[] der) {
    return "-----BEGIN %1$s-----\n%2$s\n-----END %1$s-----\n"
        .formatted(label, Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der));
  }

  X509Certificate x509() throws GeneralSecurityException {
    return (X509Certificate) keys.getCertificate(ALIAS);
  }

  PrivateKey privateKey() throws GeneralSecurityException {
    return (PrivateKey) keys.getKey(ALIAS, PASSWORD);
  }

  /// Writes what `other` has into the files of this one, as a tool that renews a certificate does.
  void becomes(TestTls other) throws IOException {
    Files.copy(other.certificate, certificate, StandardCopyOption.REPLACE_EXISTING);
    Files.copy(other.key, key, StandardCopyOption.REPLACE_EXISTING);
  }

  /// A listener's, by the time of the machine.
  static ListenOptions.Tls listening(TlsFiles files) {
    return new ListenOptions.Tls(files, InstantSource.system());
  }

  /// For a listener that asks no client for a certificate.
  public TlsFiles files() {
    return new TlsFiles(certificate, key, null, ClientAuth.OPTIONAL);
  }

  /// For a listener that asks for certificates that `ca` vouches for.
  TlsFiles files(TestTls ca, ClientAuth auth) {
    return new TlsFiles(certificate, key, ca.certificate, auth);
  }

  /// A client that trusts this certificate.
  public SSLContext client() {
    return client(List.of(this), null);
  }

  /// A client that trusts this certificate and shows `own`.
  SSLContext clientWith(TestTls own) {
    return client(List.of(this), own);
  }

  /// A client that trusts `trusted` and shows `own`; null: it has none.
  static SSLContext client(List<TestTls> trusted, @Nullable TestTls own) {
    try {
      var store = KeyStore.getInstance("PKCS12");
      store.load(null, PASSWORD);
      for (var each : trusted) {
        store.setCertificateEntry("trusted-" + store.size(), each.x509());
      }
      var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(store);
      var context = SSLContext.getInstance("TLS");
      context.init(own == null ? null : own.managers(), trust.getTrustManagers(), null);
      return context;
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    } catch (GeneralSecurityException failure) {
      throw new IllegalStateException(failure);
    }
  }

  private KeyManager[] managers() throws GeneralSecurityException {
    var managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    managers.init(keys, PASSWORD);
    return managers.getKeyManagers();
  }
}
