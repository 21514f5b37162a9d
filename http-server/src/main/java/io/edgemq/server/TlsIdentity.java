package io.edgemq.server;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateFactory;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Objects;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.KeyStoreBuilderParameters;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/// A certificate that can be used, with its key: what new connections are served with.
///
/// @param expiry when the server's own certificate expires
record TlsIdentity(SSLContext context, SSLParameters parameters, Instant expiry) {
  /// RFC 8446 and RFC 5246; what is older is broken (RFC 8996).
  private static final String[] VERSIONS = {"TLSv1.3", "TLSv1.2"};

  /// A browser opens six connections a host with one, a hundred streams with the other.
  private static final String[] PROTOCOLS = {"h2", "http/1.1"};

  private static final char[] NO_PASSWORD = {};

  /// What `texts` say. Throws [TlsException] when it cannot be used at `now`. Of the chain only the
  /// server's own certificate has to be valid then: a chain may end in one that has expired and
  /// that
  /// clients do not need, since they trust the one before it.
  static TlsIdentity of(TlsFiles files, Texts texts, Instant now) {
    var what = "the certificate in " + files.certificate();
    var chain = certificates(texts.certificate(), files.certificate());
    requireValid(chain.getFirst(), now, what);
    var expiry = chain.getFirst().getNotAfter().toInstant();
    var keyName = "the key in " + files.key();
    var key =
        PrivateKeys.of(PemBlock.in(texts.key(), keyName), chain.getFirst().getPublicKey(), keyName);
    try {
      var store = KeyStore.getInstance("PKCS12");
      store.load(null, NO_PASSWORD);
      store.setKeyEntry("server", key, NO_PASSWORD, chain.toArray(X509Certificate[]::new));
      var keys = KeyManagerFactory.getInstance("NewSunX509");
      keys.init(
          new KeyStoreBuilderParameters(
              KeyStore.Builder.newInstance(store, new KeyStore.PasswordProtection(NO_PASSWORD))));
      var context = SSLContext.getInstance("TLS");
      context.init(keys.getKeyManagers(), trust(files, texts), null);
      return new TlsIdentity(context, parameters(files), expiry);
    } catch (GeneralSecurityException | IOException | IllegalArgumentException unusable) {
      throw new TlsException(what + " cannot be used: " + unusable.getMessage(), unusable);
    }
  }

  /// What the files say.
  ///
  /// @param clientCa null when there is none
  record Texts(String certificate, String key, @Nullable String clientCa) {
    /// Without the key.
    @Override
    public String toString() {
      return "Texts[" + certificate + "]";
    }
  }

  private static List<X509Certificate> certificates(String text, Path file) {
    var what = "the certificate in " + file;
    var chain = new ArrayList<X509Certificate>();
    try {
      var factory = CertificateFactory.getInstance("X.509");
      for (var block : PemBlock.in(text, what)) {
        if (block.label().endsWith("CERTIFICATE")) {
          chain.add(
              (X509Certificate) factory.generateCertificate(new ByteArrayInputStream(block.der())));
        }
      }
    } catch (CertificateException | RuntimeException damaged) { // the JDK's parsers throw any
      throw new TlsException(what + " is damaged", damaged);
    }
    if (chain.isEmpty()) {
      throw new TlsException(file + " has no certificate in PEM");
    }
    return chain;
  }

  private static void requireValid(X509Certificate certificate, Instant now, String what) {
    try {
      certificate.checkValidity(Date.from(now));
    } catch (CertificateExpiredException expired) {
      throw new TlsException(
          what + " expired at " + certificate.getNotAfter().toInstant(), expired);
    } catch (CertificateNotYetValidException early) {
      throw new TlsException(
          what + " is not valid before " + certificate.getNotBefore().toInstant(), early);
    }
  }

  private static TrustManager @Nullable [] trust(TlsFiles files, Texts texts)
      throws GeneralSecurityException, IOException {
    if (files.clientCa() == null) {
      return null;
    }
    var store = KeyStore.getInstance("PKCS12");
    store.load(null, NO_PASSWORD);
    var issuers = certificates(Objects.requireNonNull(texts.clientCa()), files.clientCa());
    for (int i = 0; i < issuers.size(); i++) {
      store.setCertificateEntry("ca-" + i, issuers.get(i));
    }
    var managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    managers.init(store);
    return managers.getTrustManagers();
  }

  private static SSLParameters parameters(TlsFiles files) {
    var parameters = new SSLParameters();
    parameters.setProtocols(VERSIONS);
    parameters.setApplicationProtocols(PROTOCOLS);
    parameters.setUseCipherSuitesOrder(true);
    if (files.clientCa() != null) {
      switch (files.clientAuth()) {
        case OPTIONAL -> parameters.setWantClientAuth(true);
        case REQUIRED -> parameters.setNeedClientAuth(true);
      }
    }
    return parameters;
  }

  /// TLS for one connection.
  SSLEngine newEngine() {
    var engine = context.createSSLEngine();
    engine.setUseClientMode(false);
    engine.setSSLParameters(parameters);
    return engine;
  }
}
