package io.edgemq.application;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.domain.Principal;
import io.edgemq.domain.Scopes;
import io.edgemq.domain.Tenant;
import io.edgemq.domain.TenantId;
import io.edgemq.domain.WebhookUrl;
import io.edgemq.domain.identity.Issuer;
import io.edgemq.domain.identity.IssuerRule;
import io.edgemq.domain.identity.SharedIssuer;
import io.edgemq.domain.identity.TokenClaims;
import io.edgemq.ports.in.Authenticate.Known;
import io.edgemq.ports.in.Authenticate.Objection;
import io.edgemq.ports.in.Authenticate.Refused;
import io.edgemq.ports.in.Authenticate.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class JwtAuthenticationTest extends ControlFixture {
  private static final String KEYS = "https://id.example/keys";
  private static final String SHARED = "https://shared.example";
  private static final Refused INVALID = new Refused(Objection.INVALID);
  private static final Refused EXPIRED = new Refused(Objection.EXPIRED);
  private static final Refused WITHOUT_SCOPES = new Refused(Objection.WITHOUT_SCOPES);
  private static final IssuerRule RULE =
      rule("https://id.example", "edge", "publish:orders.>", "queue:jobs*");

  private final FakeDocuments documents = new FakeDocuments();
  private final FakeJwts jwts = new FakeJwts();
  private final KeySets sets =
      new KeySets(new KeySets.Tools(documents, jwts, () -> 1_000L * now.toEpochMilli() * 1_000));
  private final TrustedIssuers trusted =
      new TrustedIssuers(
          List.of(new SharedIssuer("all", rule(SHARED, "mq", "publish:>", "manage"), "org")),
          store.issuers());
  private final JwtAuthentication api =
      new JwtAuthentication(
          trusted, store.tenants(), new JwtAuthentication.Tools(jwts, sets, clock));

  private static IssuerRule rule(String issuer, String audience, String... scopes) {
    return new IssuerRule(
        issuer, audience, WebhookUrl.parse(KEYS).orElseThrow(), "scope", Scopes.of(scopes));
  }

  @BeforeEach
  void trust() {
    make(ACME);
    trust("iss_1", ACME, RULE);
    documents.publish(KEYS, "k1", Duration.ofHours(1));
  }

  private void trust(String id, TenantId tenant, IssuerRule rule) {
    store.issuers().add(new Issuer(id, tenant, id, rule, Instant.EPOCH));
  }

  private TokenClaims claims(String issuer, Set<String> audience, Map<String, List<String>> texts) {
    return new TokenClaims(issuer, audience, "worker", now.plusSeconds(300), now, now, texts);
  }

  private TokenClaims scoped(String... scopes) {
    return claims("https://id.example", Set.of("edge"), Map.of("scope", List.of(scopes)));
  }

  private TokenClaims timed(@Nullable Instant exp, @Nullable Instant nbf, @Nullable Instant iat) {
    return new TokenClaims(
        "https://id.example",
        Set.of("edge"),
        "worker",
        exp,
        nbf,
        iat,
        Map.of("scope", List.of("publish:orders.eu")));
  }

  private Verdict ask(TokenClaims claims) throws InterruptedException {
    return api.token(jwts.token(claims, "k1"));
  }

  private static Principal who(Verdict verdict) {
    return ((Known) verdict).principal();
  }

  @Test
  void a_token_acts_for_the_tenant_that_trusts_its_issuer() throws InterruptedException {
    var who = who(ask(scoped("publish:orders.eu")));

    assertThat(who)
        .isEqualTo(
            new Principal(
                ACME,
                new Principal.Token("iss_1", "worker"),
                Scopes.of("publish:orders.eu"),
                now.plusSeconds(360)));
    assertThat(who.actor()).isEqualTo("token:iss_1:worker");
  }

  @Test
  void a_tenants_issuer_speaks_for_that_tenant_whatever_a_token_says() throws InterruptedException {
    make(new TenantId("other"));
    var texts =
        Map.of(
            "scope", List.of("publish:orders.eu"),
            "org", List.of("other"),
            "tenant", List.of("other"));

    var who = who(ask(claims("https://id.example", Set.of("edge"), texts)));

    assertThat(who.tenant()).isEqualTo(ACME);
  }

  @Test
  void a_token_gets_what_both_its_claim_and_the_list_allow() throws InterruptedException {
    assertThat(who(ask(scoped("publish:> profile queue:jobs-eu", "queue:other manage"))).scopes())
        .isEqualTo(Scopes.of("publish:orders.>", "queue:jobs-eu"));
    assertThat(who(ask(scoped("publish:*.eu queue:*"))).scopes())
        .isEqualTo(Scopes.of("publish:orders.eu", "queue:jobs*"));
  }

  @Test
  void a_token_that_nothing_is_allowed_is_told_so() throws InterruptedException {
    assertThat(ask(scoped("manage", "publish:invoices"))).isEqualTo(WITHOUT_SCOPES);
    assertThat(ask(scoped(""))).isEqualTo(WITHOUT_SCOPES);
    assertThat(ask(claims("https://id.example", Set.of("edge"), Map.of())))
        .isEqualTo(WITHOUT_SCOPES);
  }

  @Test
  void issuer_and_audience_together_choose_who_is_believed() throws InterruptedException {
    var scope = Map.of("scope", List.of("publish:orders.eu"));
    make(new TenantId("other"));
    trust("iss_2", new TenantId("other"), rule("https://id.example", "edge2", "publish:>"));

    assertThat(ask(claims("https://id.example", Set.of("else"), scope))).isEqualTo(INVALID);
    assertThat(ask(claims("https://id2.example", Set.of("edge"), scope))).isEqualTo(INVALID);
    assertThat(who(ask(claims("https://id.example", Set.of("edge", "x"), scope))).tenant())
        .isEqualTo(ACME);
    assertThat(who(ask(claims("https://id.example", Set.of("edge2"), scope))).tenant())
        .isEqualTo(new TenantId("other"));
    assertThat(ask(claims("https://id.example", Set.of("edge", "edge2"), scope)))
        .as("meant for two tenants")
        .isEqualTo(INVALID);
  }

  @Test
  void times_are_kept_with_a_minute_of_leeway() throws InterruptedException {
    var end = now.plusSeconds(300);
    var minute = now.plusSeconds(60);

    assertThat(ask(timed(null, now, now))).isEqualTo(INVALID);
    assertThat(ask(timed(end, null, null))).isInstanceOf(Known.class);
    assertThat(ask(timed(end, minute, minute))).isInstanceOf(Known.class);
    assertThat(ask(timed(end, minute.plusMillis(1), now))).isEqualTo(INVALID);
    assertThat(ask(timed(end, now, minute.plusMillis(1)))).isEqualTo(INVALID);
    assertThat(ask(timed(now.minusSeconds(60).plusMillis(1), now, now))).isInstanceOf(Known.class);
    assertThat(ask(timed(now.minusSeconds(60), now, now))).isEqualTo(EXPIRED);
  }

  @Test
  void a_token_is_verified_once_and_expires_nevertheless() throws InterruptedException {
    var token = jwts.token(scoped("publish:orders.eu"), "k1");
    for (int i = 0; i < 10; i++) {
      assertThat(api.token(token)).isInstanceOf(Known.class);
    }
    assertThat(jwts.verified).hasValue(1);

    now = now.plusSeconds(360);

    assertThat(api.token(token)).isEqualTo(EXPIRED);
  }

  @Test
  void a_token_that_was_good_ends_with_its_issuer() throws InterruptedException {
    var token = jwts.token(scoped("publish:orders.eu"), "k1");
    assertThat(api.token(token)).isInstanceOf(Known.class);

    store.issuers().delete(ACME, "iss_1");

    assertThat(api.token(token)).isEqualTo(INVALID);
  }

  @Test
  void a_token_that_was_good_may_do_what_its_issuer_may_now() throws InterruptedException {
    var token = jwts.token(scoped("publish:orders.eu publish:orders.us"), "k1");
    assertThat(who(api.token(token)).scopes().all()).hasSize(2);
    store.issuers().delete(ACME, "iss_1");
    trust("iss_2", ACME, rule("https://id.example", "edge", "publish:orders.us"));

    assertThat(who(api.token(token)).scopes()).isEqualTo(Scopes.of("publish:orders.us"));
  }

  @Test
  void a_token_that_was_good_ends_with_its_key() throws InterruptedException {
    documents.publish(KEYS, "k1", Duration.ofSeconds(5));
    var token = jwts.token(scoped("publish:orders.eu"), "k1");
    assertThat(api.token(token)).isInstanceOf(Known.class);
    documents.publish(KEYS, "k2", Duration.ofSeconds(5));
    now = now.plusSeconds(5);

    assertThat(api.token(token)).isEqualTo(INVALID);
  }

  @Test
  void a_token_of_a_new_key_is_good_at_once() throws InterruptedException {
    assertThat(ask(scoped("publish:orders.eu"))).isInstanceOf(Known.class);
    documents.publish(KEYS, "k1 k2", null);

    assertThat(api.token(jwts.token(scoped("publish:orders.eu"), "k2"))).isInstanceOf(Known.class);
  }

  @Test
  void a_token_that_names_no_key_may_be_of_a_new_one() throws InterruptedException {
    assertThat(ask(scoped("publish:orders.eu"))).isInstanceOf(Known.class);
    documents.publish(KEYS, "k2", null);

    var unnamed = jwts.token(scoped("publish:orders.eu"), null, "k2");

    assertThat(api.token(unnamed)).isInstanceOf(Known.class);
    assertThat(documents.reads).hasSize(2);
  }

  @Test
  void a_token_that_somebody_else_has_signed_is_refused_and_no_outage_is_remembered()
      throws InterruptedException {
    var token = jwts.token(scoped("publish:orders.eu"), "k1");
    documents.remove(KEYS);
    assertThat(api.token(jwts.token(scoped("publish:orders.eu"), "k1", "k9"))).isEqualTo(INVALID);
    assertThat(api.token(token)).isEqualTo(INVALID);
    documents.publish(KEYS, "k1", null);
    now = now.plusSeconds(5);

    assertThat(api.token(jwts.token(scoped("publish:orders.eu"), "k1", "k9"))).isEqualTo(INVALID);
    assertThat(api.token(token)).isInstanceOf(Known.class);
  }

  @Test
  void an_issuer_of_the_deployment_speaks_for_the_tenant_in_its_claim()
      throws InterruptedException {
    var who = who(ask(shared("acme")));

    assertThat(who.tenant()).isEqualTo(ACME);
    assertThat(who.credential()).isEqualTo(new Principal.Token("all", "worker"));
    assertThat(who.scopes()).isEqualTo(Scopes.of("publish:orders"));
  }

  @Test
  void a_tenant_that_is_not_there_has_no_tokens() throws InterruptedException {
    assertThat(ask(shared("nobody"))).isEqualTo(INVALID);
    assertThat(ask(shared("No Tenant's Id"))).isEqualTo(INVALID);
    assertThat(ask(shared("acme", "other"))).isEqualTo(INVALID);
    assertThat(ask(shared())).isEqualTo(INVALID);
    var good = jwts.token(shared("acme"), "k1");
    assertThat(api.token(good)).isInstanceOf(Known.class);
    put(Tenant.State.DELETED);

    assertThat(api.token(good)).isEqualTo(INVALID);
    assertThat(ask(scoped("publish:orders.eu"))).isEqualTo(INVALID);
  }

  private TokenClaims shared(String... tenants) {
    return claims(
        SHARED, Set.of("mq"), Map.of("scope", List.of("publish:orders"), "org", List.of(tenants)));
  }

  @Test
  void a_subject_is_shown_short_and_printable() throws InterruptedException {
    var claims =
        new TokenClaims(
            "https://id.example",
            Set.of("edge"),
            "a\nb\u202e" + "x".repeat(1_000),
            now.plusSeconds(300),
            null,
            null,
            Map.of("scope", List.of("publish:orders.eu")));

    assertThat(who(ask(claims)).actor()).matches("token:iss_1:a[?]b[?]x{124}");
  }

  @Test
  void what_is_no_token_is_refused() throws InterruptedException {
    assertThat(api.token("eyJ.nonsense")).isEqualTo(INVALID);
    assertThat(documents.reads).isEmpty();
  }
}
