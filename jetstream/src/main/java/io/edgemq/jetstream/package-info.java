/// The toolkit over the NATS client library: connections and their failures, streams that are made,
/// read, followed and appended to, and messages whose dedup keys count once. Every call blocks, is
/// bounded in time, and throws [io.edgemq.domain.StoreException] when it was not answered.
///
/// It knows no queue and no topic: what streams are called and what their messages mean is decided
/// in the adapters. Nothing outside of this module sees the client library.
@NullMarked
package io.edgemq.jetstream;

import org.jspecify.annotations.NullMarked;
