package io.edgemq.sqlite;

import io.edgemq.domain.TenantId;
import io.edgemq.ports.out.StorageUse;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/// [StorageUse] in SQLite. A sum in memory moves with each commit; it counts what is past its
/// retention or over a topic's limits until that is cleared away, in a fraction of a second when
/// there is little of it. Who must know better has it looked up, for those queues and topics only
/// of which memory says that there may be any such.
final class SqliteStorage implements StorageUse {
  private final TenantBytes sums;
  private final Engine engine;

  SqliteStorage(TenantBytes sums, Engine engine) {
    this.sums = sums;
    this.engine = engine;
  }

  @Override
  public long bytes(TenantId tenant) {
    engine.writer().refuseIfClosed();
    return sums.read(tenant);
  }

  @Override
  public long bytesNow(TenantId tenant) {
    engine.writer().refuseIfClosed();
    long now = engine.clock().millis();
    var topics = engine.topics().all(tenant);
    long known = inBuckets(tenant);
    var stale = new ArrayList<SqliteQueue>();
    for (var queue : engine.queues().all(tenant)) {
      if (queue.mayCountExpired(now)) {
        stale.add(queue);
      } else {
        known += queue.snapshot().bytes();
      }
    }
    boolean all = topics.stream().allMatch(topic -> FloorSearch.known(topic, now) != null);
    return stale.isEmpty() && all ? sums.read(tenant) : known + read(stale, topics, now);
  }

  private long inBuckets(TenantId tenant) {
    return engine.buckets().all(tenant).stream().mapToLong(bucket -> bucket.held().bytes()).sum();
  }

  private long read(List<SqliteQueue> queues, List<SqliteTopic> topics, long now) {
    return engine
        .readers()
        .call(database -> inQueues(database, queues, now) + inTopics(database, topics, now));
  }

  private static long inQueues(Database database, List<SqliteQueue> queues, long now)
      throws SQLException {
    long bytes = 0;
    for (var queue : queues) {
      bytes += QueueBytes.live(database, queue, now);
    }
    return bytes;
  }

  private static long inTopics(Database database, List<SqliteTopic> topics, long now)
      throws SQLException {
    long bytes = 0;
    for (var topic : topics) {
      bytes += FloorSearch.view(database, topic, now).state().bytes();
    }
    return bytes;
  }
}
