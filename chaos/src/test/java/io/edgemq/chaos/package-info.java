/// A cluster and its adapters under faults: the load, the faults, and the ledgers that hold every
/// answer against what came later. Sees EdgeMQ over HTTP only.
@NullMarked
package io.edgemq.chaos;

import org.jspecify.annotations.NullMarked;
