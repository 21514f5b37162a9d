package io.edgemq.testkit;

import static java.time.Duration.ZERO;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.domain.LogBounds;
import io.edgemq.domain.StoreException;
import io.edgemq.domain.TopicConfig;
import io.edgemq.domain.TopicMessage;
import io.edgemq.ports.out.TopicReader;
import io.edgemq.ports.out.TopicReader.Ended;
import io.edgemq.ports.out.TopicReader.Messages;
import io.edgemq.ports.out.TopicReader.Tail;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/// A reader sees everything that is appended, in order, soon.
public abstract class TopicTailContract extends StoreContract {
  private static final Duration LONG = ofSeconds(60);
  private static final Duration AT_ONCE = ofSeconds(20);

  @Test
  void a_reader_begins_with_what_is_there() throws InterruptedException {
    var topic = topic();
    topic.appendAbout("a", "b", "c");

    try (var reader = topic.tail(2)) {
      assertThat(texts(reader.next(100, LONG))).containsExactly("b", "c");
      topic.appendAbout("d");
      assertThat(texts(reader.next(100, LONG))).containsExactly("d");
    }
  }

  @Test
  void a_reader_takes_no_more_than_it_asked_for() throws InterruptedException {
    var topic = topic();
    topic.appendAbout("a", "b", "c");

    try (var reader = topic.tail(1)) {
      assertThat(texts(reader.next(2, LONG))).containsExactly("a", "b");
      assertThat(texts(reader.next(2, LONG))).containsExactly("c");
    }
  }

  @Test
  void a_wait_ends_empty_when_its_time_is_up() throws InterruptedException {
    var topic = topic();
    topic.append("a");
    try (var reader = topic.tail(2)) {
      assertThat(reader.next(10, ZERO)).isEqualTo(new Messages(List.of(), new LogBounds(1, 1)));
      long begin = System.nanoTime();

      var tail = reader.next(10, ofMillis(150));

      assertThat(tail).isEqualTo(new Messages(List.of(), new LogBounds(1, 1)));
      assertThat(since(begin)).isBetween(ofMillis(149), AT_ONCE);
    }
  }

  @Test
  void an_append_ends_a_wait() {
    var topic = topic();
    try (var reader = topic.tail(1)) {
      var waiting = waiter(reader);
      long begin = System.nanoTime();

      topic.append("a");

      assertThat(texts(waiting.result())).containsExactly("a");
      assertThat(since(begin)).isLessThan(AT_ONCE);
    }
  }

  @Test
  void an_append_to_another_topic_ends_no_wait() {
    var topic = topic();
    var other = topic("other", TopicConfig.DEFAULT);
    try (var reader = topic.tail(1)) {
      var waiting = Background.startAndAwaitBlocked(() -> reader.next(10, ofMillis(200)));

      other.append("elsewhere");

      assertThat(texts(waiting.result())).isEmpty();
    }
  }

  @Test
  void every_reader_sees_every_message() {
    var topic = topic();
    var readers = new ArrayList<TopicReader>();
    var waiting = new ArrayList<Background<Tail>>();
    for (int i = 0; i < 4; i++) {
      var reader = topic.tail(1);
      readers.add(reader);
      waiting.add(waiter(reader));
    }

    topic.append("a");

    assertThat(waiting).allSatisfy(w -> assertThat(texts(w.result())).containsExactly("a"));
    readers.forEach(TopicReader::close);
  }

  @Test
  void dropped_messages_are_not_skipped_silently() throws InterruptedException {
    var topic = topic("orders", TopicSetup.maxMessages(2));
    topic.append("a");
    try (var reader = topic.tail(1)) {
      assertThat(texts(reader.next(1, LONG))).containsExactly("a");
      topic.appendAbout("b", "c", "d", "e");

      var tail = (Messages) reader.next(10, LONG);

      assertThat(TopicProbe.texts(tail.messages())).containsExactly("d", "e");
      assertThat(tail.bounds()).isEqualTo(new LogBounds(4, 5));
      assertThat(tail.bounds().hasGapBefore(2)).isTrue();
    }
  }

