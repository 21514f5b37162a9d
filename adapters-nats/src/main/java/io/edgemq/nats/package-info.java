/// The entry to the store on a NATS JetStream cluster. Nothing of a tenant's data lives here: what
/// a
/// process keeps in memory is a copy of what the cluster has, and can be thrown away
/// (docs/adr/0011). Rules about messages belong to the domain, the client library to `jetstream`.
@NullMarked
package io.edgemq.nats;

import org.jspecify.annotations.NullMarked;
