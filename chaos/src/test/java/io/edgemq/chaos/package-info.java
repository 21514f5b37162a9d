/// Tests a cluster and its adapters under faults. Contains the load, the faults, and the ledgers,
/// which compare every answer with later behaviour. It uses EdgeMQ over HTTP only.
@NullMarked
package io.edgemq.chaos;

import org.jspecify.annotations.NullMarked;
