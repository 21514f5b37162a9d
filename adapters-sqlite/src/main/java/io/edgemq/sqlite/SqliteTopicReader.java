package io.edgemq.sqlite;

import io.edgemq.domain.LogBounds;
import io.edgemq.domain.SubjectFilter;
import io.edgemq.domain.TopicMessage;
import io.edgemq.ports.out.TopicLog.Query;
import io.edgemq.ports.out.TopicReader;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/// Follows a topic: from memory as long as it keeps up, from the database when it does not.
final class SqliteTopicReader implements TopicReader {
  private static final long PAGE_BYTES = 4L << 20;

  private final Engine engine;
  private final SqliteTopic topic;
  private final AtomicBoolean closed = new AtomicBoolean();
  private long next;

  SqliteTopicReader(Engine engine, SqliteTopic topic, long from) {
    this.engine = engine;
    this.topic = topic;
    this.next = from;
    topic.live().join();
  }

  @Override
  public Tail next(int max, Duration wait) throws InterruptedException {
    long deadline = System.nanoTime() + wait.toNanos();
    while (true) {
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      if (closed.get() || topic.isDeleted()) {
        return new Ended();
      }
      engine.writer().refuseIfClosed();
      long seen = topic.live().version();
      var tail = look(max);
      if (topic.isDeleted()) {
        return new Ended();
      }
      if (!tail.messages().isEmpty() || deadline - System.nanoTime() <= 0) {
        return tail;
      }
      topic.live().await(seen, deadline);
    }
  }

  private Messages look(int max) {
    long now = engine.clock().millis();
    var known = FloorSearch.known(topic, now);
    if (known != null) {
      var bounds = known.bounds();
      var live = live(bounds, max);
      if (!live.isEmpty()) {
        return took(live, bounds);
      }
      if (next > bounds.last()) {
        return new Messages(List.of(), bounds);
      }
    }
    var query = new Query(next, SubjectFilter.ALL, max, PAGE_BYTES);
    var page = engine.readers().call(db -> TopicScan.page(db, topic, query, now));
    return took(page.messages(), page.bounds());
  }

  /// What memory has: what was committed by the time that `bounds` tell of.
  private List<TopicMessage> live(LogBounds bounds, int max) {
    long from = Math.max(next, bounds.first());
    long committed = bounds.last() - from + 1;
    return committed <= 0
        ? List.of()
        : topic.live().read(from, Math.toIntExact(Math.min(max, committed)));
  }

  private Messages took(List<TopicMessage> messages, LogBounds bounds) {
    if (!messages.isEmpty()) {
      next = messages.getLast().sequence() + 1;
    }
    return new Messages(messages, bounds);
  }

  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      topic.live().leave();
      topic.live().wake();
    }
  }
}
