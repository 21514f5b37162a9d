/// The messages of queues. A queue is a log of messages and a ledger of decisions (docs/adr/0011);
/// each process that serves receivers has a replica of both. A replica is one thread that takes
/// commands, decides them in [io.edgemq.domain.lease.LeaseBook], and appends what it decided. How a
/// message moves to another queue is the business of `move`.
@NullMarked
package io.edgemq.nats.queue;

import org.jspecify.annotations.NullMarked;
