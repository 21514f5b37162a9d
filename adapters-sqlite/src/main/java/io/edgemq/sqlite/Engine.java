package io.edgemq.sqlite;

import java.time.InstantSource;

/// What the ports of one open store share.
record Engine(
    Writer writer,
    Readers readers,
    InstantSource clock,
    NameIndex<SqliteQueue> queues,
    NameIndex<SqliteTopic> topics) {}
