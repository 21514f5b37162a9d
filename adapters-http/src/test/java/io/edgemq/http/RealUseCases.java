package io.edgemq.http;

import io.edgemq.application.Access;
import io.edgemq.application.Admission;
import io.edgemq.application.Attempts;
import io.edgemq.application.AuditSealer;
import io.edgemq.application.AuditTrail;
import io.edgemq.application.BucketKeys;
import io.edgemq.application.BucketWatches;
import io.edgemq.application.DeadLetters;
import io.edgemq.application.DeploymentKey;
import io.edgemq.application.EventTools;
import io.edgemq.application.History;
import io.edgemq.application.Ingesting;
import io.edgemq.application.Ingests;
import io.edgemq.application.Issuers;
import io.edgemq.application.OpenCalls;
import io.edgemq.application.OpenLeases;
import io.edgemq.application.Probing;
import io.edgemq.application.Publishing;
import io.edgemq.application.QueueTargets;
import io.edgemq.application.Queues;
import io.edgemq.application.ReceiptSigner;
import io.edgemq.application.Receiving;
import io.edgemq.application.Redrives;
import io.edgemq.application.SecretRotation;
import io.edgemq.application.Sending;
import io.edgemq.application.Settling;
import io.edgemq.application.Sockets;
import io.edgemq.application.Streams;
import io.edgemq.application.SubscriptionEvents;
import io.edgemq.application.SubscriptionStores;
import io.edgemq.application.SubscriptionTools;
import io.edgemq.application.Subscriptions;
import io.edgemq.application.Topics;
import io.edgemq.application.TrustedIssuers;
import io.edgemq.application.Waits;
import io.edgemq.application.Working;
import io.edgemq.domain.ApiKey;
import io.edgemq.domain.Limits;
import io.edgemq.domain.Principal;
import io.edgemq.domain.Scopes;
import io.edgemq.domain.SlowPolicy;
import io.edgemq.domain.SubjectFilter;
import io.edgemq.domain.Tenant;
import io.edgemq.domain.TenantId;
import io.edgemq.domain.WebhookUrl;
import io.edgemq.memory.MemoryStore;
import io.edgemq.ports.in.ActForTenants;
import io.edgemq.ports.in.Authenticate;
import io.edgemq.ports.in.CheckReadiness.Readiness;
import io.edgemq.ports.in.DescribeSelf;
import io.edgemq.ports.in.MakeTickets;
import io.edgemq.ports.in.MakeTickets.Ticket;
import io.edgemq.ports.in.Outcome;
import io.edgemq.ports.in.Refusal;
import io.edgemq.ports.in.SampleQueues;
import io.edgemq.ports.out.StoreTime;
import io.edgemq.ports.out.Traffic;
import io.edgemq.ports.out.WebhookClient;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;

/// The real use cases over a store in memory: they decide who may do what.
final class RealUseCases implements AutoCloseable {
  final InstantSource clock = InstantSource.system();
  final MemoryStore store = new MemoryStore(StoreTime.of(clock));
  final Access access = new Access(store.tenants());
  private final AtomicInteger ids = new AtomicInteger();

  /// How many streams and sockets are open.
  final AtomicInteger openStreams = new AtomicInteger();
  private final Admission admission = new Admission(access, _ -> Limits.DEFAULT);
  private final OpenCalls calls = new OpenCalls(access, store.keys(), clock);
  private final ReceiptSigner signer = new ReceiptSigner(new byte[ReceiptSigner.KEY_BYTES]);
  private final SubscriptionEvents events =
      SubscriptionEvents.start(
          new EventTools(access, store.topicCatalog(), store.topicLog(), this::id, clock));
  private final SubscriptionStores stores =
      new SubscriptionStores(
          store.subscriptions(),
          store.topicLog(),
          store.deliveries(),
          store.deadLetters(),
          new QueueTargets(store.queueCatalog(), store.queueStore()));
  private final SubscriptionTools tools =
      new SubscriptionTools(
          access, this::id, byte[]::new, clock, events, new NoWebhooks(), new CloudEventJson());
  private final Redrives redrives =
      new Redrives(
          access,
          store.queueCatalog(),
          store.queueStore(),
          new Redrives.Tools(store.jobs(), this::id, clock, Duration.ofMillis(20)));

  /// The issuers of tenants, by the real use case.
  final Issuers issuers =
      new Issuers(
          access,
          store.issuers(),
          new TrustedIssuers(List.of(), store.issuers()),
          new Issuers.Tools(trail(), new NoWebhooks(), this::id, clock));

  private AuditTrail trail() {
    return new AuditTrail(
        store.audit(),
        new AuditSealer(new DeploymentKey(new byte[ReceiptSigner.KEY_BYTES])),
        clock);
  }

  private String id() {
    return "%024d".formatted(ids.incrementAndGet());
  }

