package io.edgemq.application;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgemq.domain.ApiKey;
import io.edgemq.domain.KeyRef;
import io.edgemq.domain.Operator;
import io.edgemq.domain.Paging;
import io.edgemq.domain.Principal;
import io.edgemq.domain.Scopes;
import io.edgemq.domain.StoreException;
import io.edgemq.domain.Tenant;
import io.edgemq.domain.TenantId;
import io.edgemq.ports.in.Authenticate;
import io.edgemq.ports.in.ManageKeys.Issued;
import io.edgemq.ports.in.ManageKeys.Wish;
import io.edgemq.ports.in.Refusal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class KeysTest extends ControlFixture {
  private static final Wish PLAIN = wish(null, null);

  private final Keys api = new Keys(access, store.tenants(), keys, new Keys.Tools(trail, issuer));

  @BeforeEach
  void makeTenant() {
    make(ACME);
  }

  private static Wish wish(@Nullable Scopes scopes, @Nullable Instant end) {
    return new Wish("label", ApiKey.Kind.TENANT, scopes, end);
  }

  private static Wish support(@Nullable Instant end) {
    return new Wish("ticket 7", ApiKey.Kind.SUPPORT, Scopes.of("subscribe:>"), end);
  }

  private Instant in(Duration time) {
    return now.plus(time);
  }

  @Test
  void an_operator_makes_a_key_that_may_do_everything() {
    var issued = value(api.issue(OPS, ACME, PLAIN));

    var key = issued.key();
    assertThat(key.id()).matches("ak_[a-z0-9]{24}");
    assertThat(key.scopes()).isEqualTo(Scopes.EVERYTHING);
    assertThat(key.label()).isEqualTo("label");
    assertThat(store.keys().find(Sha256.of(issued.token()))).contains(key);
    assertThat(log.lines()).containsExactly("DONE ops key.create " + key.id());
    assertThat(last().what().tenant()).isEqualTo(ACME);
    assertThat(issued.toString()).doesNotContain(issued.token());
  }

  @Test
  void a_token_lets_its_bearer_in() {
    var authentication =
        new KeyAuthentication(keys, () -> AdminTokens.NONE, new TicketSigner(secret), clock);
    var issued = value(api.issue(OPS, ACME, PLAIN));

    var verdict = authentication.authenticate(Sha256.of(issued.token()));

    assertThat(verdict).isEqualTo(new Authenticate.Known(Principal.of(issued.key())));
  }

  @Test
  void nothing_is_made_or_revoked_that_cannot_be_written_down() {
    var there = caller(null, "manage");
    log.room = 0;

    assertThatThrownBy(() -> api.issue(OPS, ACME, PLAIN)).isInstanceOf(StoreException.class);
    assertThatThrownBy(() -> api.issue(there, FROM, PLAIN)).isInstanceOf(StoreException.class);
    assertThatThrownBy(() -> api.revoke(OPS, ACME, there.actor()))
        .isInstanceOf(StoreException.class);

    assertThat(active(ACME)).containsExactly(there.actor());
  }

  @Test
  void a_tenant_that_is_not_there_has_no_keys() {
    var nobody = new TenantId("nobody");
    var none = new Refusal.NoSuchTenant();

    assertThat(refusal(api.issue(OPS, nobody, PLAIN))).isEqualTo(none);
    assertThat(refusal(api.list(nobody, new Paging(null, 1)))).isEqualTo(none);
    assertThat(refusal(api.revoke(OPS, nobody, "emq_secret"))).isEqualTo(none);
    put(Tenant.State.DELETED);
    assertThat(refusal(api.issue(OPS, ACME, PLAIN))).isEqualTo(none);

    assertThat(log.lines()).allMatch(line -> line.startsWith("FAILED"));
    assertThat(log.lines().get(1)).isEqualTo("FAILED ops key.revoke unknown");
  }

  @Test
  void a_key_of_a_tenant_that_is_removed_meanwhile_is_revoked() {
    keysOut =
        method -> {
          if (method.getName().equals("add")) {
            put(Tenant.State.DELETED);
          }
          return false;
        };

    assertThat(refusal(api.issue(OPS, ACME, PLAIN))).isEqualTo(new Refusal.NoSuchTenant());

    assertThat(active(ACME)).isEmpty();
  }

  @Test
  void a_key_expires_later_than_now() {
    var refused = new Refusal.ExpiryRefused();

    assertThat(refusal(api.issue(OPS, ACME, wish(null, now)))).isEqualTo(refused);
    assertThat(refusal(api.issue(OPS, ACME, wish(null, now.minusSeconds(1))))).isEqualTo(refused);
    var good = value(api.issue(OPS, ACME, wish(null, in(Duration.ofMillis(2)))));
    assertThat(good.key().isActive(now)).isTrue();
    assertThat(log.lines().getFirst()).startsWith("FAILED ops key.create ak_");
  }

  @Test
  void a_support_key_expires_and_is_made_by_operators_only() {
    var end = in(Duration.ofHours(1));
    var manager = caller(null, "manage", "subscribe:>");

    assertThat(refusal(api.issue(OPS, ACME, support(null)))).isEqualTo(new Refusal.ExpiryRefused());
    assertThat(value(api.issue(OPS, ACME, support(end))).key().isForSupport()).isTrue();
    assertThatThrownBy(() -> api.issue(manager, FROM, support(end)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void a_label_has_a_most() {
    var good = new Wish("x".repeat(200), ApiKey.Kind.TENANT, null, null);
    var bad = new Wish("x".repeat(201), ApiKey.Kind.TENANT, null, null);

    assertThat(value(api.issue(OPS, ACME, good)).key().label()).hasSize(200);
    assertThatThrownBy(() -> api.issue(OPS, ACME, bad))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void a_tenant_manages_its_keys_with_that_scope_only() {
    var other = caller(null, "publish:>", "queue:*");
    var refused = new Refusal.InsufficientScope("manage");

    assertThat(refusal(api.issue(other, FROM, PLAIN))).isEqualTo(refused);
    assertThat(refusal(api.list(other, new Paging(null, 1)))).isEqualTo(refused);
    assertThat(refusal(api.revoke(other, FROM, other.actor()))).isEqualTo(refused);
    assertThat(log.entries).isEmpty();
  }

  @Test
  void no_key_makes_one_that_may_do_more() {
    var maker = caller(null, "manage", "publish:orders.>", "queue:eu-*");
    var wide = Scopes.of("publish:orders.eu", "publish:orders");

    assertThat(refusal(api.issue(maker, FROM, wish(wide, null))))
        .isEqualTo(new Refusal.InsufficientScope("publish:orders"));
    assertThat(log.lines().getFirst()).startsWith("DENIED " + maker.actor() + " key.create ak_");
    var narrow = Scopes.of("publish:orders.eu", "queue:eu-jobs");
    assertThat(value(api.issue(maker, FROM, wish(narrow, null))).key().scopes()).isEqualTo(narrow);
  }

  @Test
  void what_is_left_out_is_what_the_maker_has() {
    var end = Instant.parse("2026-02-01T00:00:00Z");
    var maker = caller(end, "manage", "publish:orders.>");

    var made = value(api.issue(maker, FROM, PLAIN)).key();

    assertThat(made.scopes()).isEqualTo(maker.scopes());
    assertThat(made.expiresAt()).isEqualTo(end);
  }

  @Test
  void no_key_makes_one_that_outlives_it() {
    var end = Instant.parse("2026-02-01T00:00:00Z");
    var maker = caller(end, "manage");

    assertThat(refusal(api.issue(maker, FROM, wish(null, end.plusMillis(1)))))
        .isEqualTo(new Refusal.ExpiryRefused());
    assertThat(value(api.issue(maker, FROM, wish(null, end))).key().expiresAt()).isEqualTo(end);
  }

  private static Wish rate(@Nullable Long messagesPerSecond) {
    return new Wish("slow", ApiKey.Kind.TENANT, null, null, messagesPerSecond);
  }

  @Test
  void a_key_with_a_rate_makes_none_that_is_faster() {
    var slow = value(api.issue(OPS, ACME, rate(10L))).key();
    assertThat(slow.messagesPerSecond()).isEqualTo(10);
    var maker = Principal.of(slow);

    assertThat(refusal(api.issue(maker, FROM, rate(11L)))).isEqualTo(new Refusal.RateRefused(10));
    assertThat(value(api.issue(maker, FROM, rate(10L))).key().messagesPerSecond()).isEqualTo(10);
    assertThat(value(api.issue(maker, FROM, rate(3L))).key().messagesPerSecond()).isEqualTo(3);
    assertThat(value(api.issue(maker, FROM, rate(null))).key().messagesPerSecond()).isEqualTo(10);
  }

  @Test
  void a_key_without_a_rate_makes_what_it_likes() {
    var maker = caller(null, "manage");

    assertThat(value(api.issue(maker, FROM, rate(null))).key().messagesPerSecond()).isNull();
    assertThat(value(api.issue(maker, FROM, rate(7L))).key().messagesPerSecond()).isEqualTo(7);
  }

  @Test
  void who_acts_for_a_tenant_stands_in_its_audit_by_name() {
    var operator = Principal.of(new Operator("ops"), ACME);
    var end = in(Duration.ofHours(1));
    var wish = new Wish("s", ApiKey.Kind.SUPPORT, Scopes.of("manage"), end);
    var key = value(api.issue(OPS, ACME, wish)).key();

    value(api.issue(operator, FROM, PLAIN));
    value(api.revoke(Principal.of(key), FROM, key.id()));

    assertThat(log.lines().get(1)).startsWith("DONE ops key.create");
    assertThat(log.lines().get(2)).startsWith("DONE support:" + key.id() + " key.revoke");
  }

  @Test
  void a_support_key_makes_no_key_that_would_outlast_it() {
    var wish = new Wish("s", ApiKey.Kind.SUPPORT, Scopes.of("manage"), in(Duration.ofHours(1)));
    var support = Principal.of(value(api.issue(OPS, ACME, wish)).key());

    assertThat(refusal(api.issue(support, FROM, wish(null, null))))
        .isEqualTo(new Refusal.KeyNeeded());
  }

  @Test
  void a_suspended_tenant_makes_no_key_and_operators_do() {
    var manager = caller(null, "manage");
    put(Tenant.State.SUSPENDED);

    assertThat(refusal(api.issue(manager, FROM, wish(Scopes.of("manage"), null))))
        .isEqualTo(new Refusal.TenantSuspended());
    value(api.issue(OPS, ACME, PLAIN));
  }

  @Test
  void a_key_is_revoked_once_and_may_revoke_itself() {
    var manager = caller(null, "manage");

    value(api.revoke(manager, FROM, manager.actor()));

    assertThat(store.keys().find(new KeyRef(ACME, manager.actor())).orElseThrow().revokedAt())
        .isEqualTo(Instant.parse("2026-01-02T03:04:05.678Z"));
    assertThat(refusal(api.revoke(OPS, ACME, manager.actor()))).isEqualTo(new Refusal.NoSuchKey());
    assertThat(log.lines())
        .containsExactly(
            "DONE " + manager.actor() + " key.revoke " + manager.actor(),
            "FAILED ops key.revoke " + manager.actor());
  }

  @Test
  void the_key_of_another_tenant_cannot_be_revoked() {
    var other = new TenantId("other");
    make(other);
    var theirs = value(api.issue(OPS, other, PLAIN)).key();
    var manager = caller(null, "manage");

    assertThat(refusal(api.revoke(manager, FROM, theirs.id()))).isEqualTo(new Refusal.NoSuchKey());

    assertThat(active(other)).containsExactly(theirs.id());
  }

  @Test
  void a_token_that_is_taken_for_an_id_is_not_written_down() {
    var issued = value(api.issue(OPS, ACME, PLAIN));

    assertThat(refusal(api.revoke(OPS, ACME, issued.token()))).isEqualTo(new Refusal.NoSuchKey());

    assertThat(log.lines().getLast()).isEqualTo("FAILED ops key.revoke unknown");
  }

  @Test
  void a_list_has_every_key_once_page_by_page_revoked_or_not() {
    var made = new ArrayList<String>();
    for (int i = 0; i < 7; i++) {
      now = now.plusMillis(1);
      Issued issued = value(api.issue(OPS, ACME, PLAIN));
      made.add(issued.key().id());
    }
    var manager = caller(null, "manage");
    made.add(manager.actor());
    var first = value(api.list(manager, new Paging(null, 3)));
    value(api.revoke(OPS, ACME, made.get(2))); // with which the first page ended
    value(api.revoke(OPS, ACME, made.get(4)));

    var second = value(api.list(manager, new Paging(first.next(), 3)));
    var third = value(api.list(ACME, new Paging(second.next(), 3)));

    assertThat(first.items()).extracting(ApiKey::id).isEqualTo(made.subList(0, 3));
    assertThat(second.items()).extracting(ApiKey::id).isEqualTo(made.subList(3, 6));
    assertThat(second.items().get(1).revokedAt()).isNotNull();
    assertThat(third.items()).extracting(ApiKey::id).isEqualTo(made.subList(6, 8));
    assertThat(third.next()).isNull();
  }
}
