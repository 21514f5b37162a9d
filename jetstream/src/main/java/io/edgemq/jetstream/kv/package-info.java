/// The entries of buckets of keys and values as messages of streams, as NATS clients know them
/// (`KeyValue`), and with what ours carry beyond that. Which buckets there are and who may write is
/// not decided here.
@NullMarked
package io.edgemq.jetstream.kv;

import org.jspecify.annotations.NullMarked;
