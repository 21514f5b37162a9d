package io.edgemq.app;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.time.Instant;
import java.util.Arrays;
import java.util.Date;

/// An issuer that makes what no decent one does.
final class OwnIssuer {
  private final RSAKey rsa;
  private final KeyPair ed25519;
  private final String url;
  private final String audience;

  OwnIssuer(String url, String audience) {
    this.url = url;
    this.audience = audience;
    try {
      this.rsa = new RSAKeyGenerator(2048).keyID("own").generate();
      this.ed25519 = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    } catch (JOSEException | GeneralSecurityException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /// Its keys: `own` of RSA, and `ed`.
  String keys() {
    return "{\"keys\":[%s,%s]}".formatted(rsa.toPublicJWK().toJSONString(), edKey());
  }

  private String edKey() {
    var encoded = ed25519.getPublic().getEncoded();
    var x = Base64URL.encode(Arrays.copyOfRange(encoded, encoded.length - 32, encoded.length));
    return "{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"use\":\"sig\",\"kid\":\"ed\",\"x\":\"%s\"}"
        .formatted(x);
  }

  /// What a good token says.
  JWTClaimsSet.Builder claims() {
    return new JWTClaimsSet.Builder()
        .issuer(url)
        .audience(audience)
        .subject("own")
        .claim("scope", "publish:orders.>")
        .issueTime(Date.from(Instant.now()))
        .expirationTime(Date.from(Instant.now().plusSeconds(300)));
  }

  String rs256(JWTClaimsSet claims) {
    return rs256("own", claims);
  }

  String rs256(String keyId, JWTClaimsSet claims) {
    try {
      var token =
          new SignedJWT(new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(keyId).build(), claims);
      token.sign(new RSASSASigner(rsa));
      return token.serialize();
    } catch (JOSEException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  String eddsa() {
    try {
      var header = Base64URL.encode("{\"alg\":\"EdDSA\",\"kid\":\"ed\"}");
      var input = header + "." + Base64URL.encode(claims().build().toString());
      var signature = Signature.getInstance("Ed25519");
      signature.initSign(ed25519.getPrivate());
      signature.update(input.getBytes(UTF_8));
      return input + "." + Base64URL.encode(signature.sign());
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /// Signed by nobody.
  String none() {
    return new PlainJWT(claims().build()).serialize();
  }

  /// Signed with HMAC, the secret of which is the public key.
  String hs256() {
    try {
      var token =
          new SignedJWT(
              new JWSHeader.Builder(JWSAlgorithm.HS256).keyID("own").build(), claims().build());
      token.sign(new MACSigner(rsa.toRSAPublicKey().getEncoded()));
      return token.serialize();
    } catch (JOSEException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
