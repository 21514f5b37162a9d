package io.edgemq.application;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgemq.domain.Operator;
import io.edgemq.domain.Principal;
import io.edgemq.domain.Scopes;
import io.edgemq.domain.StoreException;
import io.edgemq.domain.TenantId;
import io.edgemq.domain.WebhookUrl;
import io.edgemq.domain.identity.Issuer;
import io.edgemq.domain.identity.IssuerRule;
import io.edgemq.domain.identity.SharedIssuer;
import io.edgemq.ports.in.Creation;
import io.edgemq.ports.in.Refusal;
import io.edgemq.ports.in.Unit;
import io.edgemq.ports.out.WebhookClient;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class IssuersTest extends ControlFixture {
  private static final IssuerRule RULE = rule("https://id.example", "edge", "publish:orders.>");

  private final List<String> checked = new ArrayList<>();
  private volatile WebhookClient.Check check = new WebhookClient.Allowed();
  private final Issuers api =
      new Issuers(
          access,
          store.issuers(),
          new TrustedIssuers(
              List.of(new SharedIssuer("all", rule("https://all.example", "mq", "manage"), "t")),
              store.issuers()),
          new Issuers.Tools(trail, new Checking(), this::nextId, clock));

  private final class Checking implements WebhookClient {
    @Override
    public Check check(WebhookUrl url) {
      checked.add(url.text());
      return check;
    }

    @Override
    public Endpoint open(WebhookUrl url) {
      throw new AssertionError("nothing is sent");
    }
  }

  private static IssuerRule rule(String issuer, String audience, String... scopes) {
    return new IssuerRule(issuer, audience, null, "scope", Scopes.of(scopes));
  }

  @BeforeEach
  void makeTenant() {
    make(ACME);
  }

  private Issuer made(String name, IssuerRule rule) {
    return switch (value(api.create(caller(null, "manage", "publish:>"), FROM, name, rule))) {
      case Creation.Created<Issuer>(var issuer) -> issuer;
      case Creation.Existing<Issuer> there -> throw new AssertionError(there.toString());
    };
  }

  @Test
  void an_issuer_is_made_listed_and_removed() {
    var who = caller(null, "manage", "publish:>");

    var issuer = made("edge", RULE);

    assertThat(issuer.id()).matches("iss_[a-z0-9]{24}");
    assertThat(issuer.rule()).isEqualTo(RULE);
    assertThat(value(api.list(who))).containsExactly(issuer);
    assertThat(store.issuers().find("https://id.example", "edge")).contains(issuer);
    assertThat(value(api.delete(who, FROM, "edge"))).isEqualTo(Unit.UNIT);
    assertThat(value(api.list(who))).isEmpty();
    assertThat(log.lines())
        .filteredOn(line -> line.contains("issuer."))
        .satisfiesExactly(
            line -> assertThat(line).startsWith("DONE ak_").endsWith("issuer.create edge"),
            line -> assertThat(line).startsWith("DONE ak_").endsWith("issuer.delete edge"));
  }

  @Test
  void an_equal_one_is_answered_and_another_is_refused() {
    var issuer = made("edge", RULE);
    var who = caller(null, "manage", "publish:>");

    assertThat(value(api.create(who, FROM, "edge", RULE)))
        .isEqualTo(new Creation.Existing<>(issuer));
    assertThat(refusal(api.create(who, FROM, "edge", rule("https://b.example", "b", "publish:a"))))
        .isEqualTo(new Refusal.IssuerExists("edge"));
  }

  @Test
  void a_pair_is_of_one_tenant_or_of_the_deployment() {
    made("edge", RULE);
    var other = new TenantId("other");
    make(other);
    var operator = Principal.of(new Operator("ops"), other);

    assertThat(refusal(api.create(operator, FROM, "mine", RULE)))
        .isEqualTo(new Refusal.IssuerTaken());
    assertThat(
            refusal(api.create(operator, FROM, "all", rule("https://all.example", "mq", "manage"))))
        .isEqualTo(new Refusal.IssuerTaken());
    assertThat(store.issuers().list(other)).isEmpty();
  }

  @Test
  void an_issuer_may_do_no_more_than_who_makes_it() {
    var who = caller(null, "manage", "publish:orders.eu");

    assertThat(refusal(api.create(who, FROM, "edge", RULE)))
        .isEqualTo(new Refusal.InsufficientScope("publish:orders.>"));
    assertThat(last().what().outcome().name()).isEqualTo("DENIED");
    assertThat(store.issuers().list(ACME)).isEmpty();
  }

  @Test
  void managing_issuers_needs_manage() {
    var who = caller(null, "publish:>");
    var why = new Refusal.InsufficientScope("manage");

    assertThat(refusal(api.mayManage(who))).isEqualTo(why);
    assertThat(refusal(api.create(who, FROM, "edge", RULE))).isEqualTo(why);
    assertThat(refusal(api.list(who))).isEqualTo(why);
    assertThat(refusal(api.delete(who, FROM, "edge"))).isEqualTo(why);
  }

  @Test
  void what_ends_makes_nothing_that_lasts() {
    var token =
        new Principal(
            ACME, new Principal.Token("iss_1", "worker"), Scopes.EVERYTHING, now.plusSeconds(60));
    var support =
        new Principal(
            ACME, new Principal.SupportKey("ak_1"), Scopes.EVERYTHING, now.plusSeconds(60));

    var ending =
        new Principal(ACME, new Principal.Key("ak_2"), Scopes.EVERYTHING, now.plusSeconds(60));

    for (var who : List.of(token, support, ending)) {
      assertThat(refusal(api.create(who, FROM, "edge", RULE))).isEqualTo(new Refusal.KeyNeeded());
    }
  }

  @Test
  void a_key_with_a_rate_makes_nothing_without_one() {
    var rated = new Principal(ACME, new Principal.Key("ak_2", 10L), Scopes.EVERYTHING, null);

    assertThat(refusal(api.create(rated, FROM, "edge", RULE))).isEqualTo(new Refusal.KeyNeeded());
  }

  @Test
  void a_tenant_has_only_so_many() {
    var who = caller(null, "manage", "publish:>");
    for (int i = 0; i < 100; i++) {
      made("i" + i, own(i));
    }

    assertThat(refusal(api.create(who, FROM, "one-more", own(100))))
        .isEqualTo(new Refusal.TooManyIssuers(100));
    assertThat(value(api.create(who, FROM, "i7", own(7)))).isInstanceOf(Creation.Existing.class);
  }

  private static IssuerRule own(int number) {
    return rule("https://id.example", "audience" + number, "publish:a");
  }

  @Test
  void what_is_read_first_is_checked() {
    var own =
        new IssuerRule(
            "anything",
            "edge",
            WebhookUrl.parse("https://keys.example/jwks").orElseThrow(),
            "scope",
            Scopes.of("publish:a"));

    made("a", RULE);
    made("b", own);

    assertThat(checked)
        .containsExactly(
            "https://id.example/.well-known/openid-configuration", "https://keys.example/jwks");
  }

  @Test
  void keys_are_not_read_from_where_nothing_is_sent() {
    var who = caller(null, "manage", "publish:>");
    check = new WebhookClient.Forbidden();

    assertThat(refusal(api.create(who, FROM, "edge", RULE))).isEqualTo(new Refusal.UrlForbidden());

    check = new WebhookClient.Unresolved();
    made("edge", RULE);
  }

  @Test
  void what_is_not_there_cannot_be_removed() {
    assertThat(refusal(api.delete(caller(null, "manage"), FROM, "edge")))
        .isEqualTo(new Refusal.NoSuchIssuer());
  }

  @Test
  void nothing_is_made_or_removed_that_cannot_be_written_down() {
    var who = caller(null, "manage", "publish:>");
    made("there", RULE);
    log.room = 0;

    assertThatThrownBy(
            () -> api.create(who, FROM, "edge", rule("https://c.example", "c", "manage")))
        .isInstanceOf(StoreException.class);
    assertThatThrownBy(() -> api.delete(who, FROM, "there")).isInstanceOf(StoreException.class);

    assertThat(store.issuers().list(ACME)).hasSize(1);
  }
}
