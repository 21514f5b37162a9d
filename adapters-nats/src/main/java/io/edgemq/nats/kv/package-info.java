/// The entries of buckets in their streams: writing on conditions, reading, following, and the ends
/// of values. Which buckets there are is the catalog's; the bridge to topics is another module.
@NullMarked
package io.edgemq.nats.kv;

import org.jspecify.annotations.NullMarked;
