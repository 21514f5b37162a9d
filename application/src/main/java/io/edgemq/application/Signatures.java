package io.edgemq.application;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.edgemq.domain.SigningSecret;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Signs what is pushed (SPEC 5.3), as others sign what they post.
final class Signatures {
  private static final String ALGORITHM = "HmacSHA256";
  private static final String STANDARD_SECRET = "whsec_";

  private Signatures() {}

  /// The value of `X-MQ-Signature`. Its key is the secret's text, whatever that looks like.
  ///
  /// @param published the value of `X-MQ-Timestamp`
  static String mq(SigningSecret secret, long published, byte[] body) {
    var mac = mac(secret.text().getBytes(UTF_8), published + ".", body);
    return "sha256=" + HexFormat.of().formatHex(mac);
  }

  /// One signature of `webhook-signature` (Standard Webhooks 1.0.0).
  ///
  /// @param id the value of `webhook-id`
  /// @param seconds the value of `webhook-timestamp`
  static String standard(SigningSecret secret, String id, long seconds, byte[] body) {
    var mac = mac(standardKey(secret.text()), id + "." + seconds + ".", body);
    return "v1," + Base64.getEncoder().encodeToString(mac);
  }

  /// The key that libraries for Standard Webhooks make of a secret: what is behind `whsec_` is
  /// base64. Any other text is its own key.
  static byte[] standardKey(String text) {
    if (text.startsWith(STANDARD_SECRET) && text.length() > STANDARD_SECRET.length()) {
      try {
        return Base64.getDecoder().decode(text.substring(STANDARD_SECRET.length()));
      } catch (IllegalArgumentException notBase64) {
        return text.getBytes(UTF_8);
      }
    }
    return text.getBytes(UTF_8);
  }

  /// The HMAC-SHA256 of a text in ASCII and a body behind it.
  static byte[] mac(byte[] key, String before, byte[] body) {
    try {
      var mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(key, ALGORITHM));
      mac.update(before.getBytes(US_ASCII));
      return mac.doFinal(body);
    } catch (NoSuchAlgorithmException | InvalidKeyException missing) {
      throw new IllegalStateException("every Java platform has HMAC-SHA256", missing);
    }
  }
}
