package io.edgemq.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.edgemq.server.TlsIdentity.Texts;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.interfaces.ECPrivateKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.assertj.core.api.ThrowableAssertAlternative;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What is read from the files of a certificate.
final class TlsIdentityTest {
  @TempDir private static Path directory;
  private static TestTls ec;
  private static TestTls rsa;
  private static TestTls ed;

  @BeforeAll
  static void make() {
    ec = TestTls.make(directory, "ec");
    rsa = TestTls.make(directory, "rsa", "RSA");
    ed = TestTls.make(directory, "ed", "Ed25519");
  }

  private static TlsIdentity read(TestTls of, String key) throws IOException {
    return read(of, Files.readString(of.certificate()), key, Instant.now());
  }

  private static TlsIdentity read(TestTls of, String certificate, String key, Instant now) {
    return TlsIdentity.of(of.files(), new Texts(certificate, key, null), now);
  }

  private static ThrowableAssertAlternative<TlsException> refused(
      TestTls of, String certificate, String key) {
    return assertThatExceptionOfType(TlsException.class)
        .isThrownBy(() -> read(of, certificate, key, Instant.now()))
        .withMessageNotContaining("Exception")
        .withMessageNotContaining("\n");
  }

  private static String key(TestTls of) throws IOException {
    return Files.readString(of.key());
  }

  private static String certificate(TestTls of) throws IOException {
    return Files.readString(of.certificate());
  }

  @Test
  void keys_of_each_kind_are_read() throws Exception {
    for (var each : List.of(ec, rsa, ed)) {
      assertThat(read(each, key(each)).expiry()).isEqualTo(each.x509().getNotAfter().toInstant());
    }
  }

  @Test
  void a_key_of_rsa_alone_is_read() throws Exception {
    // PKCS#8 has it behind 26 bytes, in a string of octets to the end.
    var pkcs8 = rsa.privateKey().getEncoded();
    var pkcs1 = Arrays.copyOfRange(pkcs8, 26, pkcs8.length);

    var identity = read(rsa, TestTls.pem("RSA PRIVATE KEY", pkcs1));

    assertThat(identity.expiry()).isEqualTo(rsa.x509().getNotAfter().toInstant());
  }

  @Test
  void a_key_of_a_curve_behind_its_parameters_is_read() throws Exception {
    var curve = "06052b81040022"; // secp384r1
    var named = TestTls.make(directory, "p384", "EC", "-groupname", "secp384r1");
    var number = number((ECPrivateKey) named.privateKey(), 48);
    var sec1 = HexFormat.of().parseHex("303e0201010430" + number + "a007" + curve);

    var identity =
        read(
            named,
            TestTls.pem("EC PARAMETERS", HexFormat.of().parseHex(curve))
                + TestTls.pem("EC PRIVATE KEY", sec1));

    assertThat(identity.expiry()).isEqualTo(named.x509().getNotAfter().toInstant());
  }

  private static String number(ECPrivateKey key, int length) {
    var number = new BigInteger(1, key.getS().toByteArray()).toString(16);
    return "0".repeat(2 * length - number.length()) + number;
  }

  @Test
  void a_key_of_another_certificate_is_refused() throws Exception {
    var another = TestTls.make(directory, "another");

    refused(ec, certificate(ec), key(another))
        .withMessage("the key in " + ec.key() + " is not the key of the certificate");
    refused(ec, certificate(ec), key(rsa)).withMessageContaining("not the key of the certificate");
    refused(rsa, certificate(rsa), key(ec)).withMessageContaining("not the key of the certificate");
  }

  @Test
  void a_key_that_is_encrypted_is_refused() throws Exception {
    refused(ec, certificate(ec), TestTls.pem("ENCRYPTED PRIVATE KEY", new byte[100]))
        .withMessageContaining("is encrypted");
    refused(
            rsa,
            certificate(rsa),
            TestTls.pem("RSA PRIVATE KEY", new byte[100])
                .replaceFirst("\n", "\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-256-CBC,00\n\n"))
        .withMessageContaining("is encrypted");
  }

  @Test
  void files_without_what_is_looked_for_are_refused() throws Exception {
    refused(ec, key(ec), key(ec)).withMessage(ec.certificate() + " has no certificate in PEM");
    refused(ec, "", key(ec)).withMessage(ec.certificate() + " has no certificate in PEM");
    refused(ec, certificate(ec), certificate(ec))
        .withMessageContaining("has no private key in PEM");
    refused(ec, certificate(ec), TestTls.pem("EC PRIVATE KEY", new byte[] {0x30}))
        .withMessageContaining("is damaged");
    refused(ec, TestTls.pem("CERTIFICATE", new byte[40]), key(ec))
        .withMessage("the certificate in " + ec.certificate() + " is damaged");
  }

  @Test
  void a_certificate_is_refused_before_and_after_its_time() throws Exception {
    var end = ec.x509().getNotAfter().toInstant();
    var begin = ec.x509().getNotBefore().toInstant();
    var certificate = certificate(ec);
    var key = key(ec);

    assertThatExceptionOfType(TlsException.class)
        .isThrownBy(() -> read(ec, certificate, key, end.plus(Duration.ofSeconds(1))))
        .withMessage("the certificate in " + ec.certificate() + " expired at " + end);
    assertThatExceptionOfType(TlsException.class)
        .isThrownBy(() -> read(ec, certificate, key, begin.minus(Duration.ofSeconds(1))))
        .withMessage("the certificate in " + ec.certificate() + " is not valid before " + begin);
  }

  @Test
  void what_was_read_does_not_show_its_key() throws Exception {
    assertThat(new Texts(certificate(ec), key(ec), null).toString()).doesNotContain("PRIVATE");
  }
}
