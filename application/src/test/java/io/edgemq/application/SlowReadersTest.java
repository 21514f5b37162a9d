package io.edgemq.application;

import static io.edgemq.application.SlowFixture.matching;
import static io.edgemq.application.SlowFixture.news;
import static io.edgemq.application.SlowFixture.readTo;
import static io.edgemq.application.SlowFixture.sequences;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.edgemq.domain.SlowPolicy;
import io.edgemq.domain.Start;
import io.edgemq.domain.SubjectFilter;
import io.edgemq.ports.in.Cursor;
import io.edgemq.ports.in.StreamItem;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Readers that take less than comes.
@Timeout(60)
final class SlowReadersTest {
  private SlowFixture topic = new SlowFixture(null);

  @AfterEach
  void close() {
    topic.close();
  }

  private static List<Long> upTo(long first, long last) {
    return LongStream.rangeClosed(first, last).boxed().toList();
  }

  @Test
  void one_that_catches_up_gets_everything_and_is_counted_each_time() throws Exception {
    try (var stream = topic.live(SlowPolicy.CATCH_UP)) {
      topic.publishInTurn(500, 10);
      topic.awaitSlow(SlowPolicy.CATCH_UP, 1);
      assertThat(sequences(readTo(stream, 500))).isEqualTo(upTo(1, 500));
      stream.next(SlowFixture.SHORT);

      topic.publishInTurn(500, 10);

      topic.awaitSlow(SlowPolicy.CATCH_UP, 2);
      assertThat(sequences(readTo(stream, 1000))).isEqualTo(upTo(501, 1000));
    }
  }

  @Test
  void one_that_is_disconnected_gets_what_was_on_its_way_and_comes_back_with_its_cursor()
      throws Exception {
    try (var stream = topic.live(SlowPolicy.DISCONNECT)) {
      topic.publishInTurn(500, 10);
      topic.awaitSlow(SlowPolicy.DISCONNECT, 1);

      var items = readTo(stream, 500);

      assertThat(sequences(items)).isEqualTo(upTo(1, 128));
      assertThat(items.getLast())
          .isInstanceOfSatisfying(
              StreamItem.Closed.class,
              closed -> {
                assertThat(closed.reason()).isEqualTo(StreamItem.Reason.TOO_SLOW);
                assertThat(closed.retryAfter()).isPositive();
              });
    }
    try (var again = topic.open(SubjectFilter.ALL, new Cursor.After(128), SlowPolicy.DISCONNECT)) {
      assertThat(sequences(readTo(again, 500))).isEqualTo(upTo(129, 500));
    }
    assertThat(topic.slow(SlowPolicy.DISCONNECT)).isEqualTo(1);
  }

  @Test
  void one_that_wants_the_latest_gets_the_newest_of_each_subject() throws Exception {
    try (var stream = topic.live(SlowPolicy.LATEST)) {
      topic.publishInTurn(500, 10);
      topic.awaitSlow(SlowPolicy.LATEST, 1);

      var items = readTo(stream, 500);

      assertThat(sequences(items.subList(0, 128))).isEqualTo(upTo(1, 128));
      assertThat(items.get(128)).isEqualTo(new StreamItem.Skipped(362, 129, 490));
      assertThat(sequences(items.subList(129, items.size()))).isEqualTo(upTo(491, 500));
    }
  }

  @Test
  void one_that_had_the_latest_is_live_again() throws Exception {
    try (var stream = topic.live(SlowPolicy.LATEST)) {
      topic.publishInTurn(500, 10);
      topic.awaitSlow(SlowPolicy.LATEST, 1);
      readTo(stream, 500);
      stream.next(SlowFixture.SHORT);

      topic.publishInTurn(20, 1);

      var items = readTo(stream, 520);
      assertThat(sequences(items)).isEqualTo(upTo(501, 520));
      assertThat(news(items)).isEmpty();
      assertThat(topic.slow(SlowPolicy.LATEST)).isEqualTo(1);
    }
  }

  @Test
  void where_nothing_is_left_out_nothing_is_told() throws Exception {
    try (var stream = topic.live(SlowPolicy.LATEST)) {
      topic.publishInTurn(300, 300);
      topic.awaitSlow(SlowPolicy.LATEST, 1);

      var items = readTo(stream, 300);

      assertThat(sequences(items)).isEqualTo(upTo(1, 300));
      assertThat(news(items)).isEmpty();
    }
  }

