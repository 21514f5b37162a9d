package io.edgemq.application;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.standardwebhooks.Webhook;
import io.edgemq.domain.SigningSecret;
import io.edgemq.domain.ingest.IngestAuth;
import io.edgemq.domain.ingest.IngestAuth.Scheme;
import io.edgemq.domain.ingest.IngestAuth.Signed;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What well-known senders sign, signed by code that is not ours: their vectors, their library, the
/// JDK.
final class SignedPostsTest {
  private static final Instant NOW = Instant.ofEpochSecond(1_700_000_000);
  private static final String BODY = "{\"id\":\"evt_1\",\"type\":\"charge.succeeded\"}";

  private static final String GITHUB_SECRET = "It's a Secret to Everybody";
  private static final String GITHUB_BODY = "Hello, World!";
  private static final String GITHUB_SIGNATURE =
      "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17";

  private static final String STRIPE_SECRET = "whsec_c2VjcmV0IG9mIHN0cmlwZQ";

  private static final String STANDARD_SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
  private static final String STANDARD_ID = "msg_p5jXN8AQM9LWM0D4loKWxJek";
  private static final String STANDARD_BODY = "{\"test\": 2432232314}";

  private static Signed rule(Scheme scheme, String secret) {
    return new Signed(
        scheme, new SigningSecret(secret, SigningSecret.Origin.GIVEN), IngestAuth.TOLERANCE);
  }

  private static boolean holds(Signed rule, Posted post, Instant now) {
    return SignedPosts.check(rule, post, now)
        .filter(check -> check.accepts(post.body()))
        .isPresent();
  }

  private static boolean github(String body, String signature) {
    var post = Posted.of(body).with("X-Hub-Signature-256", signature);
    return holds(rule(Scheme.GITHUB, GITHUB_SECRET), post, NOW);
  }

  @Test
  void the_vector_of_githubs_documentation_holds() {
    assertThat(github(GITHUB_BODY, GITHUB_SIGNATURE)).isTrue();
  }

  @Test
  void one_bit_off_in_githubs_body_or_signature_does_not() {
    for (int i = 0; i < GITHUB_SIGNATURE.length(); i++) {
      for (int bit = 1; bit < 128; bit <<= 1) {
        assertThat(github(GITHUB_BODY, flipped(GITHUB_SIGNATURE, i, bit)))
            .as(i + "/" + bit)
            .isFalse();
      }
    }
    for (int i = 0; i < GITHUB_BODY.length(); i++) {
      assertThat(github(flipped(GITHUB_BODY, i, 1), GITHUB_SIGNATURE)).isFalse();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "sha256=",
        "757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17",
        "sha1=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17",
        "sha256=757107EA0EB2509FC211221CCE984B8A37570B6D7586C22C46F4379C8B043E17",
        "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e1",
        "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e1700"
      })
  void githubs_signature_is_written_in_one_way(String signature) {
    assertThat(github(GITHUB_BODY, signature)).isFalse();
  }

  @Test
  void who_sends_no_signature_of_github_is_refused_whatever_the_body() {
    var rule = rule(Scheme.GITHUB, GITHUB_SECRET);

    assertThat(SignedPosts.check(rule, Posted.of(GITHUB_BODY), NOW)).isEmpty();
  }

