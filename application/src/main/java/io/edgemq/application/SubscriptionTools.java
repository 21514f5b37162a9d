package io.edgemq.application;

import io.edgemq.ports.out.IdSource;
import io.edgemq.ports.out.RandomSource;
import io.edgemq.ports.out.WebhookClient;
import java.time.InstantSource;

/// What the use cases of subscriptions work with.
///
/// @param ids the identity of new subscriptions
/// @param random what their secrets are made of
/// @param clock their time of creation, and when a secret no longer signs
/// @param webhooks which URLs may be called
public record SubscriptionTools(
    Access access,
    IdSource ids,
    RandomSource random,
    InstantSource clock,
    WebhookClient webhooks) {}