  @Test
  void the_latest_of_many_subjects_come_in_parts_that_fit_into_a_mailbox() throws Exception {
    try (var stream = topic.live(SlowPolicy.LATEST)) {
      var newest = new ArrayList<Long>();
      for (int i = 0; i < 5000; i++) {
        int block = i / 500;
        topic.publish("t." + block + "." + i % 100, 1000);
        if (i % 500 >= 400) {
          newest.add(i + 1L);
        }
      }
      topic.awaitSlow(SlowPolicy.LATEST, 1);

      long skipped = 0;
      var got = new ArrayList<Long>();
      while (got.isEmpty() || got.getLast() < 5000) {
        var items = stream.next(SlowFixture.LONG);
        assertThat(sequences(items)).hasSizeLessThanOrEqualTo((512 << 10) / 1000);
        got.addAll(sequences(items));
        for (var item : news(items)) {
          skipped += ((StreamItem.Skipped) item).count();
        }
      }

      assertThat(got).isSorted().doesNotHaveDuplicates().containsAll(newest);
      assertThat(skipped).isPositive();
      assertThat(got.size() + skipped).isEqualTo(5000);
    }
  }

  @Test
  void of_the_latest_only_the_newest_take_up_room() throws Exception {
    var room = new CountedRoom(900_000, SlowFixture.LONG);
    try (var stream = topic.live(SlowPolicy.LATEST)) {
      stream.keepIn(room);
      topic.publish("t.a", 100_000);
      await().until(() -> stream.waiting() == 1); // who has not read it is slow by what follows
      for (int i = 1; i < 40; i++) {
        topic.publish("t.a", 100_000);
      }
      topic.awaitSlow(SlowPolicy.LATEST, 1);

      var items = readTo(stream, 40);

      assertThat(sequences(items)).containsExactly(1L, 2L, 3L, 4L, 5L, 6L, 40L);
      assertThat(news(items)).containsExactly(new StreamItem.Skipped(33, 7, 39));
      assertThat(room.taken()).isBetween(100_000L, 101_000L);
    }
    assertThat(room.taken()).isZero();
  }

  @Test
  void a_gap_in_what_a_slow_reader_could_not_take_is_told_before_the_latest() throws Exception {
    topic.close();
    topic = new SlowFixture(250L);
    try (var stream = topic.live(SlowPolicy.LATEST)) {
      topic.publishInTurn(200, 10);
      topic.awaitSlow(SlowPolicy.LATEST, 1);
      topic.publishInTurn(400, 10);

      var items = readTo(stream, 600);

      assertThat(news(items))
          .containsExactly(
              new StreamItem.Gap(129, 351, 600), new StreamItem.Skipped(240, 351, 590));
      assertThat(sequences(items.subList(130, items.size()))).isEqualTo(upTo(591, 600));
    }
  }

  @Test
  void a_slow_reader_that_is_sent_back_gets_everything_from_there() throws Exception {
    try (var stream = topic.live(SlowPolicy.LATEST)) {
      topic.publishInTurn(500, 10);
      topic.awaitSlow(SlowPolicy.LATEST, 1);

      stream.steering().rewindTo(new Start.AtSequence(100));

      var items = readTo(stream, 500);
      assertThat(sequences(items)).isEqualTo(upTo(100, 500));
      assertThat(news(items)).isEmpty();
    }
  }

  @Test
  void a_slow_reader_whose_filter_changes_gets_the_latest_that_it_wants_now() throws Exception {
    try (var stream = topic.live(SlowPolicy.LATEST)) {
      topic.publishInTurn(500, 10);
      topic.awaitSlow(SlowPolicy.LATEST, 1);

      stream.filterBy(matching("t.3"));

      var items = readTo(stream, 500);
      assertThat(news(items)).containsExactly(new StreamItem.Skipped(36, 134, 484));
      assertThat(sequences(items.subList(129, items.size()))).containsExactly(494L);
    }
  }

  @ParameterizedTest
  @EnumSource(SlowPolicy.class)
  void a_paused_reader_is_not_slow(SlowPolicy policy) throws Exception {
    try (var stream = topic.live(policy);
        var witness = topic.live(matching("t.none"), policy)) {
      stream.steering().pause();
      topic.publishInTurn(500, 10);
      readTo(witness, 500);

      stream.steering().resume();

      var items = readTo(stream, 500);
      assertThat(sequences(items)).isEqualTo(upTo(1, 500));
      assertThat(news(items)).isEmpty();
      assertThat(topic.slow(policy)).isZero();
    }
  }

  @ParameterizedTest
  @EnumSource(SlowPolicy.class)
  void a_reader_that_begins_in_the_past_is_not_slow(SlowPolicy policy) throws Exception {
    topic.publishInTurn(900, 10);
    try (var stream = topic.open(SubjectFilter.ALL, new Cursor.After(0), policy)) {
      var items = readTo(stream, 900);

      assertThat(sequences(items)).isEqualTo(upTo(1, 900));
      assertThat(news(items)).isEmpty();
      assertThat(topic.slow(policy)).isZero();
    }
  }

  @ParameterizedTest
  @EnumSource(SlowPolicy.class)
  void a_reader_is_not_slow_for_what_it_does_not_want(SlowPolicy policy) throws Exception {
    try (var stream = topic.live(matching("t.x"), policy)) {
      topic.publishInTurn(500, 10);
      topic.publish("t.x");

      assertThat(sequences(readTo(stream, 501))).containsExactly(501L);
      assertThat(topic.slow(policy)).isZero();
    }
  }
}
