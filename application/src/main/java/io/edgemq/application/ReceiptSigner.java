package io.edgemq.application;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.edgemq.domain.LeaseHandle;
import io.edgemq.domain.QueueRef;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Turns lease handles into receipts and back. A receipt is the base64url of one byte of version,
/// the first 16 bytes of HMAC-SHA256(key, version, tenant, 0, queue, 0, handle), and the handle. So
/// it cannot be guessed and is invalid for any other queue or tenant; every process with the same
/// key can verify it.
public final class ReceiptSigner {
  /// How many bytes a key has.
  public static final int KEY_BYTES = 32;

  private static final String ALGORITHM = "HmacSHA256";
  private static final byte VERSION = 1;
  private static final int MAC_BYTES = 16;
  private static final int HEADER_BYTES = 1 + MAC_BYTES;
  private static final int MAX_LENGTH = 512;

  private final Mac prototype;

  /// A signer with `key`, 32 random bytes that all processes of a deployment share.
  public ReceiptSigner(byte[] key) {
    if (key.length != KEY_BYTES) {
      throw new IllegalArgumentException("a receipt key has " + KEY_BYTES + " bytes");
    }
    try {
      prototype = Mac.getInstance(ALGORITHM);
      prototype.init(new SecretKeySpec(key, ALGORITHM));
    } catch (GeneralSecurityException missing) {
      throw new IllegalStateException("every Java platform has " + ALGORITHM, missing);
    }
  }

  /// The receipt for a lease of `queue`.
  public String sign(QueueRef queue, LeaseHandle handle) {
    var text = handle.value().getBytes(US_ASCII);
    var receipt = new byte[HEADER_BYTES + text.length];
    receipt[0] = VERSION;
    System.arraycopy(mac(queue, text), 0, receipt, 1, MAC_BYTES);
    System.arraycopy(text, 0, receipt, HEADER_BYTES, text.length);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(receipt);
  }

  /// The handle in a receipt of `queue`; empty for any other text.
  public Optional<LeaseHandle> verify(QueueRef queue, String receipt) {
    var bytes = decode(receipt);
    if (bytes.length <= HEADER_BYTES || bytes[0] != VERSION) {
      return Optional.empty();
    }
    var text = Arrays.copyOfRange(bytes, HEADER_BYTES, bytes.length);
    var expected = Arrays.copyOf(mac(queue, text), MAC_BYTES);
    var given = Arrays.copyOfRange(bytes, 1, HEADER_BYTES);
    return MessageDigest.isEqual(expected, given)
        ? Optional.of(new LeaseHandle(new String(text, US_ASCII)))
        : Optional.empty();
  }

  private static byte[] decode(String receipt) {
    try {
      return receipt.length() > MAX_LENGTH
          ? new byte[0]
          : Base64.getUrlDecoder().decode(receipt.getBytes(UTF_8));
    } catch (IllegalArgumentException notBase64) {
      return new byte[0];
    }
  }

  private byte[] mac(QueueRef queue, byte[] handle) {
    var mac = copy();
    mac.update(VERSION);
    mac.update(queue.tenant().value().getBytes(UTF_8));
    mac.update((byte) 0);
    mac.update(queue.name().value().getBytes(UTF_8));
    mac.update((byte) 0);
    return mac.doFinal(handle);
  }

  /// A copy of the prototype for one thread. To copy it is cheaper than to set up another one.
  private Mac copy() {
    try {
      return (Mac) prototype.clone();
    } catch (CloneNotSupportedException unexpected) {
      throw new IllegalStateException("the platform's HMAC can be copied", unexpected);
    }
  }
}
