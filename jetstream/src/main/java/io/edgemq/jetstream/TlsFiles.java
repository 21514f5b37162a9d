package io.edgemq.jetstream;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/// Reads certificates and keys from PEM files.
final class TlsFiles {
  private static final char[] NO_PASSWORD = new char[0];

  private TlsFiles() {}

  /// The context that `tls` describes.
  static SSLContext context(NatsConfig.Tls tls) throws IOException, GeneralSecurityException {
    var context = SSLContext.getInstance("TLS");
    context.init(keys(tls.certificate(), tls.key()), trusted(tls.authority()), null);
    return context;
  }

  @SuppressWarnings("NullAway") // null means the platform's own authorities to SSLContext
  private static TrustManager[] trusted(@Nullable Path authority)
      throws IOException, GeneralSecurityException {
    if (authority == null) {
      return null;
    }
    var store = empty();
    var certificates = certificates(authority);
    for (int i = 0; i < certificates.size(); i++) {
      store.setCertificateEntry("authority-" + i, certificates.get(i));
    }
    var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    return factory.getTrustManagers();
  }

  @SuppressWarnings("NullAway") // null means none to SSLContext
  private static KeyManager[] keys(@Nullable Path certificate, @Nullable Path key)
      throws IOException, GeneralSecurityException {
    if (certificate == null || key == null) {
      return null;
    }
    var store = empty();
    var chain = certificates(certificate).toArray(Certificate[]::new);
    var algorithm = chain[0].getPublicKey().getAlgorithm();
    store.setKeyEntry("edgemq", privateKey(key, algorithm), NO_PASSWORD, chain);
    var factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    factory.init(store, NO_PASSWORD);
    return factory.getKeyManagers();
  }

  private static KeyStore empty() throws IOException, GeneralSecurityException {
    var store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    return store;
  }

  private static List<Certificate> certificates(Path file)
      throws IOException, GeneralSecurityException {
    try (var in = Files.newInputStream(file)) {
      var found = CertificateFactory.getInstance("X.509").generateCertificates(in);
      if (found.isEmpty()) {
        throw new GeneralSecurityException("no certificate in " + file);
      }
      return List.copyOf(found);
    }
  }

  private static PrivateKey privateKey(Path file, String algorithm)
      throws IOException, GeneralSecurityException {
    var text = Files.readString(file, StandardCharsets.US_ASCII);
    var base64 =
        text.lines()
            .dropWhile(line -> !line.equals("-----BEGIN PRIVATE KEY-----"))
            .skip(1)
            .takeWhile(line -> !line.startsWith("-----END"))
            .reduce("", String::concat);
    if (base64.isEmpty()) {
      throw new GeneralSecurityException("no PKCS #8 private key in " + file);
    }
    var bytes = Base64.getDecoder().decode(base64);
    return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(bytes));
  }
}
