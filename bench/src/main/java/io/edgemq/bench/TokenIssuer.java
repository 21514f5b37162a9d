package io.edgemq.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.util.Base64;

/// An issuer of tokens that are signed with ES256, as long as identity providers make them.
final class TokenIssuer implements AutoCloseable {
  static final String ISSUER = "urn:edgemq:bench";
  static final String AUDIENCE = "bench";
  private static final int COORDINATE = 32;
  private static final long LIFE_SECONDS = 3_600;

  private final KeyPair key = key();
  private final HttpServer http;

  /// Serves its keys on a free port of the loopback interface.
  TokenIssuer() {
    try {
      http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
    byte[] keys = keys().getBytes(UTF_8);
    http.createContext(
        "/keys",
        exchange -> {
          exchange.sendResponseHeaders(200, keys.length);
          exchange.getResponseBody().write(keys);
          exchange.close();
        });
    http.start();
  }

  private static KeyPair key() {
    try {
      var generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      return generator.generateKeyPair();
    } catch (GeneralSecurityException missing) {
      throw new IllegalStateException("this JDK has no P-256", missing);
    }
  }

  private String keys() {
    var point = ((ECPublicKey) key.getPublic()).getW();
    return """
        {"keys":[{"kty":"EC","crv":"P-256","use":"sig","kid":"bench","x":"%s","y":"%s"}]}"""
        .formatted(coordinate(point.getAffineX()), coordinate(point.getAffineY()));
  }

  private static String coordinate(BigInteger value) {
    byte[] bytes = value.toByteArray();
    var fixed = new byte[COORDINATE];
    int length = Math.min(bytes.length, COORDINATE);
    System.arraycopy(bytes, bytes.length - length, fixed, COORDINATE - length, length);
    return text(fixed);
  }

  private static String text(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  /// Where its keys are.
  String keysUrl() {
    return "http://127.0.0.1:" + http.getAddress().getPort() + "/keys";
  }

  /// A token for an hour.
  String token(String scope) {
    long now = Instant.now().getEpochSecond();
    var header = "{\"alg\":\"ES256\",\"typ\":\"at+jwt\",\"kid\":\"bench\"}";
    var claims =
        """
        {"iss":"%s","aud":["%s"],"sub":"5f1c9d8e-3b7a-4c62-9a41-2f0d6b8e7c15@clients","scope":"%s",\
        "client_id":"5f1c9d8e-3b7a-4c62-9a41-2f0d6b8e7c15","jti":"b0a3e1f2-7d64-4f0b-8c3e-91d2a5f6e704",\
        "iat":%d,"nbf":%d,"exp":%d}"""
            .formatted(ISSUER, AUDIENCE, scope, now, now, now + LIFE_SECONDS);
    var input = text(header.getBytes(UTF_8)) + "." + text(claims.getBytes(UTF_8));
    try {
      var signature = Signature.getInstance("SHA256withECDSAinP1363Format");
      signature.initSign(key.getPrivate());
      signature.update(input.getBytes(UTF_8));
      return input + "." + text(signature.sign());
    } catch (GeneralSecurityException failed) {
      throw new IllegalStateException("the token cannot be signed", failed);
    }
  }

  @Override
  public void close() {
    http.stop(0);
  }
}
