package io.edgemq.sqlite;

import java.util.concurrent.atomic.AtomicLong;

/// What buckets need of a store, and topics with them: what is written to the one is told on the
/// other.
record KvParts(
    TenantBytes tenantBytes,
    Buckets buckets,
    BucketTable bucketTable,
    TopicTable topicTable,
    KvWriting writing,
    KvTelling telling,
    KvUpkeep upkeep) {
  /// Of a store that is not open yet.
  static KvParts of(NameIndex<SqliteTopic> topics) {
    var tenantBytes = new TenantBytes();
    var liveBytes = new AtomicLong();
    var topicTable = new TopicTable(tenantBytes, liveBytes);
    var telling = new KvTelling(topics, topicTable);
    var storing = new KvStoring(telling);
    var buckets = new Buckets();
    return new KvParts(
        tenantBytes,
        buckets,
        new BucketTable(tenantBytes, liveBytes),
        topicTable,
        new KvWriting(storing, telling),
        telling,
        new KvUpkeep(buckets, storing, telling));
  }
}
