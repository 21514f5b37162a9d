package io.edgemq.application.quota;

import io.edgemq.domain.Paging;
import io.edgemq.domain.QuotaKind;
import io.edgemq.domain.Slice;
import io.edgemq.domain.TenantId;
import io.edgemq.ports.out.BucketCatalog;
import io.edgemq.ports.out.QueueCatalog;
import io.edgemq.ports.out.SubscriptionStore;
import io.edgemq.ports.out.TopicCatalog;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;

/// Counts what tenants have now.
///
/// @param quotas what of it is not in a catalog
public record TenantUsage(
    QueueCatalog queues,
    TopicCatalog topics,
    SubscriptionStore subscriptions,
    BucketCatalog buckets,
    TenantQuotas quotas) {
  private static final int PAGE = 1000;

  /// How much of each kind the tenant has now.
  ///
  /// @throws io.edgemq.domain.StoreException when the store does not answer
  public Map<QuotaKind, Long> of(TenantId tenant) {
    var used = new EnumMap<QuotaKind, Long>(QuotaKind.class);
    for (var kind : QuotaKind.values()) {
      used.put(kind, of(tenant, kind));
    }
    return used;
  }

  private long of(TenantId tenant, QuotaKind kind) {
    return switch (kind) {
      case STORAGE_BYTES -> quotas.bytes(tenant);
      case QUEUES -> queues(queues, tenant);
      case TOPICS -> topics(topics, tenant);
      case BUCKETS -> buckets(buckets, tenant);
      case SUBSCRIPTIONS -> subscriptions(subscriptions, tenant);
      case CONNECTIONS -> quotas.connections(tenant);
      case MESSAGES_PER_SECOND -> quotas.messages(tenant);
    };
  }

  /// How many queues the tenant has.
  ///
  /// @throws io.edgemq.domain.StoreException when the store does not answer
  public static long queues(QueueCatalog catalog, TenantId tenant) {
    return count(paging -> catalog.list(tenant, paging), _ -> true);
  }

  /// How many topics the tenant has, without those that only the server makes.
  ///
  /// @throws io.edgemq.domain.StoreException when the store does not answer
  public static long topics(TopicCatalog catalog, TenantId tenant) {
    return count(paging -> catalog.list(tenant, paging), topic -> !topic.name().isSystem());
  }

  /// How many buckets the tenant has.
  ///
  /// @throws io.edgemq.domain.StoreException when the store does not answer
  public static long buckets(BucketCatalog catalog, TenantId tenant) {
    return count(paging -> catalog.list(tenant, paging), _ -> true);
  }

  /// How many subscriptions the tenant has.
  ///
  /// @throws io.edgemq.domain.StoreException when the store does not answer
  public static long subscriptions(SubscriptionStore store, TenantId tenant) {
    return count(paging -> store.list(tenant, paging), _ -> true);
  }

  private static <T> long count(Function<Paging, Slice<T>> list, Predicate<T> counts) {
    long sum = 0;
    String after = null;
    do {
      var page = list.apply(new Paging(after, PAGE));
      sum += page.items().stream().filter(counts).count();
      after = page.next();
    } while (after != null);
    return sum;
  }
}
