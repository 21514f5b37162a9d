/// A toolkit over the NATS client library: connections and their failures; streams that are
/// created, read, followed and appended to; messages whose dedup keys count once. Every call
/// blocks, is bounded in time, and throws [io.edgemq.domain.StoreException] when there was no
/// answer.
///
/// It knows nothing of queues and topics: the adapters decide on the names of streams and the
/// meaning of their messages. Nothing outside this module sees the client library.
@NullMarked
package io.edgemq.jetstream;

import org.jspecify.annotations.NullMarked;
