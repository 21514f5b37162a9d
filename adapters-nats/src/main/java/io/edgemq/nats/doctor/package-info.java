/// Compares what the catalog says with what the cluster has, and repairs the difference. Holds no
/// rule of its own about queues and topics: those are in the catalog's package.
@NullMarked
package io.edgemq.nats.doctor;

import org.jspecify.annotations.NullMarked;
