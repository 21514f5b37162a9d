package io.edgemq.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.edgemq.server.TlsIdentity.Texts;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.interfaces.ECPrivateKey;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Files of a certificate with a wrong byte anywhere, or cut off anywhere: they are used or refused
/// with a [TlsException], which is all that the watcher of the files expects, and take little
/// memory.
final class TlsDamageTest {
  private static final String P256 = "a00a06082a8648ce3d030107";

  /// Many times what any of the files takes, far less than the lengths that damage makes.
  private static final long ALLOCATED_AT_MOST = 16 << 20;

  private static final int[] FLIPS = {0x01, 0x80, 0xff};

  @TempDir private static Path directory;
  private static TestTls ec;
  private static TestTls rsa;

  @BeforeAll
  static void make() {
    ec = TestTls.make(directory, "ec", "EC", "-groupname", "secp256r1");
    rsa = TestTls.make(directory, "rsa", "RSA", "-keysize", "2048");
  }

  /// Whether the files are used. Throws what reading them throws, unless it is a complaint.
  private static boolean isUsed(TestTls of, Texts texts) {
    long before = allocated();
    try {
      return TlsIdentity.of(of.files(), texts, Instant.now()).expiry().isAfter(Instant.EPOCH);
    } catch (TlsException complaint) {
      assertThat(complaint.getMessage()).isNotBlank();
      return false;
    } finally {
      assertThat(allocated() - before).isLessThan(ALLOCATED_AT_MOST);
    }
  }

  private static long allocated() {
    return ((ThreadMXBean) ManagementFactory.getThreadMXBean()).getCurrentThreadAllocatedBytes();
  }

  private static Texts withKey(TestTls of, String key) throws IOException {
    return new Texts(Files.readString(of.certificate()), key, null);
  }

  private static byte[] sec1() throws GeneralSecurityException {
    var number = ((ECPrivateKey) ec.privateKey()).getS().toByteArray();
    var digits = new BigInteger(1, number).toString(16);
    var hex = "30310201010420" + "0".repeat(64 - digits.length()) + digits + P256;
    return HexFormat.of().parseHex(hex);
  }

  /// Reads `der` with each of its bytes changed in three ways, `step` apart, and cut off before
  /// each; how many of them were refused.
  private static int damage(byte[] der, int step, Function<byte[], Boolean> isUsed) {
    int refused = 0;
    for (int at = 0; at < der.length; at += step) {
      for (int flip : FLIPS) {
        var damaged = der.clone();
        damaged[at] ^= (byte) flip;
        refused += isUsed.apply(damaged) ? 0 : 1;
      }
      refused += isUsed.apply(Arrays.copyOf(der, at)) ? 0 : 1;
    }
    return refused;
  }

  private static int damageKey(TestTls of, String label, byte[] der, int step) throws IOException {
    var certificate = Files.readString(of.certificate());
    assertThat(isUsed(of, new Texts(certificate, TestTls.pem(label, der), null))).isTrue();
    return damage(
        der, step, bytes -> isUsed(of, new Texts(certificate, TestTls.pem(label, bytes), null)));
  }

  @Test
  void a_damaged_key_of_a_curve_is_refused() throws Exception {
    var der = sec1();

    int refused = damageKey(ec, "EC PRIVATE KEY", der, 1);

    assertThat(refused).isGreaterThan(3 * der.length);
  }

  @Test
  void a_damaged_key_of_pkcs8_is_refused() throws Exception {
    var der = ec.privateKey().getEncoded();

    int refused = damageKey(ec, "PRIVATE KEY", der, 1);

    assertThat(refused).isGreaterThan(3 * der.length);
  }

  @Test
  void a_damaged_key_of_rsa_is_refused() throws Exception {
    var pkcs8 = rsa.privateKey().getEncoded();
    var der = Arrays.copyOfRange(pkcs8, 26, pkcs8.length);

    int refused = damageKey(rsa, "RSA PRIVATE KEY", der, 37);

    assertThat(refused).isGreaterThan(der.length / 37);
  }

  @Test
  void a_damaged_certificate_is_refused_or_used() throws Exception {
    var der = ec.x509().getEncoded();
    var key = Files.readString(ec.key());

    int refused =
        damage(
            der, 11, bytes -> isUsed(ec, new Texts(TestTls.pem("CERTIFICATE", bytes), key, null)));

    assertThat(refused).isGreaterThan(der.length / 50);
  }

  @Test
  void a_damaged_certificate_of_an_issuer_is_refused_or_used() throws Exception {
    var der = rsa.x509().getEncoded();
    var key = Files.readString(ec.key());
    var own = Files.readString(ec.certificate());

    int refused =
        damage(
            der,
            41,
            bytes -> isUsed(ec, new Texts(own + TestTls.pem("CERTIFICATE", bytes), key, null)));

    assertThat(refused).isGreaterThan(der.length / 50);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "30310201010484ffffffff00", // a length below zero
        "303102010104847fffffff00", // one beyond all memory
        "3031020101040100a0847ffffff0", // the same of the curve
        "303102010104847ffffff0a000",
        "3031020101048404000000a000",
        "3031020101040100a08380000000",
        "30310201010488000000000000000100",
        "3031020101",
        "30"
      })
  void a_length_that_is_not_that_of_the_key_is_refused(String hex) throws Exception {
    var key = TestTls.pem("EC PRIVATE KEY", HexFormat.of().parseHex(hex));

    assertThat(isUsed(ec, withKey(ec, key))).isFalse();
  }

  @Test
  void a_key_whose_text_is_damaged_is_refused() throws Exception {
    var text = TestTls.pem("EC PRIVATE KEY", sec1());

    for (int at = 0; at < text.length(); at++) {
      var changed = new StringBuilder(text);
      changed.setCharAt(at, '\u00ff');

      var cut = text.substring(0, at);
      assertThat(isUsed(ec, withKey(ec, cut))).isEqualTo(at == text.length() - 1);
      var _ = isUsed(ec, withKey(ec, changed.toString()));
    }
  }
}
