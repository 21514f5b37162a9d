package io.edgemq.application;

import io.edgemq.ports.out.PushTraffic;
import io.edgemq.ports.out.WebhookClient;
import java.time.InstantSource;
import java.util.random.RandomGenerator;

/// What deliveries work with.
///
/// @param random spreads waits
public record DeliveryTools(
    Access access,
    SubscriptionStores stores,
    WebhookClient client,
    PushTraffic traffic,
    InstantSource clock,
    RandomGenerator random) {}
