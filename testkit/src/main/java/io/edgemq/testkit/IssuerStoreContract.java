package io.edgemq.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.edgemq.domain.Scopes;
import io.edgemq.domain.TenantId;
import io.edgemq.domain.WebhookUrl;
import io.edgemq.domain.identity.Issuer;
import io.edgemq.domain.identity.IssuerRule;
import io.edgemq.ports.out.IssuerStore;
import io.edgemq.ports.out.IssuerStore.Added;
import io.edgemq.ports.out.IssuerStore.Exists;
import io.edgemq.ports.out.IssuerStore.Taken;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Issuers are kept, each pair of `iss` and `aud` by one tenant at most.
public abstract class IssuerStoreContract extends IdentityStoreContract {
  private static final TenantId OTHER = new TenantId("other");
  private static final int MANY = 16;

  private static Issuer issuer(TenantId tenant, int number) {
    return issuer(tenant, number, "api");
  }

  private static Issuer issuer(int number) {
    return issuer(TENANT, number);
  }

  private static Issuer named(Issuer issuer, String name) {
    return new Issuer(issuer.id(), issuer.tenant(), name, issuer.rule(), issuer.createdAt());
  }

  private IssuerStore.AddResult add(Issuer issuer) {
    return issuers().add(issuer);
  }

  @Test
  void an_issuer_is_found_as_it_was_added() {
    var keys = WebhookUrl.parse("https://id.example/keys?v=1").orElseThrow();
    var rule =
        new IssuerRule(
            "https://id.example/ü \"1\"",
            "spiffe://a/ß",
            keys,
            "https://claims.example/scopes",
            Scopes.of("publish:a.>", "queue:jobs", "manage"));
    var full =
        new Issuer("iss_" + "a".repeat(24), TENANT, "A-z_9", rule, TestTime.START.plusNanos(7));

    assertThat(add(full)).isEqualTo(new Added());
    assertThat(add(issuer(1))).isEqualTo(new Added());

    assertThat(issuers().find(rule.issuer(), rule.audience())).contains(full);
    assertThat(issuers().find(issuer(1).rule().issuer(), "api")).contains(issuer(1));
    assertThat(issuers().find(issuer(1).rule().issuer(), rule.audience())).isEmpty();
    assertThat(issuers().find(rule.issuer() + "/", rule.audience())).isEmpty();
  }

  @Test
  void a_name_is_taken_once_in_a_tenant() {
    add(issuer(1));
    var namesake = named(issuer(2), issuer(1).name());

    assertThat(add(namesake)).isEqualTo(new Exists(issuer(1)));
    assertThat(add(named(issuer(OTHER, 3), issuer(1).name()))).isEqualTo(new Added());

    assertThat(issuers().list(TENANT)).containsExactly(issuer(1));
    assertThat(issuers().find(namesake.rule().issuer(), "api")).isEmpty();
  }

  @Test
  void an_issuer_that_is_added_again_is_answered_though_its_pair_is_taken_by_itself() {
    add(issuer(1));
    var again =
        new Issuer(
            "iss_" + "b".repeat(24),
            TENANT,
            issuer(1).name(),
            issuer(1).rule(),
            issuer(1).createdAt());

    assertThat(add(again)).isEqualTo(new Exists(issuer(1)));
  }

  @Test
  void a_pair_is_taken_once_whoever_has_it() {
    add(issuer(1));
    var copy = new Issuer("iss_" + "b".repeat(24), OTHER, "mine", issuer(1).rule(), TestTime.START);

    assertThat(add(copy)).isEqualTo(new Taken());
    assertThat(add(named(new Issuer(copy.id(), TENANT, "x", copy.rule(), TestTime.START), "y")))
        .isEqualTo(new Taken());

    assertThat(issuers().list(OTHER)).isEmpty();
    assertThat(issuers().find(issuer(1).rule().issuer(), "api")).contains(issuer(1));
    assertThat(add(issuer(OTHER, 2, "other api"))).isEqualTo(new Added());
  }

  @Test
  void a_pair_is_not_what_another_pair_looks_like() {
    var first = issuer(TENANT, 1, "b c");
    var rule =
        new IssuerRule(
            first.rule().issuer() + " b", "c", null, IssuerRule.SCOPES_CLAIM, Scopes.of("manage"));
    var second = new Issuer("iss_" + "b".repeat(24), OTHER, "mine", rule, TestTime.START);

    assertThat(add(first)).isEqualTo(new Added());
    assertThat(add(second)).isEqualTo(new Added());

    assertThat(issuers().find(rule.issuer(), "c")).contains(second);
  }

