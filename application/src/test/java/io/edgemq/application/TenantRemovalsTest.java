package io.edgemq.application;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.edgemq.domain.DeadLetterPolicy;
import io.edgemq.domain.DeliveryPolicy;
import io.edgemq.domain.DeliveryType;
import io.edgemq.domain.Paging;
import io.edgemq.domain.Queue;
import io.edgemq.domain.QueueConfig;
import io.edgemq.domain.QueueName;
import io.edgemq.domain.QueueRef;
import io.edgemq.domain.Scopes;
import io.edgemq.domain.Start;
import io.edgemq.domain.StoreException;
import io.edgemq.domain.SubjectFilter;
import io.edgemq.domain.Subscription;
import io.edgemq.domain.SubscriptionConfig;
import io.edgemq.domain.SubscriptionId;
import io.edgemq.domain.Tenant;
import io.edgemq.domain.TenantId;
import io.edgemq.domain.Topic;
import io.edgemq.domain.TopicConfig;
import io.edgemq.domain.TopicName;
import io.edgemq.domain.identity.Issuer;
import io.edgemq.domain.identity.IssuerRule;
import io.edgemq.domain.ingest.Ingest;
import io.edgemq.domain.ingest.IngestAuth;
import io.edgemq.domain.ingest.IngestCors;
import io.edgemq.domain.ingest.IngestId;
import io.edgemq.domain.ingest.IngestTarget;
import io.edgemq.domain.ingest.SubjectSource;
import io.edgemq.ports.out.IssuerStore;
import io.edgemq.ports.out.QueueCatalog;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class TenantRemovalsTest extends ControlFixture {
  private static final TenantId OTHER = new TenantId("other");
  private static final Paging ALL = new Paging(null, 1000);
  private static final Duration SOON = Duration.ofMillis(20);

  private int ingests;
  private final AtomicInteger lists = new AtomicInteger();
  private volatile boolean queuesOut;
  private volatile @Nullable QueueName damaged;
  private TenantRemovals removals = removals(SOON);

  private TenantRemovals removals(Duration look) {
    return new TenantRemovals(
        store.tenants(),
        new TenantRemoval(
            access,
            new TenantRemoval.Stores(
                keys,
                store.subscriptions(),
                store.topicCatalog(),
                queues(),
                store.buckets(),
                store.changeStreams(),
                store.issuers(),
                store.ingests()),
            clock),
        look);
  }

  private QueueCatalog queues() {
    var out =
        failing(
            QueueCatalog.class,
            store.queueCatalog(),
            method -> {
              if (method.getName().equals("list")) {
                lists.incrementAndGet();
              }
              return queuesOut;
            });
    return (QueueCatalog)
        Proxy.newProxyInstance(
            QueueCatalog.class.getClassLoader(),
            new Class<?>[] {QueueCatalog.class},
            (_, method, arguments) -> {
              if (arguments[0] instanceof QueueRef ref && ref.name().equals(damaged)) {
                throw new StoreException.Damaged("Q_1", new IllegalStateException());
              }
              return Proxy.getInvocationHandler(out).invoke(out, method, arguments);
            });
  }

  @BeforeEach
  void fill() {
    for (var tenant : new TenantId[] {ACME, OTHER}) {
      make(tenant);
      topic(tenant);
      queue(tenant, "a", "b", 0);
      issuer(tenant, "i");
      ingest(tenant, "i");
    }
  }

  @AfterEach
  void close() {
    removals.close();
  }

  private void topic(TenantId tenant) {
    var name = new TopicName("t");
    store.topicCatalog().create(tenant, new Topic(name, TopicConfig.DEFAULT, Instant.EPOCH));
    var config =
        new SubscriptionConfig(
            "s",
            name,
            SubjectFilter.ALL,
            new DeliveryType.Sse(),
            Start.LATEST,
            DeliveryPolicy.DEFAULT);
    var id = new SubscriptionId("sub_" + nextId());
    store
        .subscriptions()
        .create(tenant, Subscription.active(id, config, Instant.EPOCH, Optional.empty()));
  }

  private void issuer(TenantId tenant, String name) {
    var audience = tenant.value() + "/" + name;
    var rule = new IssuerRule("https://id.example", audience, null, "scope", Scopes.of("manage"));
    var issuer = new Issuer("iss_" + nextId(), tenant, name, rule, Instant.EPOCH);
    assertThat(store.issuers().add(issuer)).isEqualTo(new IssuerStore.Added());
  }

  private void ingest(TenantId tenant, String name) {
    var ingest =
        new Ingest(
            new IngestId("in_" + "%024d".formatted(ingests++)),
            tenant,
            name,
            new IngestTarget.ToTopic(new TopicName("t")),
            new IngestAuth.Open(),
            new SubjectSource.Nothing(),
            null,
            IngestCors.NOBODY,
            Instant.EPOCH);
    assertThat(store.ingests().add(ingest)).isEmpty();
  }

  /// Two queues that take each other's dead letters, and more.
  private void queue(TenantId tenant, String one, String other, int more) {
    create(tenant, one, null);
    create(tenant, other, one);
    var catalog = store.queueCatalog();
    var ref = new QueueRef(tenant, new QueueName(one));
    var config = catalog.find(ref).orElseThrow().config();
    assertThat(catalog.update(ref, config, config(other))).isInstanceOf(QueueCatalog.Updated.class);
    for (int i = 0; i < more; i++) {
      create(tenant, "more" + i, one);
    }
  }

  private void create(TenantId tenant, String name, @Nullable String dead) {
    assertThat(
            store
                .queueCatalog()
                .create(tenant, new Queue(new QueueName(name), config(dead), Instant.EPOCH)))
        .isInstanceOf(QueueCatalog.Created.class);
  }

  private static QueueConfig config(@Nullable String dead) {
    var standard = QueueConfig.standard(1000);
    return dead == null
        ? standard
        : new QueueConfig(
            standard.type(),
            standard.visibilityTimeout(),
            standard.retention(),
            standard.delay(),
            standard.maxMessageBytes(),
            standard.dedupWindow(),
            new DeadLetterPolicy(new QueueName(dead), 3),
            standard.placement());
  }

  private boolean hasNothing(TenantId tenant) {
    return store.subscriptions().list(tenant, ALL).items().isEmpty()
        && store.topicCatalog().list(tenant, ALL).items().isEmpty()
        && store.queueCatalog().list(tenant, ALL).items().isEmpty()
        && store.issuers().list(tenant).isEmpty()
        && store.ingests().list(tenant, ALL).items().isEmpty()
        && active(tenant).isEmpty();
  }

  @Test
  void the_issuers_of_a_removed_tenant_are_trusted_no_more_and_others_may_trust_them() {
    var rule = new IssuerRule("https://id.example", "mq", null, "scope", Scopes.of("publish:>"));
    store.issuers().add(new Issuer("iss_1", ACME, "edge", rule, Instant.EPOCH));
    put(Tenant.State.DELETED);

    removals.begin(ACME);

    assertThat(store.issuers().find("https://id.example", "mq")).isEmpty();
    assertThat(store.issuers().add(new Issuer("iss_2", OTHER, "edge", rule, Instant.EPOCH)))
        .isInstanceOf(IssuerStore.Added.class);
  }

  @Test
  void everything_of_a_removed_tenant_goes_and_nothing_else() {
    for (int i = 0; i < 150; i++) {
      create(ACME, "q" + i, "a");
      issuer(ACME, "i" + i);
      ingest(ACME, "i" + i);
    }
    caller(null, "manage");
    put(Tenant.State.DELETED);

    removals.start();

    await().until(() -> hasNothing(ACME));
    assertThat(store.subscriptions().list(OTHER, ALL).items()).hasSize(1);
    assertThat(store.topicCatalog().list(OTHER, ALL).items()).hasSize(1);
    assertThat(store.queueCatalog().list(OTHER, ALL).items()).hasSize(2);
    assertThat(store.issuers().list(OTHER)).hasSize(1);
    assertThat(store.ingests().list(OTHER, ALL).items()).hasSize(1);
  }

  @Test
  void a_tenant_that_is_removed_while_it_runs_is_found() {
    removals.start();
    put(Tenant.State.DELETED);

    removals.begin(ACME);

    await().until(() -> hasNothing(ACME));
  }

  @Test
  void what_an_outage_has_interrupted_goes_on() {
    queuesOut = true;
    put(Tenant.State.DELETED);
    removals.start();
    await().until(() -> store.topicCatalog().list(ACME, ALL).items().isEmpty());
    assertThat(store.queueCatalog().list(ACME, ALL).items()).hasSize(2);

    queuesOut = false;

    await().until(() -> hasNothing(ACME));
  }

  @Test
  void what_the_end_of_a_process_has_interrupted_goes_on_with_the_next_start() {
    queuesOut = true;
    put(Tenant.State.DELETED);
    removals.start();
    await().until(() -> lists.get() > 0);
    removals.close();
    queuesOut = false;
    assertThat(hasNothing(ACME)).isFalse();

    removals = removals(SOON);
    removals.start();

    await().until(() -> hasNothing(ACME));
  }

  @Test
  void a_queue_that_is_damaged_holds_up_no_other() {
    create(ACME, "broken", null);
    damaged = new QueueName("broken");
    put(Tenant.State.DELETED);

    removals.start();

    await().until(() -> store.queueCatalog().list(ACME, ALL).items().size() == 1);
    damaged = null;
    await().until(() -> hasNothing(ACME));
  }

  @Test
  void what_was_made_while_the_tenant_was_removed_goes_too() {
    removals = removals(Duration.ofHours(1));
    put(Tenant.State.DELETED);
    removals.start();
    await().until(() -> hasNothing(ACME));
    create(ACME, "late", null);

    removals.begin(ACME);

    await().until(() -> hasNothing(ACME));
  }

  @Test
  void other_removals_meanwhile_do_not_end_the_looking() {
    removals = removals(Duration.ofHours(1));
    put(Tenant.State.DELETED);
    removals.start();
    await().until(() -> hasNothing(ACME));
    for (int i = 0; i < 4; i++) {
      int before = lists.get();
      removals.begin(ACME);
      await().until(() -> lists.get() >= before + 2);
    }
    create(ACME, "late", null);

    removals.begin(ACME);

    await().until(() -> hasNothing(ACME));
  }

  @Test
  void a_tenant_that_has_nothing_is_not_looked_at_for_ever() {
    put(Tenant.State.DELETED);

    removals.start();

    await().until(() -> hasNothing(ACME));
    await().during(SOON.multipliedBy(20)).until(lists::get, count -> count <= 8);
  }
}
