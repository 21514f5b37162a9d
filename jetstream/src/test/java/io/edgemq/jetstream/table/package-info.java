/// Tests of tables against real servers.
@NullMarked
package io.edgemq.jetstream.table;

import org.jspecify.annotations.NullMarked;
