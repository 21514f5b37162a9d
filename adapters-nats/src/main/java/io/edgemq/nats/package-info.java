/// The entry to the store on a NATS JetStream cluster. No tenant data lives here: a process only
/// caches what the cluster has, and the cache can be thrown away (docs/adr/0011). Rules about
/// messages belong to the domain, the client library to `jetstream`.
@NullMarked
package io.edgemq.nats;

import org.jspecify.annotations.NullMarked;
