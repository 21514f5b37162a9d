package io.edgemq.jwt;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.KeyOperation;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.SignedJWT;
import java.security.GeneralSecurityException;
import java.text.ParseException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A key, and the one algorithm that it verifies.
///
/// @param id null: it has none, and is meant by tokens that name none
record SigningKey(@Nullable String id, JWSAlgorithm algorithm, JWSVerifier verifier) {
  /// RFC 7518, 3.3.
  private static final int LEAST_RSA_BITS = 2048;

  /// A larger one would only cost time.
  private static final int MOST_RSA_BITS = 8192;

  /// The key that a member of a JWKS is; empty when it is none that signs with an algorithm that is
  /// accepted.
  static Optional<SigningKey> of(Map<?, ?> json) {
    var members = new HashMap<String, Object>();
    json.forEach((name, value) -> members.put(String.valueOf(name), value));
    try {
      var key = JWK.parse(members);
      return isForSignatures(key) ? verifying(key) : Optional.empty();
    } catch (ParseException | JOSEException | GeneralSecurityException unusable) {
      return Optional.empty();
    } catch (IllegalArgumentException | IllegalStateException malformed) {
      return Optional.empty();
    }
  }

  private static boolean isForSignatures(JWK key) {
    var use = key.getKeyUse();
    var operations = key.getKeyOperations();
    return (use == null || use.equals(KeyUse.SIGNATURE))
        && (operations == null || operations.contains(KeyOperation.VERIFY));
  }

  private static Optional<SigningKey> verifying(JWK key)
      throws JOSEException, GeneralSecurityException {
    if (key instanceof RSAKey rsa) {
      int bits = rsa.toRSAPublicKey().getModulus().bitLength();
      return bits < LEAST_RSA_BITS || bits > MOST_RSA_BITS
          ? Optional.empty()
          : of(key, JWSAlgorithm.RS256, new RSASSAVerifier(rsa.toRSAPublicKey()));
    }
    if (key instanceof ECKey ec && ec.getCurve().equals(Curve.P_256)) {
      return of(key, JWSAlgorithm.ES256, new ECDSAVerifier(ec.toECPublicKey()));
    }
    return key instanceof OctetKeyPair pair && pair.getCurve().equals(Curve.Ed25519)
        ? of(key, JWSAlgorithm.EdDSA, JdkEdDsaVerifier.of(pair.getDecodedX()))
        : Optional.empty();
  }

  private static Optional<SigningKey> of(JWK key, JWSAlgorithm algorithm, JWSVerifier verifier) {
    var own = key.getAlgorithm();
    return own == null || own.equals(algorithm)
        ? Optional.of(new SigningKey(key.getKeyID(), algorithm, verifier))
        : Optional.empty();
  }

  /// Whether a token that names `keyId` may mean it; null: that names none.
  boolean isMeantBy(@Nullable String keyId) {
    return keyId == null || keyId.equals(id);
  }

  /// Whether it has signed the token, which has its algorithm.
  boolean hasSigned(SignedJWT token) {
    try {
      return token.verify(verifier);
    } catch (JOSEException notVerifiable) {
      return false;
    }
  }
}
