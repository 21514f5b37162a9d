package io.edgemq.server;

import java.io.ByteArrayOutputStream;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/// Private keys in the forms in which tools write them: PKCS#8 (RFC 5958), and the older ones of
/// RSA (PKCS#1, RFC 8017) and of elliptic curves (SEC 1, RFC 5915), which the JDK does not read.
final class PrivateKeys {
  private static final byte[] VERSION_0 = {2, 1, 0};
  private static final int SEQUENCE = 0x30;
  private static final int OCTETS = 0x04;
  private static final int PARAMETERS = 0xa0;

  /// A tag, and a length of up to 64 KiB.
  private static final int LONGEST_HEAD = 4;

  /// The algorithm of RSA keys, 1.2.840.113549.1.1.1, with its empty parameters.
  private static final byte[] RSA = HexFormat.of().parseHex("300d06092a864886f70d0101010500");

  /// The algorithm of keys of elliptic curves, 1.2.840.10045.2.1, to which the curve belongs.
  private static final byte[] EC = HexFormat.of().parseHex("06072a8648ce3d0201");

  private PrivateKeys() {}

  /// The one private key among `blocks`, which belongs to `owner`. Throws [TlsException] when there
  /// is none, or it belongs to another.
  ///
  /// @param what names the file in the complaint
  static PrivateKey of(List<PemBlock> blocks, PublicKey owner, String what) {
    var block =
        blocks.stream()
            .filter(each -> each.label().endsWith("PRIVATE KEY"))
            .findFirst()
            .orElseThrow(() -> new TlsException(what + " has no private key in PEM"));
    try {
      var key =
          KeyFactory.getInstance(owner.getAlgorithm())
              .generatePrivate(new PKCS8EncodedKeySpec(pkcs8(block)));
      if (isPair(key, owner)) {
        return key;
      }
    } catch (GeneralSecurityException | RuntimeException other) { // the JDK's parsers throw any
      throw new TlsException(
          what
              + " is damaged, or not the key of the certificate, which is for "
              + owner.getAlgorithm(),
          other);
    }
    throw new TlsException(what + " is not the key of the certificate");
  }

  /// What one signs, the other verifies.
  private static boolean isPair(PrivateKey key, PublicKey owner) throws GeneralSecurityException {
    var algorithm =
        switch (owner.getAlgorithm()) {
          case "RSA" -> "SHA256withRSA";
          case "EC" -> "SHA256withECDSA";
          default -> owner.getAlgorithm();
        };
    var signature = Signature.getInstance(algorithm);
    try {
      signature.initSign(key);
      signature.update(VERSION_0);
      var signed = signature.sign();
      signature.initVerify(owner);
      signature.update(VERSION_0);
      return signature.verify(signed);
    } catch (InvalidKeyException another) {
      return false;
    }
  }

  private static byte[] pkcs8(PemBlock block) throws InvalidKeyException {
    return switch (block.label()) {
      case "RSA PRIVATE KEY" -> wrap(RSA, block.der());
      case "EC PRIVATE KEY" -> wrap(tagged(SEQUENCE, join(EC, curve(block.der()))), block.der());
      default -> block.der();
    };
  }

  private static byte[] wrap(byte[] algorithm, byte[] key) {
    return tagged(SEQUENCE, join(VERSION_0, algorithm, tagged(OCTETS, key)));
  }

  /// The curve that a key of SEC 1 names behind its version and its number.
  private static byte[] curve(byte[] key) throws InvalidKeyException {
    int at = content(key, 0); // into the sequence
    at = end(key, at); // over the version
    at = end(key, at); // over the number
    if (at >= key.length || (key[at] & 0xff) != PARAMETERS) {
      throw new InvalidKeyException("the key does not name its curve");
    }
    return Arrays.copyOfRange(key, content(key, at), end(key, at));
  }

  /// Where the content begins of what begins at `at` (DER: a tag, a length, the content).
  private static int content(byte[] der, int at) {
    return at + 2 + (der[at + 1] < 0 ? der[at + 1] & 0x7f : 0);
  }

  /// Where it ends. Throws [InvalidKeyException] when `der` ends before.
  private static int end(byte[] der, int at) throws InvalidKeyException {
    int content = content(der, at);
    if (content - at > LONGEST_HEAD) {
      throw new InvalidKeyException("no key is so long");
    }
    int length = content == at + 2 ? der[at + 1] : 0;
    for (int i = at + 2; i < content; i++) {
      length = (length << 8) | (der[i] & 0xff);
    }
    if (length > der.length - content) {
      throw new InvalidKeyException("the key is cut off");
    }
    return content + length;
  }

  private static byte[] tagged(int tag, byte[] content) {
    int length = content.length;
    var head =
        length < 0x80
            ? new byte[] {(byte) tag, (byte) length}
            : new byte[] {(byte) tag, (byte) 0x82, (byte) (length >> 8), (byte) length};
    return join(head, content);
  }

  private static byte[] join(byte[]... parts) {
    var whole = new ByteArrayOutputStream();
    for (var part : parts) {
      whole.writeBytes(part);
    }
    return whole.toByteArray();
  }
}