  /// A tenant that is served.
  TenantId tenant(String id) {
    var tenant = new TenantId(id);
    store.tenants().create(Tenant.active(tenant, id, FakeQueues.BORN));
    return tenant;
  }

  /// The bearer of a new key.
  Principal key(TenantId tenant, String token, Scopes scopes) {
    var key =
        new ApiKey(
            "ak_" + id(),
            tenant,
            FakeLogins.hash(token),
            token,
            ApiKey.Kind.TENANT,
            scopes,
            FakeQueues.BORN,
            null,
            null);
    store.keys().add(key);
    return Principal.of(key);
  }

  /// A ticket for a topic that there is and that `who` may read.
  Outcome<Ticket> ticket(Principal who, MakeTickets.Stream stream, String path, Duration time) {
    return switch (stream) {
      case MakeTickets.OfTopic(var topic) ->
          access
              .toRead(who, topic, SubjectFilter.ALL)
              .then(
                  part ->
                      store.topicCatalog().find(part.topic()).isPresent()
                          ? Outcome.done(new Ticket("tk_made", clock.instant().plus(time)))
                          : Outcome.refused(new Refusal.NoSuchTopic(topic)));
      case MakeTickets.OfSocket _ ->
          Outcome.done(new Ticket("tk_made", clock.instant().plus(time)));
      case MakeTickets.OfBucket(var bucket) -> Outcome.refused(new Refusal.NoSuchBucket(bucket));
      case MakeTickets.OfSubscription _ -> Outcome.refused(new Refusal.NoSuchSubscription());
    };
  }

  /// All that is asked of tenants' own, with what stands for the control plane.
  UseCases with(
      Authenticate authenticate, ActForTenants acting, DescribeSelf self, MakeTickets tickets) {
    var traffic = new StreamsCounted();
    var topics = store.topicLog();
    var streams =
        new Streams(
            access,
            store.subscriptions(),
            topics,
            new Streams.Tools(1000, traffic, clock, new Random(1), calls));
    var keys = new BucketKeys(admission, store.buckets(), store.kv(), traffic);
    var receiving = new Receiving.Tools(signer, new Waits(calls), calls, clock, traffic);
    var leases = new OpenLeases();
    return new UseCases(
        authenticate,
        acting,
        () -> new Readiness.Ready(List.of()),
        self,
        tickets,
        new Queues(admission, store.queueCatalog(), store.queueStore(), clock),
        new Sending(admission, store.queueCatalog(), store.queueStore(), traffic),
        new Receiving(admission, store.queueStore(), receiving),
        new Settling(admission, store.queueStore(), signer, leases),
        new Working(
            admission,
            store.queueCatalog(),
            store.queueStore(),
            new Working.Tools(receiving, leases)),
        redrives,
        new Topics(admission, store.topicCatalog(), topics, clock),
        new Publishing(admission, topics, traffic),
        new History(admission, topics, traffic),
        new Subscriptions(stores, streams, tools),
        new SecretRotation(stores, streams, tools),
        new DeadLetters(access, stores),
        new Attempts(access, store.subscriptions(), topics, store.attempts()),
        new Probing(store.subscriptions(), tools),
        streams,
        new Sockets(access, streams.places()),
        issuers,
        () -> SampleQueues.Sample.NONE,
        MemoryBuckets.of(admission, store, clock),
        keys,
        keys,
        new BucketWatches(access, store.buckets(), store.kv(), streams.places()),
        new Ingests(
            access,
            new Ingests.Stores(store.ingests(), store.queueCatalog(), store.topicCatalog()),
            new Ingests.Tools(this::id, byte[]::new, clock, new NoWebhooks())),
        new Ingesting(
            access,
            store.ingests(),
            new Ingesting.Targets(
                new Sending(admission, store.queueCatalog(), store.queueStore(), traffic),
                new Publishing(admission, topics, traffic)),
            new Ingesting.Trust((_, _) -> false, clock)));
  }

  @Override
  public void close() {
    redrives.close();
    events.close();
    store.close();
  }

  /// Every URL may be called, and none is.
  private static final class NoWebhooks implements WebhookClient {
    @Override
    public Check check(WebhookUrl url) {
      return new Allowed();
    }

    @Override
    public Endpoint open(WebhookUrl url) {
      throw new IllegalStateException("nobody calls a URL here");
    }
  }

  /// Counts nothing but open streams.
  private final class StreamsCounted implements Traffic {
    @Override
    public void stored(Channel channel, TenantId tenant, int messages, long bytes) {}

    @Override
    public void delivered(Channel channel, TenantId tenant, int messages, long bytes) {}

    @Override
    public void streamOpened(TenantId tenant) {
      openStreams.incrementAndGet();
    }

    @Override
    public void fellBehind(SlowPolicy policy) {}

    @Override
    public void streamClosed(TenantId tenant) {
      openStreams.decrementAndGet();
    }
  }
}
