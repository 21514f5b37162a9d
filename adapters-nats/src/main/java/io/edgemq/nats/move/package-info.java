/// Messages that move from one queue to another: dead letters and redrives. A move is decided in
/// one ledger and carried out in two steps; any adapter that finds it unfinished can safely repeat
/// it (docs/adr/0013). [NatsQueueStore] is here too, because every receive may move messages.
@NullMarked
package io.edgemq.nats.move;

import org.jspecify.annotations.NullMarked;