  @Test
  void an_id_is_taken_once() {
    add(issuer(1));
    var sameId = new Issuer(issuer(1).id(), OTHER, "mine", issuer(2).rule(), issuer(2).createdAt());

    assertThatIllegalArgumentException().isThrownBy(() -> add(sameId));

    assertThat(issuers().list(OTHER)).isEmpty();
  }

  @Test
  void a_tenants_issuers_are_listed_oldest_first() {
    add(issuer(3));
    add(issuer(1));
    add(issuer(OTHER, 4));
    add(issuer(2));

    assertThat(issuers().list(TENANT)).containsExactly(issuer(1), issuer(2), issuer(3));
    assertThat(issuers().list(new TenantId("nobody"))).isEmpty();
  }

  @Test
  void a_removed_issuer_is_gone_and_its_name_and_pair_are_free() {
    add(issuer(1));

    assertThat(issuers().delete(TENANT, issuer(1).name())).isTrue();

    assertThat(issuers().find(issuer(1).rule().issuer(), "api")).isEmpty();
    assertThat(issuers().list(TENANT)).isEmpty();
    assertThat(issuers().delete(TENANT, issuer(1).name())).isFalse();
    assertThat(add(named(issuer(2), issuer(1).name()))).isEqualTo(new Added());
    var heir = new Issuer("iss_" + "b".repeat(24), OTHER, "mine", issuer(1).rule(), TestTime.START);
    assertThat(add(heir)).isEqualTo(new Added());
    assertThat(issuers().find(issuer(1).rule().issuer(), "api")).contains(heir);
  }

  @Test
  void nobody_removes_the_issuer_of_another_tenant() {
    add(issuer(1));

    assertThat(issuers().delete(OTHER, issuer(1).name())).isFalse();
    assertThat(issuers().delete(TENANT, "nothing")).isFalse();

    assertThat(issuers().list(TENANT)).containsExactly(issuer(1));
  }

  @Test
  void of_many_who_want_a_pair_at_once_one_gets_it() {
    var added =
        IntStream.range(0, MANY)
            .mapToObj(n -> new TenantId("tenant-" + n))
            .map(
                tenant ->
                    new Issuer(
                        "iss_" + tenant.value(), tenant, "x", issuer(1).rule(), TestTime.START))
            .map(each -> Background.start(() -> add(each)))
            .toList()
            .stream()
            .map(Background::result)
            .toList();

    assertThat(added).filteredOn(new Added()::equals).hasSize(1);
    assertThat(added).filteredOn(new Taken()::equals).hasSize(MANY - 1);
    var owner = issuers().find(issuer(1).rule().issuer(), "api").orElseThrow().tenant();
    assertThat(
            IntStream.range(0, MANY)
                .mapToObj(n -> new TenantId("tenant-" + n))
                .filter(tenant -> !issuers().list(tenant).isEmpty()))
        .containsExactly(owner);
  }

  @Test
  void of_many_who_want_a_name_at_once_one_gets_it() {
    var added =
        IntStream.range(0, MANY)
            .mapToObj(n -> named(issuer(n), "mine"))
            .map(each -> Background.start(() -> add(each)))
            .toList()
            .stream()
            .map(Background::result)
            .toList();

    assertThat(added).filteredOn(new Added()::equals).hasSize(1);
    var only = issuers().list(TENANT);
    assertThat(only).hasSize(1);
    assertThat(added).filteredOn(new Exists(only.getFirst())::equals).hasSize(MANY - 1);
    var found =
        IntStream.range(0, MANY)
            .filter(n -> issuers().find(issuer(n).rule().issuer(), "api").isPresent());
    assertThat(found).as("pairs that are taken").hasSize(1);
  }

  @Test
  void issuers_are_there_after_a_reopening() {
    add(issuer(1));
    add(issuer(2));
    add(issuer(OTHER, 3));
    issuers().delete(TENANT, issuer(2).name());

    store().reopen();

    switch (store().guarantees().durability()) {
      case DURABLE -> {
        assertThat(issuers().list(TENANT)).containsExactly(issuer(1));
        assertThat(issuers().find(issuer(3).rule().issuer(), "api")).contains(issuer(OTHER, 3));
        assertThat(issuers().find(issuer(2).rule().issuer(), "api")).isEmpty();
        assertThat(add(named(issuer(4), issuer(1).name()))).isEqualTo(new Exists(issuer(1)));
        assertThat(add(issuer(2))).isEqualTo(new Added());
      }
      case VOLATILE -> assertThat(issuers().list(TENANT)).isEmpty();
    }
  }
}
