/// The tenants, keys, queues, topics, subscriptions and jobs. They are rows of replicated tables,
/// with streams that are created and removed so that only complete resources are visible. This
/// package also names streams and subjects. Messages do not belong here.
@NullMarked
package io.edgemq.nats.catalog;

import org.jspecify.annotations.NullMarked;
