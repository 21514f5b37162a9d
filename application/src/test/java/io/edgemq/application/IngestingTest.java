package io.edgemq.application;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.domain.Content;
import io.edgemq.domain.LeasedMessage;
import io.edgemq.domain.SigningSecret;
import io.edgemq.domain.Stored;
import io.edgemq.domain.Tenant;
import io.edgemq.domain.TopicMessage;
import io.edgemq.domain.ingest.Ingest;
import io.edgemq.domain.ingest.IngestAuth;
import io.edgemq.domain.ingest.IngestCors;
import io.edgemq.domain.ingest.IngestId;
import io.edgemq.ports.in.ManageIngests.BearerToken;
import io.edgemq.ports.in.ManageIngests.Given;
import io.edgemq.ports.in.ManageIngests.PathSecret;
import io.edgemq.ports.in.ManageIngests.Wish;
import io.edgemq.ports.in.Outcome;
import io.edgemq.ports.in.Refusal;
import io.edgemq.ports.out.QueueStore;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class IngestingTest extends IngestFixture {
  private static final Refusal DENIED = new Refusal.IngestDenied();

  private Outcome<Stored> post(Ingest ingest, Posted post) throws InterruptedException {
    return ingesting.ingest(ingest.id(), post);
  }

  private List<LeasedMessage> received(String queue) throws InterruptedException {
    return switch (store.queueStore().receive(ref(queue), all())) {
      case QueueStore.Received(var messages) -> messages;
      case QueueStore.NoSuchQueue _ -> throw new AssertionError("the queue is gone");
    };
  }

  @Test
  void what_is_posted_is_a_message_of_the_queue_as_it_came() throws Exception {
    var ingest = ingest(open(QUEUE, NOTHING));
    var bytes = new byte[] {0, (byte) 0xff, '{'};

    var first = value(post(ingest, Posted.of(bytes).with("Content-Type", "image/x-any")));
    var empty = value(post(ingest, Posted.of("")));

    assertThat(first).isEqualTo(new Stored(1, Stored.Origin.FRESH));
    assertThat(empty).isEqualTo(new Stored(2, Stored.Origin.FRESH));
    var messages = received("jobs");
    assertThat(messages.getFirst().message().content().payload().bytes()).isEqualTo(bytes);
    assertThat(messages.getFirst().message().content().contentType()).isEqualTo("image/x-any");
    assertThat(messages.get(1).message().content().payload().size()).isZero();
    assertThat(messages.get(1).message().content().contentType()).isEqualTo(Content.DEFAULT_TYPE);
  }

  @Test
  void there_is_nothing_at_an_unknown_id() throws Exception {
    var unknown = new IngestId("in_" + "z".repeat(24));

    assertRefused(ingesting.ingest(unknown, Posted.of("x")), new Refusal.NoSuchIngest());
    assertThat(ingesting.cors(unknown)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "good-token, Bearer good-token, true",
    "good-token, bearer good-token, true",
    "good-token, Bearer good-tokem, false",
    "good-token, Basic good-token, false",
    "good-token, good-token, false",
    "good-token, '', false"
  })
  void a_bearer_must_be_the_one(String token, String header, boolean taken) throws Exception {
    var ingest = ingest(wish(QUEUE, new BearerToken(token), NOTHING));
    var post = Posted.of("x");
    var outcome = post(ingest, header.isEmpty() ? post : post.with("Authorization", header));

    if (taken) {
      assertThat(value(outcome).sequence()).isEqualTo(1);
    } else {
      assertRefused(outcome, DENIED);
      assertThat(post.reads).isZero();
    }
  }

  @Test
  void a_jwt_must_be_good_now() throws Exception {
    var rule = new IngestAuth.Jwt("https://issuer.example", "edge", null);
    var ingest = ingest(wish(QUEUE, new Given(rule), NOTHING));

    assertRefused(post(ingest, Posted.of("x")), DENIED);
    assertRefused(post(ingest, Posted.of("x").with("Authorization", "Bearer bad.jwt")), DENIED);
    assertThat(value(post(ingest, Posted.of("x").with("Authorization", "Bearer good.jwt"))))
        .isEqualTo(new Stored(1, Stored.Origin.FRESH));
  }

  @Test
  void a_secret_path_must_end_in_the_secret() throws Exception {
    var made = made(wish(QUEUE, new PathSecret("a-secret-of-a-path"), NOTHING));

    assertRefused(post(made.ingest(), Posted.of("x")), DENIED);
    assertRefused(post(made.ingest(), Posted.of("x").below("a-secret-of-a-patg")), DENIED);
    assertRefused(
        post(made.ingest(), Posted.of("x").below("a-secret-of-a-path/more")),
        new Refusal.NoSuchIngest());
    assertThat(value(post(made.ingest(), Posted.of("x").below("a-secret-of-a-path"))).sequence())
        .isEqualTo(1);
  }

  @Test
  void behind_the_secret_of_a_path_comes_the_subject() throws Exception {
    var ingest = ingest(wish(TOPIC, new PathSecret("a-secret-of-a-path"), PATH));

    var unused = value(post(ingest, Posted.of("x").below("a-secret-of-a-path/eu/created")));

    assertThat(subjects()).containsExactly("orders.eu.created");
    assertRefused(
        post(ingest, Posted.of("x").below("a-secret-of-a-path")),
        new Refusal.NoSubject("is missing: nothing follows the ingest's path"));
    assertRefused(post(ingest, Posted.of("x").below("eu/created")), DENIED);
  }

  private List<String> subjects() {
    return published().stream().map(TopicMessage::subject).map(each -> each.value()).toList();
  }

  @Test
  void a_path_that_goes_on_is_another_ingest() throws Exception {
    var ingest = ingest(open(QUEUE, NOTHING));

    assertRefused(post(ingest, Posted.of("x").below("more")), new Refusal.NoSuchIngest());
  }

  @Test
  void who_cannot_sign_is_told_nothing_of_subjects() throws Exception {
    var rule =
        new IngestAuth.Signed(
            IngestAuth.Scheme.GITHUB,
            new SigningSecret("topsecret", SigningSecret.Origin.GIVEN),
            IngestAuth.TOLERANCE);
    var ingest = ingest(wish(TOPIC, new Given(rule), HEADER));
    var post = Posted.of("x").with("X-Hub-Signature-256", "sha256=" + "0".repeat(64));

    assertRefused(post(ingest, post), DENIED);
  }

  @Test
  void a_page_of_an_origin_that_is_not_listed_is_refused_before_anything_else() throws Exception {
    var cors = new IngestCors(List.of("https://app.example"), List.of(), IngestCors.MAX_AGE);
    var ingest =
        ingest(new Wish("hooks", QUEUE, new BearerToken("good-token"), NOTHING, null, cors));
    var stranger = Posted.of("x").with("Origin", "https://evil.example");
    var refused = new Refusal.OriginNotAllowed();

    assertRefused(post(ingest, stranger), refused);
    assertRefused(post(ingest, stranger.with("Authorization", "Bearer good-token")), refused);
    assertThat(stranger.reads).isZero();
    assertRefused(post(ingest, Posted.of("x").with("Origin", "https://app.example")), DENIED);
    assertThat(
            value(
                post(
                    ingest,
                    Posted.of("x")
                        .with("Origin", "https://app.example")
                        .with("Authorization", "Bearer good-token"))))
        .isNotNull();
    assertThat(ingesting.cors(ingest.id())).hasValue(cors);
  }

  @Test
  void a_suspended_tenants_ingest_is_refused_at_once_and_taken_again_afterwards() throws Exception {
    var ingest = ingest(open(QUEUE, NOTHING));
    var active = store.tenants().find(TENANT).orElseThrow();

    store.tenants().replace(active, active.in(Tenant.State.SUSPENDED));
    assertRefused(post(ingest, Posted.of("x")), new Refusal.TenantSuspended());
    store.tenants().replace(active.in(Tenant.State.SUSPENDED), active);

    assertThat(value(post(ingest, Posted.of("x"))).sequence()).isEqualTo(1);
  }

  @Test
  void a_removed_tenant_has_no_ingests() throws Exception {
    var ingest = ingest(open(QUEUE, NOTHING));
    var active = store.tenants().find(TENANT).orElseThrow();

    store.tenants().replace(active, active.in(Tenant.State.DELETED));

    assertRefused(post(ingest, Posted.of("x")), new Refusal.NoSuchIngest());
  }

  @Test
  void a_body_beyond_the_limit_of_the_queue_is_refused() throws Exception {
    var ingest = ingest(open(QUEUE, NOTHING));

    assertThat(value(post(ingest, Posted.of(new byte[1000])))).isNotNull();
    assertRefused(post(ingest, Posted.of(new byte[1001])), new Refusal.MessageTooLarge(1001, 1000));
  }

  @Test
  void whoever_posts_is_told_that_the_queue_is_gone_and_not_which() throws Exception {
    var ingest = ingest(open(QUEUE, NOTHING));
    store.queueCatalog().delete(ref("jobs"));

    assertRefused(post(ingest, Posted.of("x")), new Refusal.NoIngestTarget());
  }

  @Test
  void a_media_type_that_no_message_can_have_is_none() throws Exception {
    var ingest = ingest(open(TOPIC, NOTHING));

    var unused = value(post(ingest, Posted.of("x").with("Content-Type", "t".repeat(256))));

    var content = published().getFirst().content();
    assertThat(content.contentType()).isEqualTo(Content.DEFAULT_TYPE);
    assertThat(new String(content.payload().bytes(), UTF_8)).isEqualTo("x");
  }
}