  /// As Stripe documents it, with the JDK alone.
  private static String stripeSignature(String secret, long time, String body) throws Exception {
    var mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(secret.getBytes(UTF_8), "HmacSHA256"));
    return HexFormat.of().formatHex(mac.doFinal((time + "." + body).getBytes(UTF_8)));
  }

  private static boolean stripe(String body, String header) {
    return holds(
        rule(Scheme.STRIPE, STRIPE_SECRET), Posted.of(body).with("Stripe-Signature", header), NOW);
  }

  private static String stripeHeader(long time) throws Exception {
    return "t=" + time + ",v1=" + stripeSignature(STRIPE_SECRET, time, BODY);
  }

  @Test
  void what_stripe_signs_is_taken_whichever_of_its_signatures_is_ours() throws Exception {
    long time = NOW.getEpochSecond();
    var ours = stripeSignature(STRIPE_SECRET, time, BODY);
    var old = stripeSignature("whsec_old", time, BODY);

    assertThat(stripe(BODY, "t=" + time + ",v1=" + ours)).isTrue();
    assertThat(stripe(BODY, "t=" + time + ",v1=" + old + ",v1=" + ours + ",v0=" + old)).isTrue();
    assertThat(stripe(BODY, "t=" + time + ",v1=" + old)).isFalse();
    assertThat(stripe(BODY, "t=" + time + ",v0=" + ours)).isFalse();
    assertThat(stripe(BODY, "v1=" + ours)).isFalse();
    assertThat(stripe(BODY, "t=" + time)).isFalse();
    assertThat(stripe(BODY, "t=" + time + ",t=" + (time + 1) + ",v1=" + ours)).isFalse();
  }

  @Test
  void one_bit_off_in_stripes_body_time_or_signature_does_not_hold() throws Exception {
    var header = stripeHeader(NOW.getEpochSecond());

    assertThat(stripe(BODY, header)).isTrue();
    for (int i = 0; i < header.length(); i++) {
      assertThat(stripe(BODY, flipped(header, i, 1))).as("header " + i).isFalse();
    }
    for (int i = 0; i < BODY.length(); i++) {
      assertThat(stripe(flipped(BODY, i, 1), header)).as("body " + i).isFalse();
    }
  }

  @Test
  void a_post_of_stripe_is_good_within_the_tolerance_before_and_after_it() throws Exception {
    long now = NOW.getEpochSecond();

    assertThat(stripe(BODY, stripeHeader(now - 300))).isTrue();
    assertThat(stripe(BODY, stripeHeader(now + 300))).isTrue();
    assertThat(stripe(BODY, stripeHeader(now - 301))).isFalse();
    assertThat(stripe(BODY, stripeHeader(now + 301))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", " ", "-1700000000", "+1700000000", "1e9", "99999999999999999999", "٣"})
  void a_time_that_is_no_plain_number_does_not_hold(String time) throws Exception {
    var signature = stripeSignature(STRIPE_SECRET, NOW.getEpochSecond(), BODY);

    assertThat(stripe(BODY, "t=" + time + ",v1=" + signature)).isFalse();
  }

  private static boolean standard(Posted post, Instant now) {
    return holds(rule(Scheme.STANDARD, STANDARD_SECRET), post, now);
  }

  private static Posted standardPost(String id, String time, String signature, String body) {
    return Posted.of(body)
        .with("webhook-id", id)
        .with("webhook-timestamp", time)
        .with("webhook-signature", signature);
  }

  @Test
  void the_vector_of_standard_webhooks_holds() {
    var post =
        standardPost(
            STANDARD_ID,
            "1614265330",
            "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
            STANDARD_BODY);

    assertThat(standard(post, Instant.ofEpochSecond(1614265330))).isTrue();
    assertThat(standard(post, Instant.ofEpochSecond(1614265330 + 300))).isTrue();
    assertThat(standard(post, Instant.ofEpochSecond(1614265330 + 301))).isFalse();
    assertThat(standard(post, Instant.ofEpochSecond(1614265330 - 301))).isFalse();
  }

  @Test
  void what_their_library_signs_is_taken_and_one_bit_off_is_not() throws Exception {
    var time = Long.toString(NOW.getEpochSecond());
    var signature = new Webhook(STANDARD_SECRET).sign("msg_1", NOW.getEpochSecond(), STANDARD_BODY);

    assertThat(standard(standardPost("msg_1", time, signature, STANDARD_BODY), NOW)).isTrue();
    assertThat(
            standard(standardPost("msg_1", time, "v1,AAAA v1a,x " + signature, STANDARD_BODY), NOW))
        .isTrue();
    for (int i = 0; i < signature.length(); i++) {
      for (int bit = 1; bit < 128; bit <<= 1) {
        var off = flipped(signature, i, bit);
        assertThat(standard(standardPost("msg_1", time, off, STANDARD_BODY), NOW))
            .as(off)
            .isFalse();
      }
    }
    for (int i = 0; i < STANDARD_BODY.length(); i++) {
      var off = flipped(STANDARD_BODY, i, 1);
      assertThat(standard(standardPost("msg_1", time, signature, off), NOW)).as(off).isFalse();
    }
    for (int i = 0; i < "msg_1".length(); i++) {
      var off = flipped("msg_1", i, 1);
      assertThat(standard(standardPost(off, time, signature, STANDARD_BODY), NOW))
          .as(off)
          .isFalse();
    }
    for (int i = 0; i < time.length(); i++) {
      var off = flipped(time, i, 1);
      assertThat(standard(standardPost("msg_1", off, signature, STANDARD_BODY), NOW))
          .as(off)
          .isFalse();
    }
  }

  @Test
  void a_secret_of_standard_webhooks_may_be_a_plain_text() throws Exception {
    var plain = "a plain secret";
    var encoded = "whsec_" + Base64.getEncoder().encodeToString(plain.getBytes(UTF_8));
    var signature = new Webhook(encoded).sign("msg_1", NOW.getEpochSecond(), STANDARD_BODY);
    var time = Long.toString(NOW.getEpochSecond());
    var post = standardPost("msg_1", time, signature, STANDARD_BODY);

    assertThat(holds(rule(Scheme.STANDARD, plain), post, NOW)).isTrue();
  }

  /// What is not ASCII would be signed as a question mark, so two ids would have one signature.
  @Test
  void an_id_that_is_not_ascii_does_not_hold() throws Exception {
    var signature = new Webhook(STANDARD_SECRET).sign("msg_?", NOW.getEpochSecond(), STANDARD_BODY);
    var time = Long.toString(NOW.getEpochSecond());

    assertThat(standard(standardPost("msg_?", time, signature, STANDARD_BODY), NOW)).isTrue();
    assertThat(standard(standardPost("msg_é", time, signature, STANDARD_BODY), NOW)).isFalse();
  }

  @Test
  void the_tolerance_is_the_ingests() throws Exception {
    var post = Posted.of(BODY).with("Stripe-Signature", stripeHeader(NOW.getEpochSecond()));
    var secret = new SigningSecret(STRIPE_SECRET, SigningSecret.Origin.GIVEN);
    var strict = new Signed(Scheme.STRIPE, secret, Duration.ofSeconds(10));

    assertThat(holds(strict, post, NOW.plusSeconds(10))).isTrue();
    assertThat(holds(strict, post, NOW.plusSeconds(11))).isFalse();
  }

  private static String flipped(String text, int at, int bit) {
    var chars = text.toCharArray();
    chars[at] ^= (char) bit;
    return new String(chars);
  }
}
