package io.edgemq.nats.catalog;

import io.edgemq.domain.BucketName;
import io.edgemq.domain.BucketRef;
import io.edgemq.domain.Queue;
import io.edgemq.domain.QueueName;
import io.edgemq.domain.QueueRef;
import io.edgemq.domain.Subscription;
import io.edgemq.domain.SubscriptionId;
import io.edgemq.domain.SubscriptionRef;
import io.edgemq.domain.Tenant;
import io.edgemq.domain.TenantId;
import io.edgemq.domain.Topic;
import io.edgemq.domain.TopicRef;
import io.edgemq.domain.kv.Bucket;
import java.util.Optional;

/// A row of the catalog. Its key begins with a letter for the type and the tenant's id. Ids and
/// names have no character that a bucket key may not have, but for the `$` of the topic `$events`,
/// which is written `=`. Only a queue's name, the last part, can have a dot.
public sealed interface CatalogRow {
  /// A tenant of an earlier version, at `n.<tenant>`: see [EarlierTenants].
  record OfTenant(Tenant tenant) implements CatalogRow {}

  /// A queue, at `q.<tenant>.<queue>`.
  record OfQueue(Resource<Queue> queue) implements CatalogRow {}

  /// A topic, at `t.<tenant>.<topic>`.
  record OfTopic(Resource<Topic> topic) implements CatalogRow {}

  /// A bucket of keys and values, at `b.<tenant>.<bucket>`.
  record OfBucket(Resource<Bucket> bucket) implements CatalogRow {}

  /// A subscription, at `s.<tenant>.<id>`. It is visible only while its topic exists and has that
  /// incarnation, so that no subscription outlives its topic even when its removal is interrupted.
  record OfSubscription(Subscription subscription, long topicIncarnation) implements CatalogRow {}

  String TENANTS = "n.";
  String SUBSCRIPTIONS = "s.";

  static String key(TenantId tenant) {
    return TENANTS + tenant.value();
  }

  static String queues(TenantId tenant) {
    return "q." + tenant.value() + ".";
  }

  static String key(QueueRef ref) {
    return queues(ref.tenant()) + ref.name().value();
  }

  static String topics(TenantId tenant) {
    return "t." + tenant.value() + ".";
  }

  static String key(TopicRef ref) {
    return topics(ref.tenant()) + StreamNames.token(ref.name());
  }

  static String buckets(TenantId tenant) {
    return "b." + tenant.value() + ".";
  }

  static String key(BucketRef ref) {
    return buckets(ref.tenant()) + ref.name().value();
  }

  /// The bucket whose row is at `key`; empty when the row is of another type.
  static Optional<BucketRef> bucket(String key) {
    var parts = key.split("\\.", 3);
    return parts.length == 3 && parts[0].equals("b") && BucketName.isLegal(parts[2])
        ? Optional.of(new BucketRef(new TenantId(parts[1]), new BucketName(parts[2])))
        : Optional.empty();
  }

  static String subscriptions(TenantId tenant) {
    return SUBSCRIPTIONS + tenant.value() + ".";
  }

  static String key(TenantId tenant, SubscriptionId id) {
    return subscriptions(tenant) + id.value();
  }

  /// The topic whose row is at `key`; empty when the row is of another type.
  static Optional<TopicRef> topic(String key) {
    var parts = key.split("\\.", 3);
    return parts.length == 3 && parts[0].equals("t")
        ? StreamNames.topicName(parts[2]).map(name -> new TopicRef(new TenantId(parts[1]), name))
        : Optional.empty();
  }

  /// What a row's key looks like for people: `acme/orders`.
  static String label(String key) {
    return key.substring(key.indexOf('.') + 1).replaceFirst("\\.", "/").replace('=', '$');
  }

  /// The queue whose row is at `key`; empty when the row is of another type.
  static Optional<QueueRef> queue(String key) {
    var parts = key.split("\\.", 3);
    return parts.length == 3 && parts[0].equals("q") && QueueName.isLegal(parts[2])
        ? Optional.of(new QueueRef(new TenantId(parts[1]), new QueueName(parts[2])))
        : Optional.empty();
  }

  /// The subscription whose row is at `key`; empty when the row is of another type.
  static Optional<SubscriptionRef> subscription(String key) {
    var parts = key.split("\\.", 3);
    return parts.length == 3 && parts[0].equals("s") && SubscriptionId.isLegal(parts[2])
        ? Optional.of(new SubscriptionRef(new TenantId(parts[1]), new SubscriptionId(parts[2])))
        : Optional.empty();
  }
}
