package io.edgemq.sqlite;

import io.edgemq.ports.out.StoreTime;

/// What the ports of one open store share.
record Engine(
    Writer writer,
    Readers readers,
    StoreTime clock,
    QueueClock queueClock,
    NameIndex<SqliteQueue> queues,
    NameIndex<SqliteTopic> topics,
    Buckets buckets) {}
