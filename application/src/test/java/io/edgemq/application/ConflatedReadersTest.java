package io.edgemq.application;

import static io.edgemq.application.SlowFixture.matching;
import static io.edgemq.application.SlowFixture.news;
import static io.edgemq.application.SlowFixture.readTo;
import static io.edgemq.application.SlowFixture.sequence;
import static io.edgemq.application.SlowFixture.sequences;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.edgemq.domain.SlowPolicy;
import io.edgemq.ports.in.StreamItem;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Slow readers that want the latest, and what happens while they read it.
@Timeout(60)
final class ConflatedReadersTest {
  private static final int ROUNDS = 300;

  /// So many times in a row no reader that is behind looks at its mailbox only.
  private static final int SURELY_LIVE = 8;

  private final SlowFixture topic = new SlowFixture(null);
  private LiveStream fed;

  @BeforeEach
  void openOneThatIsAlwaysLive() throws Exception {
    fed = topic.live(matching("t.none"), SlowPolicy.CATCH_UP);
  }

  @AfterEach
  void close() {
    fed.close();
    topic.close();
  }

  private void publish(String subject, int count) {
    for (int i = 0; i < count; i++) {
      topic.publish(subject);
    }
    while (fed.position() <= topic.last()) {
      Thread.onSpinWait();
    }
  }

  /// Whether a reader that takes what there is at once, `count` messages on `subject` after it last
  /// did, comes to read no log any more.
  private boolean goesLive(LiveStream stream, String subject, int count) throws Exception {
    int without = 0;
    for (int i = 0; i < ROUNDS && without < SURELY_LIVE; i++) {
      publish(subject, count);
      int before = topic.reads();
      stream.next(SlowFixture.SHORT);
      without = topic.reads() == before ? without + 1 : 0;
    }
    return without == SURELY_LIVE;
  }

  @Test
  void one_that_wants_what_is_rare_is_live_again_however_much_else_comes() throws Exception {
    try (var stream = topic.live(matching("t.rare"), SlowPolicy.LATEST)) {
      publish("t.rare", 300);
      topic.awaitSlow(SlowPolicy.LATEST, 1);
      topic.reading = () -> publish("t.other", 200);

      assertThat(goesLive(stream, "t.other", 200)).isTrue();
    }
  }

  @Test
  void one_that_wants_all_is_live_again_though_more_comes_than_fits_while_it_reads_the_log()
      throws Exception {
    try (var stream = topic.live(SlowPolicy.LATEST)) {
      publish("t.a", 300);
      topic.awaitSlow(SlowPolicy.LATEST, 1);
      topic.reading = () -> publish("t.a", 80);

      assertThat(goesLive(stream, "t.a", 60)).isTrue();
    }
  }

  @Test
  void one_that_stays_slow_gets_the_latest_again_and_again() throws Exception {
    try (var stream = topic.live(SlowPolicy.LATEST)) {
      publish("t.a", 300);
      topic.awaitSlow(SlowPolicy.LATEST, 1);

      var items = new ArrayList<StreamItem>();
      for (int i = 0; i < 30; i++) {
        publish("t.a", 400);
        items.addAll(stream.next(SlowFixture.SHORT));
      }

      assertThat(news(items)).hasSizeGreaterThan(3);
      topic.publish("t.a");
      items.addAll(readTo(stream, topic.last()));
      assertThat(told(items)).isEqualTo(topic.last());
    }
  }

  /// How many messages came or were left out.
  private static long told(List<StreamItem> items) {
    long count = 0;
    for (var item : items) {
      count += item instanceof StreamItem.Skipped(long skipped, _, _) ? skipped : 0;
      count += item instanceof StreamItem.Event ? 1 : 0;
    }
    return count;
  }

  @Test
  void one_that_is_paused_holds_no_part_and_reads_it_again_later() throws Exception {
    var room = new CountedRoom(900_000, SlowFixture.LONG);
    try (var stream = topic.live(SlowPolicy.LATEST)) {
      stream.keepIn(room);
      for (int i = 0; i < 400; i++) {
        topic.publish("t." + i, 1000);
      }
      topic.awaitSlow(SlowPolicy.LATEST, 1);
      stream.next(Duration.ZERO);
      stream.next(Duration.ZERO); // a part of what it is to get conflated
      assertThat(room.taken()).isPositive();

      stream.steering().pause();
      stream.next(Duration.ZERO);

      assertThat(room.taken()).isZero();
      stream.steering().resume();
      assertThat(sequences(readTo(stream, 400)))
          .isEqualTo(LongStream.rangeClosed(129, 400).boxed().toList());
    }
  }

  @Test
  void parts_that_end_by_their_bytes_tell_of_each_message_once() throws Exception {
    try (var stream = topic.live(SlowPolicy.LATEST)) {
      for (int i = 0; i < 300; i++) {
        topic.publish("t." + i % 40, i % 3 == 0 ? 50_000 : 10_000);
      }
      topic.awaitSlow(SlowPolicy.LATEST, 1);

      long next = 1;
      while (next <= 300) {
        next = follows(next, stream.next(SlowFixture.LONG));
      }

      assertThat(next).isEqualTo(301);
    }
  }

  /// Checks that `items` tell of every message from `next` on; answers of which they do not.
  private static long follows(long next, List<StreamItem> items) {
    var sequences = sequences(items);
    if (sequences.isEmpty()) {
      return next;
    }
    assertThat(sequences).isSorted().doesNotHaveDuplicates();
    assertThat(sequences.getFirst()).isGreaterThanOrEqualTo(next);
    long end = sequences.getLast() + 1;
    assertThat(told(items)).isEqualTo(end - next);
    for (var item : items) {
      if (item instanceof StreamItem.Skipped(_, long from, long to)) {
        assertThat(from).isGreaterThanOrEqualTo(next).isNotIn(sequences);
        assertThat(to).isBetween(from, end).isNotIn(sequences);
      }
    }
    return end;
  }

  @Test
  void the_first_of_a_part_is_never_left_out_for_its_size() throws Exception {
    try (var stream = topic.live(SlowPolicy.LATEST)) {
      topic.publish("t.0", 600_000);
      await().until(() -> stream.waiting() == 1); // who has not read it is slow by what follows
      for (int i = 1; i < 12; i++) {
        topic.publish("t." + i, 600_000);
      }
      topic.awaitSlow(SlowPolicy.LATEST, 1);

      var items = readTo(stream, 12);

      assertThat(items).allMatch(StreamItem.Event.class::isInstance);
      assertThat(sequence((StreamItem.Event) items.getLast())).isEqualTo(12);
      assertThat(items).hasSize(12);
    }
  }
}
