package io.edgemq.application;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// The secret that all processes of a deployment share, and what is derived from it: each purpose
/// has MACs of its own, so that none passes for another's.
public final class DeploymentKey {
  private static final String ALGORITHM = "HmacSHA256";

  private final Mac prototype;

  /// @param key the receipt secret, [ReceiptSigner#KEY_BYTES] bytes
  public DeploymentKey(byte[] key) {
    if (key.length != ReceiptSigner.KEY_BYTES) {
      throw new IllegalArgumentException("a key has " + ReceiptSigner.KEY_BYTES + " bytes");
    }
    try {
      prototype = Mac.getInstance(ALGORITHM);
      prototype.init(new SecretKeySpec(key, ALGORITHM));
    } catch (GeneralSecurityException missing) {
      throw new IllegalStateException("every Java platform has " + ALGORITHM, missing);
    }
  }

  /// The 32 bytes of HMAC-SHA256(key, purpose, 0, text). No purpose has a zero, and none is the
  /// version byte that a receipt's MAC begins with.
  byte[] mac(String purpose, String text) {
    var mac = copy();
    mac.update(purpose.getBytes(UTF_8));
    mac.update((byte) 0);
    return mac.doFinal(text.getBytes(UTF_8));
  }

  private Mac copy() {
    try {
      return (Mac) prototype.clone();
    } catch (CloneNotSupportedException unexpected) {
      throw new IllegalStateException("the platform's HMAC can be copied", unexpected);
    }
  }
}
