/// The use cases. They implement `ports.in` by calling `ports.out`, and hold what is neither a rule
/// of the domain nor a technology: access, limits, receipts, the fan-out of topics to streams,
/// background jobs. No HTTP, no SQL, no wiring.
@NullMarked
package io.edgemq.application;

import org.jspecify.annotations.NullMarked;
