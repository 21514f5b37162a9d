package io.edgemq.jwt;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.time.Instant;
import java.util.Arrays;
import java.util.Date;
import java.util.List;

/// Keys and tokens of the tests.
final class TestTokens {
  static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
  static final String ISSUER = "https://id.example";
  static final RSAKey RSA = rsa("r1", 2048);
  static final ECKey EC = ec("e1", Curve.P_256);
  static final KeyPair ED = ed25519();

  private TestTokens() {}

  static RSAKey rsa(String id, int bits) {
    try {
      return new RSAKeyGenerator(bits, true).keyID(id).generate();
    } catch (JOSEException impossible) {
      throw new AssertionError(impossible);
    }
  }

  static ECKey ec(String id, Curve curve) {
    try {
      return new ECKeyGenerator(curve).keyID(id).generate();
    } catch (JOSEException impossible) {
      throw new AssertionError(impossible);
    }
  }

  private static KeyPair ed25519() {
    try {
      return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    } catch (GeneralSecurityException impossible) {
      throw new AssertionError(impossible);
    }
  }

  /// The key as a member of a JWKS: the last 32 bytes of its encoding are the key.
  static String edJson(String id) {
    var encoded = ED.getPublic().getEncoded();
    var x = Base64URL.encode(Arrays.copyOfRange(encoded, encoded.length - 32, encoded.length));
    return "{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"kid\":\"%s\",\"x\":\"%s\"}".formatted(id, x);
  }

  static byte[] jwks(String... keys) {
    return ("{\"keys\":[" + String.join(",", keys) + "]}").getBytes(UTF_8);
  }

  static String publicJson(JWK key) {
    return key.toPublicJWK().toJSONString();
  }

  static JWTClaimsSet.Builder claims() {
    return new JWTClaimsSet.Builder()
        .issuer(ISSUER)
        .audience(List.of("edge", "other"))
        .subject("worker")
        .expirationTime(Date.from(NOW.plusSeconds(300)))
        .notBeforeTime(Date.from(NOW))
        .issueTime(Date.from(NOW))
        .claim("scope", "publish:orders subscribe:orders.>")
        .claim("roles", List.of("a", "b"))
        .claim("depth", 7);
  }

  static String rs256(String keyId) {
    return signed(new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(keyId).build(), RSA);
  }

  static String es256(String keyId) {
    return signed(new JWSHeader.Builder(JWSAlgorithm.ES256).keyID(keyId).build(), EC);
  }

  static String signed(JWSHeader header, JWK key) {
    try {
      return signed(
          header, key instanceof RSAKey rsa ? new RSASSASigner(rsa) : new ECDSASigner((ECKey) key));
    } catch (JOSEException impossible) {
      throw new AssertionError(impossible);
    }
  }

  static String signed(JWSHeader header, JWSSigner signer) {
    try {
      var token = new SignedJWT(header, claims().build());
      token.sign(signer);
      return token.serialize();
    } catch (JOSEException impossible) {
      throw new AssertionError(impossible);
    }
  }

  /// A token with that text as its claims.
  static String signedPayload(String claims) {
    try {
      var header = new JWSHeader.Builder(JWSAlgorithm.RS256).keyID("r1").build();
      var token = new JWSObject(header, new Payload(claims));
      token.sign(new RSASSASigner(RSA));
      return token.serialize();
    } catch (JOSEException impossible) {
      throw new AssertionError(impossible);
    }
  }

  static String eddsa(String keyId) {
    try {
      var header = "{\"alg\":\"EdDSA\",\"kid\":\"%s\"}".formatted(keyId);
      var input = Base64URL.encode(header) + "." + Base64URL.encode(claims().build().toString());
      var signature = Signature.getInstance("Ed25519");
      signature.initSign(ED.getPrivate());
      signature.update(input.getBytes(UTF_8));
      return input + "." + Base64URL.encode(signature.sign());
    } catch (GeneralSecurityException impossible) {
      throw new AssertionError(impossible);
    }
  }
}
