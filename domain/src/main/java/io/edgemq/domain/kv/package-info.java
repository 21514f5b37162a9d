/// Buckets of keys and values, and what becomes of their writes (SPEC 6): names, entries,
/// conditions, counters, and the messages that a change stream makes of entries. Pure. Storing,
/// expiring and forwarding are not here.
@NullMarked
package io.edgemq.domain.kv;

import org.jspecify.annotations.NullMarked;
