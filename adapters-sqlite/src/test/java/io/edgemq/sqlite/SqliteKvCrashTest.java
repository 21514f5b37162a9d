package io.edgemq.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.domain.SubjectFilter;
import io.edgemq.domain.TopicMessage;
import io.edgemq.domain.kv.ChangeMessages;
import io.edgemq.ports.out.StoreTime;
import io.edgemq.ports.out.TopicLog.Page;
import io.edgemq.ports.out.TopicLog.Query;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A process is killed while it writes to a bucket; the topic that it tells has each write once.
@Timeout(120)
class SqliteKvCrashTest {
  private static final int ENOUGH = 300;

  @TempDir private Path directory;

  @Test
  void every_write_is_told_once_and_in_order_after_kills() throws Exception {
    var first = killed();
    var second = killed();

    try (var store =
        SqliteStore.open(SqliteConfig.in(directory), StoreTime.steady(InstantSource.system()))) {
      long last = store.kv().bounds(KvCrashVictim.BUCKET).orElseThrow().last();
      assertThat(second).allSatisfy(revision -> assertThat(revision).isBetween(1L, last));
      assertThat(second).doesNotContainAnyElementsOf(first);
      assertThat(told(store)).isEqualTo(LongStream.rangeClosed(1, last).boxed().toList());
    }
  }

  private List<Long> killed() throws IOException, InterruptedException {
    var said = new ArrayList<String>();
    try (var child = new ChildProcess(KvCrashVictim.class, directory)) {
      while (said.size() < ENOUGH) {
        var line = child.line();
        assertThat(line).as("the child ended by itself").isNotNull();
        said.add(line);
      }
      child.kill();
      said.addAll(child.rest());
    }
    return said.stream()
        .filter(line -> line.startsWith("written "))
        .map(line -> Long.valueOf(line.split(" ")[1]))
        .toList();
  }

  private static List<Long> told(SqliteStore store) {
    var revisions = new ArrayList<Long>();
    long next = 1;
    while (true) {
      var query = new Query(next, SubjectFilter.ALL, 1000, 1 << 20);
      var page = (Page) store.topicLog().read(KvCrashVictim.TOPIC, query);
      page.messages().stream().map(SqliteKvCrashTest::revision).forEach(revisions::add);
      next = page.next();
      if (next > page.bounds().last()) {
        return revisions;
      }
    }
  }

  private static Long revision(TopicMessage message) {
    return Long.valueOf(message.content().attributes().find(ChangeMessages.REVISION).orElseThrow());
  }
}
