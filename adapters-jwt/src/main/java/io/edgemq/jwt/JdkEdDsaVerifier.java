package io.edgemq.jwt;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.impl.BaseJWSProvider;
import com.nimbusds.jose.util.Base64URL;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.X509EncodedKeySpec;
import java.util.Set;

/// Verifies EdDSA over Ed25519 (RFC 8037) with what the JDK has; Nimbus would do it with Tink.
final class JdkEdDsaVerifier extends BaseJWSProvider implements JWSVerifier {
  private static final String CURVE = "Ed25519";
  private static final int KEY_BYTES = 32;

  /// What stands before the 32 bytes of a key in its encoding (RFC 8410, 4).
  private static final byte[] PREFIX = {
    0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00
  };

  private final PublicKey key;

  private JdkEdDsaVerifier(PublicKey key) {
    super(Set.of(JWSAlgorithm.EdDSA));
    this.key = key;
  }

  /// The verifier for a key of 32 bytes.
  ///
  /// @throws GeneralSecurityException when they are none
  static JdkEdDsaVerifier of(byte[] bytes) throws GeneralSecurityException {
    if (bytes.length != KEY_BYTES) {
      throw new GeneralSecurityException("not a key of Ed25519");
    }
    var encoded = new byte[PREFIX.length + KEY_BYTES];
    System.arraycopy(PREFIX, 0, encoded, 0, PREFIX.length);
    System.arraycopy(bytes, 0, encoded, PREFIX.length, KEY_BYTES);
    return new JdkEdDsaVerifier(
        KeyFactory.getInstance(CURVE).generatePublic(new X509EncodedKeySpec(encoded)));
  }

  @Override
  public boolean verify(JWSHeader header, byte[] signingInput, Base64URL signature)
      throws JOSEException {
    try {
      var ed25519 = Signature.getInstance(CURVE);
      ed25519.initVerify(key);
      ed25519.update(signingInput);
      return ed25519.verify(signature.decode());
    } catch (SignatureException malformed) {
      return false;
    } catch (GeneralSecurityException unusable) {
      throw new JOSEException("the key cannot be used", unusable);
    }
  }
}
