package io.edgemq.application;

import io.edgemq.ports.out.QueueCatalog;
import io.edgemq.ports.out.QueueStore;

/// The queues that subscriptions put messages into.
public record QueueTargets(QueueCatalog catalog, QueueStore store) {}