  @Test
  void messages_past_their_retention_are_not_read() throws InterruptedException {
    var topic = topic("orders", TopicSetup.retention(ofSeconds(60)));
    topic.append("old");
    try (var reader = topic.tail(1)) {
      pass(ofSeconds(60));

      assertThat(reader.next(10, ZERO)).isEqualTo(new Messages(List.of(), new LogBounds(2, 1)));
      topic.append("young");
      assertThat(texts(reader.next(10, LONG))).containsExactly("young");
    }
  }

  @Test
  void the_end_of_a_topic_ends_its_readers() throws InterruptedException {
    var topic = topic();
    try (var reader = topic.tail(1);
        var idle = topic.tail(1)) {
      var waiting = waiter(reader);
      long begin = System.nanoTime();

      ports().topicCatalog().delete(topic.ref());

      assertThat(waiting.result()).isEqualTo(new Ended());
      assertThat(since(begin)).isLessThan(AT_ONCE);
      assertThat(idle.next(10, ZERO)).isEqualTo(new Ended());
    }
  }

  @Test
  void a_reader_of_a_deleted_topic_reads_nothing_of_its_successor() throws InterruptedException {
    var topic = topic();
    topic.append("old");
    try (var reader = topic.tail(2)) {
      ports().topicCatalog().delete(topic.ref());
      var again = topic();
      again.appendAbout("x", "y", "z");

      assertThat(reader.next(10, ZERO)).isEqualTo(new Ended());
    }
  }

  @Test
  void a_closed_reader_has_ended() throws InterruptedException {
    var topic = topic();
    topic.append("a");
    var reader = topic.tail(1);

    reader.close();
    reader.close();

    assertThat(reader.next(10, LONG)).isEqualTo(new Ended());
  }

  @Test
  void closing_a_reader_ends_its_wait() {
    var topic = topic();
    var reader = topic.tail(1);
    var waiting = waiter(reader);
    long begin = System.nanoTime();

    reader.close();

    assertThat(waiting.result()).isEqualTo(new Ended());
    assertThat(since(begin)).isLessThan(AT_ONCE);
  }

  @Test
  void an_interrupted_wait_loses_nothing() throws InterruptedException {
    var topic = topic();
    try (var reader = topic.tail(1)) {
      var waiting = waiter(reader);

      waiting.interrupt();

      assertThat(waiting.failure()).isInstanceOf(InterruptedException.class);
      topic.append("a");
      assertThat(texts(reader.next(10, LONG))).containsExactly("a");
    }
  }

  @Test
  void a_reader_ends_when_the_store_is_closed() {
    var topic = topic();
    var reader = topic.tail(1);
    var waiting =
        Background.startAndAwaitBlocked(
            () -> {
              try {
                return reader.next(10, LONG).equals(new Ended()) ? "closed" : "open";
              } catch (StoreException.Unavailable closed) {
                return "closed";
              }
            });
    long begin = System.nanoTime();

    store().close();

    assertThat(waiting.result()).isEqualTo("closed");
    assertThat(since(begin)).isLessThan(AT_ONCE);
  }

  @Test
  void a_reader_follows_a_writer_without_a_hole() throws InterruptedException {
    var topic = topic();
    var log = ports().topics();
    var writer =
        Background.start(
            () -> {
              for (int i = 0; i < 500; i++) {
                log.append(topic.ref(), List.of(TestMessages.about("orders", "m" + i)));
              }
              return 500;
            });
    var seen = new ArrayList<Long>();

    try (var reader = topic.tail(1)) {
      while (seen.size() < 500) {
        boolean allWritten = writer.hasEnded();
        var tail = (Messages) reader.next(7, ofSeconds(10));
        assertThat(tail.messages().isEmpty() && allWritten).as("nothing more comes").isFalse();
        tail.messages().stream().map(TopicMessage::sequence).forEach(seen::add);
      }
    }

    assertThat(writer.result()).isEqualTo(500);
    assertThat(seen).isEqualTo(LongStream.rangeClosed(1, 500).boxed().toList());
  }

  private static Background<Tail> waiter(TopicReader reader) {
    return Background.startAndAwaitBlocked(() -> reader.next(10, LONG));
  }

  private static List<String> texts(Tail tail) {
    assertThat(tail).isInstanceOf(Messages.class);
    return TopicProbe.texts(((Messages) tail).messages());
  }

  private static Duration since(long begin) {
    return Duration.ofNanos(System.nanoTime() - begin);
  }
}
