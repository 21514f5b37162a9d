package io.edgemq.webhook;

import okhttp3.tls.HandshakeCertificates;
import okhttp3.tls.HeldCertificate;

/// A certificate for `hook.test`, and clients that trust it.
final class Certificates {
  private static final HeldCertificate HELD =
      new HeldCertificate.Builder().addSubjectAlternativeName("hook.test").build();

  /// What the server shows.
  static final HandshakeCertificates SERVER =
      new HandshakeCertificates.Builder().heldCertificate(HELD).build();

  private static final HandshakeCertificates CLIENT =
      new HandshakeCertificates.Builder().addTrustedCertificate(HELD.certificate()).build();

  private Certificates() {}

  /// A client that may call this machine and trusts the certificate.
  static GuardedWebhookClient trusting() {
    return GuardedWebhookClient.open(
        Calls.settings(Calls.LOCAL, "127.0.0.0/8"),
        new GuardedWebhookClient.Trust(CLIENT.sslSocketFactory(), CLIENT.trustManager()));
  }
}
