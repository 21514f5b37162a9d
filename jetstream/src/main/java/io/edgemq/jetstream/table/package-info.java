/// Small tables that every process caches: key-value buckets, followed by a watch, and changed by
/// conditional writes (docs/adr/0012). The opener of a table decides what its rows mean.
@NullMarked
package io.edgemq.jetstream.table;

import org.jspecify.annotations.NullMarked;
