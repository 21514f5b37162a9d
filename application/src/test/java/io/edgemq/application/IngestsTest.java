package io.edgemq.application;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.domain.Paging;
import io.edgemq.domain.Principal;
import io.edgemq.domain.QueueName;
import io.edgemq.domain.Scopes;
import io.edgemq.domain.SigningSecret;
import io.edgemq.domain.Tenant;
import io.edgemq.domain.TenantId;
import io.edgemq.domain.TopicName;
import io.edgemq.domain.WebhookUrl;
import io.edgemq.domain.ingest.IngestAuth;
import io.edgemq.domain.ingest.IngestAuth.Scheme;
import io.edgemq.domain.ingest.IngestCors;
import io.edgemq.domain.ingest.IngestTarget;
import io.edgemq.ports.in.Creation;
import io.edgemq.ports.in.ManageIngests.BearerToken;
import io.edgemq.ports.in.ManageIngests.Given;
import io.edgemq.ports.in.ManageIngests.Made;
import io.edgemq.ports.in.ManageIngests.PathSecret;
import io.edgemq.ports.in.ManageIngests.Rule;
import io.edgemq.ports.in.ManageIngests.Wish;
import io.edgemq.ports.in.Refusal;
import io.edgemq.ports.out.WebhookClient;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class IngestsTest extends IngestFixture {
  private static Given signed(String secret) {
    return new Given(
        new IngestAuth.Signed(
            Scheme.GITHUB,
            new SigningSecret(secret, SigningSecret.Origin.GIVEN),
            IngestAuth.TOLERANCE));
  }

  private static Given jwt(String issuer, @Nullable String keys) {
    var url = keys == null ? null : WebhookUrl.parse(keys).orElseThrow();
    return new Given(new IngestAuth.Jwt(issuer, "edge", url));
  }

  private Principal with(String... scopes) {
    return principal(TENANT, Scopes.of(scopes));
  }

  @Test
  void an_equal_wish_is_answered_with_the_ingest_that_there_is() {
    var wish = wish(QUEUE, signed("topsecret"), HEADER);

    var first = value(ingests.create(demo, wish));
    var second = value(ingests.create(demo, wish));

    assertThat(first).isInstanceOf(Creation.Created.class);
    assertThat(second).isEqualTo(new Creation.Existing<>(first.thing()));
  }

  @Test
  void a_wish_that_differs_in_anything_is_refused() {
    var base = wish(QUEUE, signed("topsecret"), HEADER);
    var cors = new IngestCors(List.of("https://a.example"), List.of(), IngestCors.MAX_AGE);
    var unused = made(base);

    for (var other :
        List.of(
            wish(FIFO, signed("topsecret"), HEADER),
            wish(QUEUE, signed("topsecreu"), HEADER),
            wish(QUEUE, new Given(new IngestAuth.Open()), HEADER),
            wish(QUEUE, signed("topsecret"), NOTHING),
            new Wish("hooks", QUEUE, base.rule(), HEADER, "X-Id", IngestCors.NOBODY),
            new Wish("hooks", QUEUE, base.rule(), HEADER, null, cors))) {
      assertRefused(ingests.create(demo, other), new Refusal.IngestExists("hooks"));
    }
  }

  @Test
  void a_tolerance_and_a_token_are_compared_too() {
    var secret = new SigningSecret("topsecret", SigningSecret.Origin.GIVEN);
    var unused =
        made(
            wish(
                QUEUE,
                new Given(new IngestAuth.Signed(Scheme.STRIPE, secret, Duration.ofMinutes(5))),
                NOTHING));
    var other = new Given(new IngestAuth.Signed(Scheme.STRIPE, secret, Duration.ofSeconds(301)));
    assertRefused(
        ingests.create(demo, wish(QUEUE, other, NOTHING)), new Refusal.IngestExists("hooks"));

    value(ingests.delete(demo, "hooks"));
    var unusedToo = made(wish(QUEUE, new BearerToken("token-one"), NOTHING));
    assertRefused(
        ingests.create(demo, wish(QUEUE, new BearerToken("token-two"), NOTHING)),
        new Refusal.IngestExists("hooks"));
    assertThat(value(ingests.create(demo, wish(QUEUE, new BearerToken("token-one"), NOTHING))))
        .isInstanceOf(Creation.Existing.class);
  }

  @Test
  void a_secret_of_a_path_is_told_once_and_kept_as_its_hash() {
    var made = made(wish(QUEUE, new PathSecret(null), NOTHING));
    var again = value(ingests.create(demo, wish(QUEUE, new PathSecret(null), NOTHING)));

    var secret = String.valueOf(made.secret());
    assertThat(secret).matches("[A-Za-z0-9_-]{43}");
    assertThat(made.ingest().auth()).isEqualTo(new IngestAuth.SecretPath(Sha256.of(secret)));
    assertThat(again).isEqualTo(new Creation.Existing<>(new Made(made.ingest(), null)));
    assertThat(made + " " + made.ingest()).doesNotContain(secret);
  }

  @Test
  void a_secret_of_a_path_that_is_said_must_be_the_one() {
    var first = made(wish(QUEUE, new PathSecret("sixteen-letters-1"), NOTHING));

    assertThat(first.secret()).isEqualTo("sixteen-letters-1");
    assertThat(
            value(ingests.create(demo, wish(QUEUE, new PathSecret("sixteen-letters-1"), NOTHING))))
        .isInstanceOf(Creation.Existing.class);
    assertRefused(
        ingests.create(demo, wish(QUEUE, new PathSecret("sixteen-letters-2"), NOTHING)),
        new Refusal.IngestExists("hooks"));
  }

  @Test
  void a_target_that_is_not_there_is_refused() {
    assertRefused(
        ingests.create(demo, open(new IngestTarget.ToQueue(new QueueName("none")), NOTHING)),
        new Refusal.NoSuchQueue(new QueueName("none")));
    assertRefused(
        ingests.create(demo, open(new IngestTarget.ToTopic(new TopicName("none")), NOTHING)),
        new Refusal.NoSuchTopic(new TopicName("none")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"queue:jobs", "publish:>", "kv:*", "subscribe:>"})
  void who_may_not_manage_makes_lists_and_removes_none(String scope) {
    var missing = new Refusal.InsufficientScope("manage");

    assertRefused(ingests.mayManage(with(scope)), missing);
    assertRefused(ingests.create(with(scope), open(QUEUE, NOTHING)), missing);
    assertRefused(ingests.list(with(scope), new Paging(null, 10)), missing);
    assertRefused(ingests.delete(with(scope), "hooks"), missing);
  }

  @Test
  void to_put_into_a_queue_needs_its_scope() {
    assertRefused(
        ingests.create(with("manage", "queue:other"), open(QUEUE, NOTHING)),
        new Refusal.InsufficientScope("queue:jobs"));
    assertThat(value(ingests.create(with("manage", "queue:jobs"), open(QUEUE, HEADER))))
        .isInstanceOf(Creation.Created.class);
  }

  @ParameterizedTest
  @CsvSource({
    "publish:orders, NOTHING, true",
    "publish:orders.>, NOTHING, false",
    "publish:orders, HEADER, false",
    "publish:orders.eu, HEADER, false",
    "publish:orders.*, HEADER, false",
    "publish:orders.>, HEADER, true",
    "publish:orders.>, POINTER, true",
    "publish:orders.>, PATH, true",
    "publish:*.>, PATH, true",
    "publish:>, PATH, true",
    "publish:other.>, PATH, false"
  })
  void to_append_to_a_topic_needs_the_scope_for_every_subject_that_may_come(
      String scope, String source, boolean may) {
    var subject =
        switch (source) {
          case "HEADER" -> HEADER;
          case "POINTER" -> POINTER;
          case "PATH" -> PATH;
          default -> NOTHING;
        };

    var outcome = ingests.create(with("manage", scope), open(TOPIC, subject));

    if (may) {
      assertThat(value(outcome)).isInstanceOf(Creation.Created.class);
    } else {
      assertRefused(
          outcome,
          new Refusal.InsufficientScope(
              subject.equals(NOTHING) ? "publish:orders" : "publish:orders.>"));
    }
  }

  @Test
  void nothing_is_put_on_a_topic_of_the_servers() {
    var target = new IngestTarget.ToTopic(TopicName.EVENTS);

    for (var subject : List.of(NOTHING, HEADER)) {
      assertRefused(
          ingests.create(demo, open(target, subject)), new Refusal.SystemTopic(TopicName.EVENTS));
    }
  }

  @Test
  void the_keys_of_an_issuer_must_be_where_a_tenant_may_ask() {
    webhooks.hosts.put("inside.example", new WebhookClient.Forbidden());
    webhooks.hosts.put("unknown.example", new WebhookClient.Unresolved());

    for (Rule forbidden :
        List.<Rule>of(
            jwt("https://issuer.example", "https://inside.example/keys"),
            jwt("https://inside.example", null))) {
      assertRefused(
          ingests.create(demo, wish(QUEUE, forbidden, NOTHING)), new Refusal.UrlForbidden());
    }
    assertThat(made(wish(QUEUE, jwt("https://unknown.example", null), NOTHING)).secret()).isNull();
    assertThat(webhooks.posted).isEmpty();
  }

  @Test
  void two_tenants_may_use_one_name_and_see_their_own() {
    var other = principal(new TenantId("other"), Scopes.EVERYTHING);
    store.tenants().create(Tenant.active(other.tenant(), "other", now));
    var mine = ingest(open(QUEUE, NOTHING));

    assertRefused(ingests.delete(other, "hooks"), new Refusal.NoSuchIngest());
    assertThat(value(ingests.list(other, new Paging(null, 10))).items()).isEmpty();
    assertThat(value(ingests.list(demo, new Paging(null, 10))).items()).containsExactly(mine);
    assertThat(value(ingests.delete(demo, "hooks"))).isNotNull();
    assertRefused(ingests.delete(demo, "hooks"), new Refusal.NoSuchIngest());
  }
}
