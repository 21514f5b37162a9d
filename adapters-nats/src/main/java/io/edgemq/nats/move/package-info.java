/// Messages that go from one queue to another: dead letters and redrives. A move is decided in one
/// ledger, carried out in two steps, and repeated safely by whoever finds it unfinished
/// (docs/adr/0013). The store's entry to queues is here too, because every receive may move some.
@NullMarked
package io.edgemq.nats.move;

import org.jspecify.annotations.NullMarked;
