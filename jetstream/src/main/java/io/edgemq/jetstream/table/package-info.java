/// Small tables that every process has a copy of: key-value buckets, followed by watching them, and
/// changed by conditional writes (docs/adr/0012). What a row means is the business of whoever opens
/// the table.
@NullMarked
package io.edgemq.jetstream.table;

import org.jspecify.annotations.NullMarked;
