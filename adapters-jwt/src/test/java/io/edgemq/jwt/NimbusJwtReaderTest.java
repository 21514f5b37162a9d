package io.edgemq.jwt;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jwt.PlainJWT;
import io.edgemq.ports.out.JwtReader;
import io.edgemq.ports.out.JwtReader.Forged;
import io.edgemq.ports.out.JwtReader.Signed;
import java.net.URI;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class NimbusJwtReaderTest {
  private final NimbusJwtReader reader = new NimbusJwtReader();
  private final JwtReader.KeySet keys =
      keys(
          TestTokens.publicJson(TestTokens.RSA),
          TestTokens.publicJson(TestTokens.EC),
          TestTokens.edJson("d1"));

  private JwtReader.KeySet keys(String... members) {
    return reader.keySet(TestTokens.jwks(members)).orElseThrow();
  }

  private static String with(String token, String header) {
    return Base64URL.encode(header) + token.substring(token.indexOf('.'));
  }

  private static String unsigned(String token) {
    return token.substring(0, token.lastIndexOf('.') + 1);
  }

  @Test
  void tokens_of_the_three_algorithms_are_read() {
    for (var token :
        List.of(TestTokens.rs256("r1"), TestTokens.es256("e1"), TestTokens.eddsa("d1"))) {
      assertThat(reader.verify(token, keys)).isInstanceOf(Signed.class);
    }
  }

  @Test
  void a_token_says_what_it_says() {
    var claims = ((Signed) reader.verify(TestTokens.rs256("r1"), keys)).claims();

    assertThat(claims.issuer()).isEqualTo(TestTokens.ISSUER);
    assertThat(claims.audience()).containsExactlyInAnyOrder("edge", "other");
    assertThat(claims.subject()).isEqualTo("worker");
    assertThat(claims.expiresAt()).isEqualTo(TestTokens.NOW.plusSeconds(300));
    assertThat(claims.notBefore()).isEqualTo(TestTokens.NOW);
    assertThat(claims.issuedAt()).isEqualTo(TestTokens.NOW);
    assertThat(claims.texts().get("scope")).containsExactly("publish:orders subscribe:orders.>");
    assertThat(claims.texts().get("roles")).containsExactly("a", "b");
    assertThat(claims.texts()).doesNotContainKey("depth");
  }

  @Test
  void what_a_token_claims_is_told_before_it_is_believed() {
    var claimed = reader.claimed(TestTokens.es256("e9")).orElseThrow();

    assertThat(claimed)
        .isEqualTo(new JwtReader.Claimed(TestTokens.ISSUER, Set.of("edge", "other"), "e9"));
  }

  @Test
  void an_audience_that_is_no_text_is_none() {
    for (var audience : List.of("[\"edge\",null]", "[null]", "[]", "null")) {
      var claims = "{\"iss\":\"x\",\"aud\":" + audience + "}";
      var token = base64("{\"alg\":\"RS256\"}") + "." + base64(claims) + ".AAAA";

      assertThat(reader.claimed(token)).describedAs(audience).isEmpty();
      assertThat(reader.verify(token, keys)).isInstanceOf(Forged.class);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"9223372036854775807", "9223372036854775808", "1e19", "1e300"})
  void a_time_that_is_far_away_does_not_wrap_around(String seconds) {
    var claims =
        "{\"iss\":\"x\",\"aud\":\"y\",\"exp\":%1$s,\"nbf\":%1$s,\"iat\":%1$s}".formatted(seconds);
    var token = TestTokens.signedPayload(claims);

    var signed = (Signed) reader.verify(token, keys);

    var farthest = Instant.parse("9999-12-31T23:59:59Z");
    assertThat(signed.claims().expiresAt()).isEqualTo(farthest);
    assertThat(signed.claims().notBefore()).isEqualTo(farthest);
    assertThat(signed.claims().issuedAt()).isEqualTo(farthest);
  }

  @ParameterizedTest
  @ValueSource(strings = {"[]", "null", "[\"b64\"]"})
  void a_critical_header_is_refused_whatever_is_in_it(String list) {
    var token = with(TestTokens.rs256("r1"), "{\"alg\":\"RS256\",\"crit\":" + list + "}");

    assertThat(reader.claimed(token)).isEmpty();
    assertThat(reader.verify(token, keys)).isInstanceOf(Forged.class);
  }

  private static String base64(String text) {
    return Base64URL.encode(text).toString();
  }

  /// RFC 8037, A.4: made by somebody else.
  @Test
  void the_vector_of_rfc_8037_is_verified() throws Exception {
    var key =
        """
        {"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}""";
    var input = "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc";
    var signature =
        new Base64URL(
            "hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg");
    var x = new Base64URL("11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo").decode();

    var verifier = JdkEdDsaVerifier.of(x);

    var header = new JWSHeader(JWSAlgorithm.EdDSA);
    assertThat(verifier.verify(header, input.getBytes(UTF_8), signature)).isTrue();
    assertThat(verifier.verify(header, (input + "x").getBytes(UTF_8), signature)).isFalse();
    assertThat(keys(key).has(null)).isTrue();
  }

  @Test
  void a_token_without_a_signature_is_none() {
    var plain = new PlainJWT(TestTokens.claims().build()).serialize();
    var stripped = unsigned(with(TestTokens.rs256("r1"), "{\"alg\":\"none\"}"));
    var noneWithSignature = with(TestTokens.rs256("r1"), "{\"alg\":\"none\",\"kid\":\"r1\"}");

    for (var token :
        List.of(plain, stripped, noneWithSignature, unsigned(TestTokens.rs256("r1")))) {
      assertThat(reader.verify(token, keys)).isInstanceOf(Forged.class);
    }
    assertThat(reader.claimed(plain)).isEmpty();
  }

  @Test
  void a_public_key_is_no_secret_of_an_hmac() throws Exception {
    var header = new JWSHeader.Builder(JWSAlgorithm.HS256).keyID("r1").build();
    for (var secret :
        List.of(
            TestTokens.RSA.toRSAPublicKey().getEncoded(),
            TestTokens.publicJson(TestTokens.RSA).getBytes(UTF_8),
            TestTokens.RSA.getModulus().decode())) {
      var token = TestTokens.signed(header, new MACSigner(secret));

      assertThat(reader.claimed(token)).isEmpty();
      assertThat(reader.verify(token, keys)).isInstanceOf(Forged.class);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"RS384", "RS512", "PS256", "HS256", "ES384", "none", "Ed25519", "rs256"})
  void no_other_algorithm_is_read(String algorithm) {
    var token =
        with(TestTokens.rs256("r1"), "{\"alg\":\"%s\",\"kid\":\"r1\"}".formatted(algorithm));

    assertThat(reader.claimed(token)).isEmpty();
    assertThat(reader.verify(token, keys)).isInstanceOf(Forged.class);
  }

  @Test
  void a_key_verifies_only_its_own_algorithm() {
    var token = with(TestTokens.rs256("r1"), "{\"alg\":\"ES256\",\"kid\":\"r1\"}");

    assertThat(reader.verify(token, keys)).isInstanceOf(Forged.class);
  }

  @Test
  void a_critical_header_is_refused() {
    var header =
        new JWSHeader.Builder(JWSAlgorithm.RS256)
            .keyID("r1")
            .criticalParams(Set.of("exp"))
            .customParam("exp", 1)
            .build();
    var token = TestTokens.signed(header, TestTokens.RSA);

    assertThat(reader.claimed(token)).isEmpty();
    assertThat(reader.verify(token, keys)).isInstanceOf(Forged.class);
  }

  @Test
  void keys_that_a_token_brings_along_are_not_looked_at() throws Exception {
    var own = TestTokens.rsa("r1", 2048);
    var header =
        new JWSHeader.Builder(JWSAlgorithm.RS256)
            .keyID("r1")
            .jwk(own.toPublicJWK())
            .jwkURL(URI.create("https://evil.example/jwks"))
            .x509CertURL(URI.create("https://evil.example/x509"))
            .build();

    assertThat(reader.verify(TestTokens.signed(header, own), keys)).isInstanceOf(Forged.class);
    assertThat(reader.verify(TestTokens.signed(header, TestTokens.RSA), keys))
        .isInstanceOf(Signed.class);
  }

  @Test
  void one_bit_off_is_forged() {
    var token = TestTokens.es256("e1");
    int at = token.indexOf('.') + 5;
    var changed =
        token.substring(0, at) + (token.charAt(at) == 'a' ? 'b' : 'a') + token.substring(at + 1);

    assertThat(reader.verify(changed, keys)).isInstanceOf(Forged.class);
  }

  @Test
  void a_signature_of_zeros_is_forged() {
    for (int length : new int[] {0, 32, 64, 256}) {
      var zeros = Base64URL.encode(new byte[length]).toString();

      assertThat(reader.verify(unsigned(TestTokens.es256("e1")) + zeros, keys))
          .isInstanceOf(Forged.class);
      assertThat(reader.verify(unsigned(TestTokens.eddsa("d1")) + zeros, keys))
          .isInstanceOf(Forged.class);
    }
  }

  @Test
  void keys_for_other_things_are_passed_over() {
    var rsa = TestTokens.publicJson(TestTokens.RSA);
    var ec = TestTokens.publicJson(TestTokens.EC);
    var some =
        keys(
            rsa.replace("{", "{\"use\":\"enc\","),
            rsa.replace("\"r1\"", "\"r2\"").replace("{", "{\"alg\":\"RS512\","),
            rsa.replace("\"r1\"", "\"r3\"").replace("{", "{\"key_ops\":[\"sign\"],"),
            TestTokens.publicJson(TestTokens.rsa("r4", 1024)),
            TestTokens.publicJson(TestTokens.ec("e2", Curve.P_384)),
            "{\"kty\":\"oct\",\"kid\":\"o1\",\"k\":\"c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0\"}",
            "{\"kty\":\"OKP\",\"crv\":\"X25519\",\"kid\":\"x1\",\"x\":\"" + "A".repeat(43) + "\"}",
            "{\"kty\":\"unheard-of\",\"kid\":\"u1\"}",
            "{\"kty\":\"RSA\",\"kid\":\"u2\",\"n\":\"\",\"e\":\"AQAB\"}",
            "7",
            ec.replace("{", "{\"use\":\"sig\",\"alg\":\"ES256\",\"key_ops\":[\"verify\"],"));

    for (var id : List.of("r1", "r2", "r3", "r4", "e2", "o1", "x1", "u1", "u2")) {
      assertThat(some.has(id)).as(id).isFalse();
    }
    assertThat(some.has("e1")).isTrue();
    assertThat(reader.verify(TestTokens.es256("e1"), some)).isInstanceOf(Signed.class);
    assertThat(reader.verify(TestTokens.rs256("r1"), some)).isInstanceOf(Forged.class);
  }

  @Test
  void a_point_that_is_not_on_the_curve_is_no_key() {
    var x = TestTokens.EC.getX();
    var odd =
        "{\"kty\":\"EC\",\"crv\":\"P-256\",\"kid\":\"e1\",\"x\":\"%s\",\"y\":\"%s\"}"
            .formatted(x, x);

    assertThat(keys(odd).has("e1")).isFalse();
  }

  @Test
  void a_token_without_a_key_id_may_mean_any_key_and_one_with_an_id_only_that() {
    var header = new JWSHeader.Builder(JWSAlgorithm.RS256).build();

    assertThat(reader.verify(TestTokens.signed(header, TestTokens.RSA), keys))
        .isInstanceOf(Signed.class);
    assertThat(reader.verify(TestTokens.rs256("e1"), keys)).isInstanceOf(Forged.class);
    assertThat(keys.has(null)).isTrue();
    assertThat(keys.has("r9")).isFalse();
    assertThat(keys().has(null)).isFalse();
  }

  @Test
  void only_so_many_keys_are_kept() {
    var one = TestTokens.publicJson(TestTokens.EC);
    var members =
        IntStream.rangeClosed(0, JwtReader.MOST_KEYS)
            .mapToObj(i -> one.replace("\"e1\"", "\"k" + i + "\""))
            .toArray(String[]::new);

    var some = keys(members);

    assertThat(some.has("k" + (JwtReader.MOST_KEYS - 1))).isTrue();
    assertThat(some.has("k" + JwtReader.MOST_KEYS)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "[]", "{}", "{\"keys\":7}", "<html>", "{\"keys\":[", "null"})
  void what_is_no_jwks_is_none(String text) {
    assertThat(reader.keySet(text.getBytes(UTF_8))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"eyJ.", "eyJhbGciOiJSUzI1NiJ9..", "eyJ.a.b.c", "eyJhbGciOiJSUzI1NiJ9.W10.eA", "."})
  void what_is_no_token_claims_nothing(String text) {
    assertThat(reader.claimed(text)).isEmpty();
    assertThat(reader.verify(text, keys)).isInstanceOf(Forged.class);
  }

  @Test
  void random_bytes_in_place_of_a_key_set_break_nothing() {
    var random = new java.util.Random(11);
    for (int i = 0; i < 2_000; i++) {
      var bytes = TestTokens.jwks(TestTokens.publicJson(TestTokens.RSA));
      int at = random.nextInt(bytes.length);
      bytes[at] = (byte) random.nextInt(256);

      var some = reader.keySet(Arrays.copyOf(bytes, bytes.length - random.nextInt(3)));

      assertThat(some.map(set -> set.has("never")).orElse(false)).isFalse();
    }
  }

  @Test
  void metadata_says_where_keys_are_of_its_own_issuer_only() {
    var metadata =
        """
        {"issuer":"https://id.example","jwks_uri":"https://id.example/keys"}"""
            .getBytes(UTF_8);

    assertThat(reader.keysUrl(metadata, TestTokens.ISSUER)).contains("https://id.example/keys");
    assertThat(reader.keysUrl(metadata, "https://id.example/")).isEmpty();
    assertThat(reader.keysUrl("{\"issuer\":\"a\"}".getBytes(UTF_8), "a")).isEmpty();
    assertThat(reader.keysUrl("nonsense".getBytes(UTF_8), "a")).isEmpty();
  }
}
