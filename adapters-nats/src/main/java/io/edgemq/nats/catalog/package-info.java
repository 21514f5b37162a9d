/// Which tenants, keys, queues, topics, subscriptions and jobs there are: rows of replicated
/// tables,
/// and the streams that belong to them, made and removed so that only what is whole is seen. What
/// streams and subjects are called is decided here. Messages are not this package's business.
@NullMarked
package io.edgemq.nats.catalog;

import org.jspecify.annotations.NullMarked;
