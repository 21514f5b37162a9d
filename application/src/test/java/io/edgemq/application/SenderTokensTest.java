package io.edgemq.application;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.domain.WebhookUrl;
import io.edgemq.domain.identity.TokenClaims;
import io.edgemq.domain.ingest.IngestAuth;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class SenderTokensTest {
  private static final String ISSUER = "https://id.example";
  private static final String KEYS = "https://id.example/keys";
  private static final IngestAuth.Jwt RULE =
      new IngestAuth.Jwt(ISSUER, "edge", WebhookUrl.parse(KEYS).orElseThrow());

  private Instant now = Instant.parse("2026-01-01T00:00:00Z");
  private final FakeDocuments documents = new FakeDocuments();
  private final FakeJwts jwts = new FakeJwts();
  private final SenderTokens tokens =
      new SenderTokens(
          jwts,
          new KeySets(new KeySets.Tools(documents, jwts, () -> now.toEpochMilli() * 1_000_000)),
          () -> now);

  @BeforeEach
  void publish() {
    documents.publish(KEYS, "k1", Duration.ofHours(1));
  }

  private TokenClaims claims(String issuer, String audience) {
    return new TokenClaims(
        issuer, Set.of("other", audience), "user", now.plusSeconds(300), now, now, Map.of());
  }

  private static TokenClaims timed(
      @Nullable Instant exp, @Nullable Instant nbf, @Nullable Instant iat) {
    return new TokenClaims(ISSUER, Set.of("edge"), "user", exp, nbf, iat, Map.of());
  }

  private boolean isGood(TokenClaims claims) throws InterruptedException {
    return tokens.isGood(jwts.token(claims, "k1"), RULE);
  }

  @Test
  void a_token_of_the_issuer_for_the_audience_is_good_without_any_scope() throws Exception {
    assertThat(isGood(claims(ISSUER, "edge"))).isTrue();
  }

  @Test
  void another_issuer_or_audience_is_not_and_nobody_is_asked() throws Exception {
    assertThat(isGood(claims("https://other.example", "edge"))).isFalse();
    assertThat(isGood(claims(ISSUER, "another"))).isFalse();
    assertThat(tokens.isGood("no token", RULE)).isFalse();
    assertThat(documents.reads).isEmpty();
  }

  @Test
  void a_key_that_the_issuer_does_not_have_signs_nothing() throws Exception {
    assertThat(tokens.isGood(jwts.token(claims(ISSUER, "edge"), "k2"), RULE)).isFalse();
    assertThat(tokens.isGood(jwts.token(claims(ISSUER, "edge"), "k1", "forger"), RULE)).isFalse();
    assertThat(tokens.isGood(jwts.token(claims(ISSUER, "edge"), null, "forger"), RULE)).isFalse();
  }

  @Test
  void times_are_held_to_with_a_minute_of_leeway() throws Exception {
    assertThat(isGood(timed(now.minusSeconds(59), null, null))).isTrue();
    assertThat(isGood(timed(now.minusSeconds(60), null, null))).isFalse();
    assertThat(isGood(timed(null, null, null))).isFalse();
    var end = now.plusSeconds(300);
    assertThat(isGood(timed(end, now.plusSeconds(60), now.plusSeconds(60)))).isTrue();
    assertThat(isGood(timed(end, now.plusSeconds(61), null))).isFalse();
    assertThat(isGood(timed(end, null, now.plusSeconds(61)))).isFalse();
  }

  @Test
  void a_token_that_was_good_is_so_no_more_when_it_has_ended() throws Exception {
    var token = jwts.token(claims(ISSUER, "edge"), "k1");
    assertThat(tokens.isGood(token, RULE)).isTrue();

    now = now.plusSeconds(361);

    assertThat(tokens.isGood(token, RULE)).isFalse();
  }

  @Test
  void a_new_key_is_followed_and_one_that_was_rotated_away_is_not() throws Exception {
    var old = jwts.token(claims(ISSUER, "edge"), "k1");
    assertThat(tokens.isGood(old, RULE)).isTrue();
    documents.publish(KEYS, "k2", Duration.ofHours(1));
    now = now.plusSeconds(6);

    assertThat(tokens.isGood(jwts.token(claims(ISSUER, "edge"), "k2"), RULE)).isTrue();
    assertThat(tokens.isGood(old, RULE)).isFalse();
  }

  @Test
  void an_issuer_that_does_not_answer_has_no_good_tokens() throws Exception {
    documents.remove(KEYS);

    assertThat(isGood(claims(ISSUER, "edge"))).isFalse();
  }
}
