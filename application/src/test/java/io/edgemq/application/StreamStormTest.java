package io.edgemq.application;

import static io.edgemq.application.SlowFixture.matching;
import static io.edgemq.application.SlowFixture.readTo;
import static io.edgemq.application.SlowFixture.sequences;
import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.domain.Pattern;
import io.edgemq.domain.SlowPolicy;
import io.edgemq.domain.SubjectFilter;
import io.edgemq.domain.TopicMessage;
import io.edgemq.ports.in.Cursor;
import io.edgemq.ports.in.StreamItem;
import io.edgemq.ports.out.TopicLog;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Timeout;

/// Many writers, and readers of which some stop now and then for as long as others write.
@Timeout(120)
final class StreamStormTest {
  private static final int WRITERS = 4;
  private static final int EACH = 2500;
  private static final long TOTAL = (long) WRITERS * EACH;
  private static final List<SubjectFilter> FILTERS =
      List.of(
          SubjectFilter.ALL,
          matching("t.>"),
          matching("t.*"),
          matching("t.a"),
          matching("t.*.b"),
          matching("t.a.>"),
          matching("t.none"),
          new SubjectFilter.AnyOf(List.of(new Pattern("t.a"), new Pattern("t.*.b"))),
          new SubjectFilter.AnyOf(List.of(new Pattern("t.a.*"), new Pattern("t.*.b"))));
  private static final List<String> SUBJECTS =
      List.of("t", "t.a", "t.b", "t.c", "t.a.a", "t.a.b", "t.b.b", "t.c.c");

  private final SlowFixture topic = new SlowFixture(null);

  @AfterEach
  void close() {
    topic.close();
  }

  /// What a reader got, and where it is.
  private static final class Reader {
    private final List<TopicMessage> got = new ArrayList<>();
    private long at;
    private long skipped;
    private boolean isCut;

    void take(StreamItem item) {
      switch (item) {
        case StreamItem.Event(var message) -> {
          assertThat(message.message().sequence()).isGreaterThan(at);
          at = message.message().sequence();
          got.add(message.message());
        }
        case StreamItem.Passed(long sequence) -> {
          assertThat(sequence).isGreaterThanOrEqualTo(at);
          at = sequence;
        }
        case StreamItem.Skipped(long count, long from, long to) -> {
          assertThat(count).isPositive();
          assertThat(from).isGreaterThan(at);
          assertThat(to - from + 1).isGreaterThanOrEqualTo(count);
          skipped += count;
        }
        case StreamItem.Closed(var reason, _) -> {
          assertThat(reason).isEqualTo(StreamItem.Reason.TOO_SLOW);
          isCut = true;
        }
        case StreamItem.Gap _, StreamItem.Written _ -> throw new AssertionError(item);
      }
    }
  }

  private Reader read(SubjectFilter filter, SlowPolicy policy, long seed) throws Exception {
    var random = new Random(seed);
    var reader = new Reader();
    while (reader.at < TOTAL) {
      reader.isCut = false;
      try (var stream = topic.open(filter, new Cursor.After(reader.at), policy)) {
        while (reader.at < TOTAL && !reader.isCut) {
          stream.next(SlowFixture.SHORT).forEach(reader::take);
          if (random.nextInt(4) == 0) {
            untilOthersWrote(random.nextInt(900));
          }
        }
      }
    }
    return reader;
  }

  private void untilOthersWrote(int count) {
    long enough = Math.min(TOTAL, topic.last() + count);
    while (topic.last() < enough) {
      LockSupport.parkNanos(100_000);
    }
  }

  private void write(long seed) {
    var random = new Random(seed);
    for (int i = 0; i < EACH; i++) {
      topic.publish(SUBJECTS.get(random.nextInt(SUBJECTS.size())));
    }
  }

  private List<TopicMessage> wanted(SubjectFilter filter) {
    var all = new ArrayList<TopicMessage>();
    for (long next = 1; next <= TOTAL; ) {
      var query = new TopicLog.Query(next, filter, 1000, Long.MAX_VALUE);
      var page = (TopicLog.Page) topic.store.topicLog().read(SlowFixture.TOPIC, query);
      all.addAll(page.messages());
      next = page.next();
    }
    return all;
  }

  private static Map<String, Long> lastOfEach(List<TopicMessage> messages) {
    var last = new HashMap<String, Long>();
    messages.forEach(each -> last.put(each.subject().value(), each.sequence()));
    return last;
  }

  private static List<Long> sequencesOf(List<TopicMessage> messages) {
    return messages.stream().map(TopicMessage::sequence).toList();
  }

  @RepeatedTest(3)
  void every_reader_gets_what_its_policy_promises() throws Exception {
    record Run(SubjectFilter filter, SlowPolicy policy, Future<Reader> reader) {}
    long seed = System.nanoTime();
    var runs = new ArrayList<Run>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (var filter : FILTERS) {
        for (var policy : SlowPolicy.values()) {
          long own = seed++;
          runs.add(new Run(filter, policy, threads.submit(() -> read(filter, policy, own))));
        }
      }
      for (int i = 0; i < WRITERS; i++) {
        long own = seed++;
        threads.execute(() -> write(own));
      }

      for (var run : runs) {
        var reader = run.reader().get();
        var wanted = wanted(run.filter());
        if (run.policy() == SlowPolicy.LATEST) {
          assertThat(lastOfEach(reader.got)).as(run.toString()).isEqualTo(lastOfEach(wanted));
          assertThat(reader.got.size() + reader.skipped).isEqualTo(wanted.size());
        } else {
          assertThat(sequencesOf(reader.got)).as(run.toString()).isEqualTo(sequencesOf(wanted));
        }
      }
    }
    for (var policy : SlowPolicy.values()) {
      assertThat(topic.slow(policy)).as(policy.name()).isPositive();
    }
  }

  @RepeatedTest(3)
  void what_both_filters_want_is_never_lost_while_they_change() throws Exception {
    var narrow = matching("t.a");
    var random = new Random();
    try (var stream = topic.live(narrow, SlowPolicy.CATCH_UP);
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < WRITERS; i++) {
        long seed = random.nextLong();
        threads.execute(() -> write(seed));
      }
      threads.execute(
          () -> {
            for (int i = 0; topic.last() < TOTAL; i++) {
              stream.filterBy(FILTERS.get(i % 4));
              untilOthersWrote(1);
            }
          });

      var got = readTo(stream, TOTAL);

      assertThat(sequences(got)).isSorted().doesNotHaveDuplicates();
      assertThat(sequences(got)).containsAll(sequencesOf(wanted(narrow)));
    }
  }
}
