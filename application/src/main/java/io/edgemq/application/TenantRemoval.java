package io.edgemq.application;

import io.edgemq.domain.ApiKey;
import io.edgemq.domain.Paging;
import io.edgemq.domain.Queue;
import io.edgemq.domain.QueueConfig;
import io.edgemq.domain.QueueRef;
import io.edgemq.domain.Slice;
import io.edgemq.domain.StoreException;
import io.edgemq.domain.Subscription;
import io.edgemq.domain.TenantId;
import io.edgemq.domain.Topic;
import io.edgemq.domain.ingest.Ingest;
import io.edgemq.domain.kv.Bucket;
import io.edgemq.ports.out.BucketCatalog;
import io.edgemq.ports.out.ChangeStreamStore;
import io.edgemq.ports.out.IngestStore;
import io.edgemq.ports.out.IssuerStore;
import io.edgemq.ports.out.KeyDirectory;
import io.edgemq.ports.out.QueueCatalog;
import io.edgemq.ports.out.SubscriptionStore;
import io.edgemq.ports.out.TopicCatalog;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Predicate;

/// Removes everything that one tenant had. What is damaged holds up nothing else.
public final class TenantRemoval {
  private static final Logger LOG = System.getLogger(TenantRemoval.class.getName());
  private static final int PAGE = 100;

  private final Access access;
  private final Stores stores;
  private final InstantSource clock;

  /// Where tenants have something.
  public record Stores(
      KeyDirectory keys,
      SubscriptionStore subscriptions,
      TopicCatalog topics,
      QueueCatalog queues,
      BucketCatalog buckets,
      ChangeStreamStore changeStreams,
      IssuerStore issuers,
      IngestStore ingests) {}

  public TenantRemoval(Access access, Stores stores, InstantSource clock) {
    this.access = access;
    this.stores = stores;
    this.clock = clock;
  }

  /// Revokes all keys of the tenant, and trusts its issuers no more: others may then. Answers
  /// whether
  /// there were any.
  ///
  /// @throws StoreException when the store cannot answer; some may be revoked
  boolean revokeKeys(TenantId tenant) {
    boolean any = false;
    for (ApiKey key : stores.keys().list(tenant)) {
      if (key.revokedAt() == null) {
        var now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        any |= stores.keys().revoke(tenant, key.id(), now);
      }
    }
    for (var issuer : stores.issuers().list(tenant)) {
      any |= stores.issuers().delete(tenant, issuer.name());
    }
    return any;
  }

  /// Removes what the tenant has, as far as it can be. Answers whether it had anything.
  ///
  /// @param isOver when it is to stop halfway
  /// @throws StoreException when the store is out
  boolean remove(TenantId tenant, BooleanSupplier isOver) {
    boolean any = revokeKeys(tenant);
    any |= removeIngests(tenant, isOver);
    any |= removeSubscriptions(tenant, isOver);
    any |= removeBuckets(tenant, isOver);
    any |= removeTopics(tenant, isOver);
    any |= removeQueues(tenant, isOver);
    return any;
  }

  private boolean removeIngests(TenantId tenant, BooleanSupplier isOver) {
    return each(
        paging -> stores.ingests().list(tenant, paging),
        isOver,
        (Ingest ingest) -> stores.ingests().delete(tenant, ingest.name()));
  }

  private boolean removeSubscriptions(TenantId tenant, BooleanSupplier isOver) {
    return each(
        paging -> stores.subscriptions().list(tenant, paging),
        isOver,
        (Subscription subscription) -> stores.subscriptions().delete(tenant, subscription.id()));
  }

  /// Change streams first: they would make the topics again that they tell.
  private boolean removeBuckets(TenantId tenant, BooleanSupplier isOver) {
    var streams =
        stores.changeStreams().all().stream()
            .filter(stream -> stream.bucket().tenant().equals(tenant))
            .toList();
    boolean any = each(_ -> new Slice<>(streams, null), isOver, stores.changeStreams()::remove);
    any |=
        each(
            paging -> stores.buckets().list(tenant, paging),
            isOver,
            (Bucket bucket) ->
                stores.buckets().delete(access.buckets().toRemove(tenant, bucket.name())));
    return any;
  }

  private boolean removeTopics(TenantId tenant, BooleanSupplier isOver) {
    return each(
        paging -> stores.topics().list(tenant, paging),
        isOver,
        (Topic topic) -> stores.topics().delete(access.toRemove(tenant, topic.name())));
  }

  /// First no queue refers to another any more, then they go.
  private boolean removeQueues(TenantId tenant, BooleanSupplier isOver) {
    Function<Paging, Slice<Queue>> pages = paging -> stores.queues().list(tenant, paging);
    boolean any = each(pages, isOver, (Queue queue) -> detach(tenant, queue));
    each(
        pages,
        isOver,
        (Queue queue) -> {
          var ref = access.toRemove(tenant, queue.name());
          return switch (stores.queues().delete(ref)) {
            case QueueCatalog.Deleted _ -> true;
            case QueueCatalog.NoSuchQueue _ -> true;
            case QueueCatalog.InUse _ -> false;
          };
        });
    return any;
  }

  private boolean detach(TenantId tenant, Queue queue) {
    var config = queue.config();
    return config.deadLetter() == null || detach(access.toRemove(tenant, queue.name()), config);
  }

  private boolean detach(QueueRef ref, QueueConfig config) {
    return switch (stores.queues().update(ref, config, config.withoutDeadLetters())) {
      case QueueCatalog.Updated _ -> true;
      case QueueCatalog.NoSuchQueue _ -> true;
      case QueueCatalog.Changed _ -> false;
      case QueueCatalog.Unplaceable _ -> false;
      case QueueCatalog.NoDeadLetterQueue _ -> false;
    };
  }

  /// Does `step` with each item of a list, which may remove it. Answers whether there was any.
  private static <T> boolean each(
      Function<Paging, Slice<T>> pages, BooleanSupplier isOver, Predicate<T> step) {
    boolean any = false;
    String after = null;
    do {
      var page = pages.apply(new Paging(after, PAGE));
      for (var item : page.items()) {
        if (isOver.getAsBoolean()) {
          return true;
        }
        any = true;
        attempt(step, item);
      }
      after = page.next();
    } while (after != null);
    return any;
  }

  /// What cannot be removed now is tried again with the next look.
  private static <T> void attempt(Predicate<T> step, T item) {
    try {
      if (!step.test(item)) {
        LOG.log(Level.INFO, "something of a removed tenant is removed later");
      }
    } catch (StoreException.Damaged | StoreException.Refused | StoreException.Full broken) {
      LOG.log(Level.WARNING, "something of a removed tenant cannot be removed now", broken);
    }
  }
}
