package io.edgemq.application;

import io.edgemq.ports.out.DeadLetterStore;
import io.edgemq.ports.out.DeliveryStore;
import io.edgemq.ports.out.SubscriptionStore;
import io.edgemq.ports.out.TopicLog;

/// Where everything about subscriptions is kept.
///
/// @param log what they read
/// @param deliveries how far those have come that nobody connects for
/// @param deadLetters what those could not deliver
/// @param targets the queues that they put messages into
public record SubscriptionStores(
    SubscriptionStore subscriptions,
    TopicLog log,
    DeliveryStore deliveries,
    DeadLetterStore deadLetters,
    QueueTargets targets) {}
