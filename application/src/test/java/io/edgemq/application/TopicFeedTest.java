package io.edgemq.application;

import static io.edgemq.application.SlowFixture.matching;
import static io.edgemq.application.SlowFixture.readTo;
import static io.edgemq.application.SlowFixture.sequences;
import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.domain.Pattern;
import io.edgemq.domain.SlowPolicy;
import io.edgemq.domain.Start;
import io.edgemq.domain.SubjectFilter;
import io.edgemq.ports.in.Cursor;
import io.edgemq.ports.in.StreamItem;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What live readers get of their feed.
@Timeout(20)
final class TopicFeedTest {
  private final SlowFixture topic = new SlowFixture(null);
  private final LiveStream witness =
      topic.open(matching("t.none"), new Cursor.From(Start.LATEST), SlowPolicy.CATCH_UP);

  @AfterEach
  void close() {
    witness.close();
    topic.close();
  }

  private LiveStream live(SubjectFilter filter) throws InterruptedException {
    return topic.live(filter, SlowPolicy.CATCH_UP);
  }

  /// Waits until the feed has handed out everything up to `sequence`.
  private void awaitFed(long sequence) throws InterruptedException {
    readTo(witness, sequence);
  }

  @Test
  void a_reader_is_not_woken_for_what_it_does_not_want() throws Exception {
    try (var stream = live(matching("t.a"))) {
      var next = new FutureTask<>(() -> stream.next(SlowFixture.LONG));
      var reader = Thread.ofVirtual().start(next);
      while (reader.getState() != Thread.State.WAITING) {
        Thread.onSpinWait();
      }
      topic.publishInTurn(300, 3);
      awaitFed(300);
      assertThat(reader.getState()).isEqualTo(Thread.State.WAITING);

      topic.publish("t.a");

      assertThat(sequences(next.get())).containsExactly(301L);
    }
  }

  @Test
  void a_reader_is_where_its_feed_is_though_nothing_came_for_it() throws Exception {
    try (var stream = live(matching("t.a"))) {
      topic.publishInTurn(300, 3);
      awaitFed(300);

      assertThat(stream.position()).isEqualTo(301);
      topic.publish("t.a");
      topic.publish("t.b");
      awaitFed(302);
      assertThat(stream.position()).isEqualTo(301);
      assertThat(sequences(stream.next(Duration.ZERO))).containsExactly(301L);
      assertThat(stream.position()).isEqualTo(303);
    }
  }

  @Test
  void a_message_comes_once_though_several_patterns_of_a_reader_match() throws Exception {
    var filter = new SubjectFilter.AnyOf(List.of(new Pattern("t.*.b"), new Pattern("t.a.*")));
    try (var stream = live(filter)) {
      topic.publish("t.a.b");
      topic.publish("t.a");
      topic.publish("t.c.b");

      assertThat(sequences(readTo(stream, 3))).containsExactly(1L, 3L);
    }
  }

  @Test
  void a_live_reader_whose_filter_changes_gets_what_it_wants_from_then_on() throws Exception {
    try (var stream = live(matching("t.a"))) {
      topic.publish("t.a");
      topic.publish("t.b");
      awaitFed(2);

      stream.filterBy(matching("t.b"));
      topic.publish("t.a");
      topic.publish("t.b");

      assertThat(sequences(readTo(stream, 4))).containsExactly(1L, 4L);
    }
  }

  @Test
  void a_paused_reader_goes_on_with_the_first_that_it_wants() throws Exception {
    try (var stream = live(matching("t.a"))) {
      stream.steering().pause();
      topic.publish("t.b");
      topic.publish("t.a");
      awaitFed(2);
      assertThat(stream.position()).isEqualTo(2);

      stream.steering().resume();

      assertThat(sequences(readTo(stream, 2))).containsExactly(2L);
    }
  }

  @Test
  void a_reader_that_is_sent_back_gets_nothing_twice_when_it_is_live_again() throws Exception {
    try (var stream = live(SubjectFilter.ALL)) {
      topic.publishInTurn(5, 1);
      awaitFed(5);

      stream.steering().rewindTo(new Start.AtSequence(4));
      assertThat(sequences(readTo(stream, 5))).containsExactly(4L, 5L);
      topic.publish("t.a");

      assertThat(sequences(readTo(stream, 6))).containsExactly(6L);
    }
  }

  @Test
  void a_reader_that_waits_is_told_what_it_has_passed_and_then_gets_what_comes() throws Exception {
    try (var stream = live(matching("t.a"))) {
      topic.publishInTurn(300, 3);
      awaitFed(300);

      assertThat(stream.next(Duration.ZERO)).containsExactly(new StreamItem.Passed(300));
      topic.publish("t.a");

      assertThat(stream.next(SlowFixture.LONG))
          .hasSize(1)
          .hasOnlyElementsOfType(StreamItem.Event.class);
    }
  }
}
