package io.edgemq.testkit;

import io.edgemq.ports.out.AttemptLog;
import io.edgemq.ports.out.AuditLog;
import io.edgemq.ports.out.DeadLetterStore;
import io.edgemq.ports.out.DeliveryStore;
import io.edgemq.ports.out.JobStore;
import io.edgemq.ports.out.KeyDirectory;
import io.edgemq.ports.out.QueueCatalog;
import io.edgemq.ports.out.QueueStore;
import io.edgemq.ports.out.StoreMonitor;
import io.edgemq.ports.out.SubscriptionStore;
import io.edgemq.ports.out.TenantStore;
import io.edgemq.ports.out.TopicCatalog;
import io.edgemq.ports.out.TopicLog;

/// The ports of one open store, all over the same data.
public record StorePorts(
    QueueCatalog queueCatalog,
    QueueStore queues,
    TopicCatalog topicCatalog,
    TopicLog topics,
    SubscriptionStore subscriptions,
    DeliveryStore deliveries,
    DeadLetterStore deadLetters,
    AttemptLog attempts,
    KeyDirectory keys,
    TenantStore tenants,
    JobStore jobs,
    AuditLog audit,
    StoreMonitor monitor) {

  /// These with another queue store: for wrapping one.
  public StorePorts withQueues(QueueStore other) {
    return new StorePorts(
        queueCatalog,
        other,
        topicCatalog,
        topics,
        subscriptions,
        deliveries,
        deadLetters,
        attempts,
        keys,
        tenants,
        jobs,
        audit,
        monitor);
  }

  /// These with other catalogs and subscriptions: for wrapping them.
  public StorePorts withDirectory(
      QueueCatalog otherQueues, TopicCatalog otherTopics, SubscriptionStore otherSubscriptions) {
    return new StorePorts(
        otherQueues,
        queues,
        otherTopics,
        topics,
        otherSubscriptions,
        deliveries,
        deadLetters,
        attempts,
        keys,
        tenants,
        jobs,
        audit,
        monitor);
  }

  /// These with another directory of keys: for wrapping one.
  public StorePorts withKeys(KeyDirectory other) {
    return new StorePorts(
        queueCatalog,
        queues,
        topicCatalog,
        topics,
        subscriptions,
        deliveries,
        deadLetters,
        attempts,
        other,
        tenants,
        jobs,
        audit,
        monitor);
  }

  /// These with other tenants: for wrapping them.
  public StorePorts withTenants(TenantStore other) {
    return new StorePorts(
        queueCatalog,
        queues,
        topicCatalog,
        topics,
        subscriptions,
        deliveries,
        deadLetters,
        attempts,
        keys,
        other,
        jobs,
        audit,
        monitor);
  }

  /// These with another audit log: for wrapping one.
  public StorePorts withAudit(AuditLog other) {
    return new StorePorts(
        queueCatalog,
        queues,
        topicCatalog,
        topics,
        subscriptions,
        deliveries,
        deadLetters,
        attempts,
        keys,
        tenants,
        jobs,
        other,
        monitor);
  }

  /// These with another topic log: for wrapping one.
  public StorePorts withTopics(TopicLog other) {
    return new StorePorts(
        queueCatalog,
        queues,
        topicCatalog,
        other,
        subscriptions,
        deliveries,
        deadLetters,
        attempts,
        keys,
        tenants,
        jobs,
        audit,
        monitor);
  }
}
