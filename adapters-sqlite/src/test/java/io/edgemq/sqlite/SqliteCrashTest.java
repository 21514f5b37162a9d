package io.edgemq.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.domain.LeasedMessage;
import io.edgemq.domain.QueueRef;
import io.edgemq.domain.ReceiveRequest;
import io.edgemq.domain.SubjectFilter;
import io.edgemq.domain.TopicMessage;
import io.edgemq.ports.out.QueueStore.Forwarded;
import io.edgemq.ports.out.QueueStore.Received;
import io.edgemq.ports.out.StoreTime;
import io.edgemq.ports.out.TopicLog.Page;
import io.edgemq.ports.out.TopicLog.Query;
import io.edgemq.testkit.TestMessages;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A process is killed while it writes; the next one finds everything that was acknowledged.
@Timeout(120)
class SqliteCrashTest {
  private static final int ENOUGH = 400;

  @TempDir private Path directory;

  @Test
  void what_was_acknowledged_is_there_after_a_kill() throws Exception {
    var said = killed();

    // Two hours later, when the leases of the killed process have run out.
    var later = InstantSource.offset(InstantSource.system(), Duration.ofHours(2));
    try (var store = SqliteStore.open(SqliteConfig.in(directory), StoreTime.of(later))) {
      var received = drain(store, CrashVictim.QUEUE);
      var sequences = received.stream().map(m -> m.message().sequence()).toList();
      var expected = numbers(said, "sent");
      var acked = numbers(said, "acked");
      expected.removeAll(acked);
      assertThat(sequences).doesNotHaveDuplicates().doesNotContainAnyElementsOf(acked);
      expected.removeAll(sequences);
      assertThat(expected)
          .as("lost, but for one acknowledgement that was not printed any more")
          .hasSizeLessThanOrEqualTo(1);
      assertThat(said)
          .filteredOn(line -> line.startsWith("leased"))
          .allSatisfy(line -> assertThat(attemptAfter(line, received)).isGreaterThan(1));

      var log = log(store);
      assertThat(log).containsAll(numbers(said, "appended"));
      assertThat(log).isEqualTo(LongStream.rangeClosed(1, log.size()).boxed().toList());
    }
  }

  @Test
  void a_store_that_was_killed_twice_goes_on() throws Exception {
    var first = killed();
    var second = killed();

    try (var store =
        SqliteStore.open(SqliteConfig.in(directory), StoreTime.steady(InstantSource.system()))) {
      assertThat(log(store))
          .containsAll(numbers(first, "appended"))
          .containsAll(numbers(second, "appended"));
      assertThat(numbers(second, "sent")).doesNotContainAnyElementsOf(numbers(first, "sent"));
    }
  }

  @Test
  void what_a_source_forwarded_is_there_once_after_kills() throws Exception {
    var first = numbers(killed(), "forwarded");
    var second = numbers(killed(), "forwarded");

    try (var store =
        SqliteStore.open(SqliteConfig.in(directory), StoreTime.steady(InstantSource.system()))) {
      var asked = store.queueStore().forward(CrashVictim.FORWARDED, CrashVictim.SOURCE, List.of());
      long mark = ((Forwarded) asked).mark();
      assertThat(first).isNotEmpty();
      assertThat(second).isNotEmpty().allMatch(each -> each >= Collections.max(first));
      assertThat(mark).isGreaterThanOrEqualTo(Collections.max(second));
      assertThat(drain(store, CrashVictim.FORWARDED).stream().map(SqliteCrashTest::numberOf))
          .containsExactlyElementsOf(LongStream.rangeClosed(1, mark).boxed().toList());
    }
  }

  private static long numberOf(LeasedMessage leased) {
    return Long.parseLong(TestMessages.text(leased.message().content()));
  }

  private List<String> killed() throws IOException, InterruptedException {
    var said = new ArrayList<String>();
    try (var child = new ChildProcess(CrashVictim.class, directory)) {
      while (said.size() < ENOUGH) {
        var line = child.line();
        assertThat(line).as("the child ended by itself").isNotNull();
        said.add(line);
      }
      child.kill();
      said.addAll(child.rest());
    }
    return said;
  }

  private static Collection<Long> numbers(List<String> said, String word) {
    var numbers = new TreeSet<Long>();
    said.stream()
        .filter(line -> line.startsWith(word + " "))
        .forEach(line -> numbers.add(Long.valueOf(line.split(" ")[1])));
    return numbers;
  }

  /// The attempt with which the message was received; more than any when it was not.
  private static int attemptAfter(String line, List<LeasedMessage> received) {
    long sequence = Long.parseLong(line.split(" ")[1]);
    return received.stream()
        .filter(m -> m.message().sequence() == sequence)
        .map(m -> m.lease().attempt())
        .findFirst()
        .orElse(Integer.MAX_VALUE);
  }

  private static List<LeasedMessage> drain(SqliteStore store, QueueRef queue)
      throws InterruptedException {
    var all = new ArrayList<LeasedMessage>();
    var request = new ReceiveRequest(100, Duration.ofHours(1), Duration.ZERO);
    while (true) {
      var some = ((Received) store.queueStore().receive(queue, request)).messages();
      if (some.isEmpty()) {
        return all;
      }
      all.addAll(some);
    }
  }

  private static List<Long> log(SqliteStore store) {
    var sequences = new ArrayList<Long>();
    long next = 1;
    while (true) {
      var query = new Query(next, SubjectFilter.ALL, 1000, 1 << 20);
      var page = (Page) store.topicLog().read(CrashVictim.TOPIC, query);
      page.messages().stream().map(TopicMessage::sequence).forEach(sequences::add);
      next = page.next();
      if (next > page.bounds().last()) {
        return sequences;
      }
    }
  }
}
