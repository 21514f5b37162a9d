package io.edgemq.testkit;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.domain.Stored;
import io.edgemq.domain.SubjectFilter;
import io.edgemq.domain.TopicMessage;
import io.edgemq.ports.out.NewTopicMessage;
import io.edgemq.ports.out.TopicReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/// Many threads append to one topic: sequences are consecutive, each message is where its writer
/// was told, and every reader sees all of them in order.
public abstract class TopicConcurrencyContract extends StoreContract {
  private static final int THREADS = 4;
  private static final int EACH = 150;
  private static final int ALL = THREADS * EACH;
  private static final List<Long> EVERY = LongStream.rangeClosed(1, ALL).boxed().toList();

  /// Appends in batches of one to three; notes what is where.
  private static int write(TopicProbe topic, int writer, Map<Long, String> where) {
    int written = 0;
    while (written < EACH) {
      var batch = new ArrayList<NewTopicMessage>();
      for (int i = 0; i <= written % 3 && written + i < EACH; i++) {
        batch.add(TestMessages.about("orders.w" + writer, writer + "-" + (written + i)));
      }
      var entries = topic.append(batch.toArray(NewTopicMessage[]::new));
      for (int i = 0; i < entries.size(); i++) {
        var text = TestMessages.text(batch.get(i).content());
        assertThat(where.put(entries.get(i).sequence(), text)).as("also there").isNull();
      }
      written += batch.size();
    }
    return written;
  }

  private static List<Background<Integer>> writers(TopicProbe topic, Map<Long, String> where) {
    var writers = new ArrayList<Background<Integer>>();
    for (int i = 0; i < THREADS; i++) {
      int writer = i;
      writers.add(Background.start(() -> write(topic, writer, where)));
    }
    return writers;
  }

  @Test
  void sequences_are_consecutive_and_every_reader_sees_them_in_order() {
    var topic = topic();
    var where = new ConcurrentHashMap<Long, String>();

    var writers = writers(topic, where);
    var readers = new ArrayList<Background<List<Long>>>();
    for (int i = 0; i < 3; i++) {
      readers.add(Background.start(() -> follow(topic)));
    }
    writers.forEach(Background::result);

    assertThat(readers).allSatisfy(reader -> assertThat(reader.result()).isEqualTo(EVERY));
    var log = topic.readAll(1, SubjectFilter.ALL);
    assertThat(log).extracting(TopicMessage::sequence).isEqualTo(EVERY);
    assertThat(log)
        .allSatisfy(
            m -> assertThat(where).containsEntry(m.sequence(), TestMessages.text(m.content())));
  }

  private static List<Long> follow(TopicProbe topic) throws InterruptedException {
    var seen = new ArrayList<Long>();
    try (var reader = topic.tail(1)) {
      while (seen.size() < ALL) {
        var tail = (TopicReader.Messages) reader.next(17, ofSeconds(60));
        assertThat(tail.messages()).isNotEmpty();
        tail.messages().forEach(m -> seen.add(m.sequence()));
      }
    }
    return seen;
  }

  @Test
  void pages_read_while_others_write_have_no_hole() {
    var topic = topic();

    var writers = writers(topic, new ConcurrentHashMap<>());
    var seen = new ArrayList<Long>();
    while (seen.size() < ALL) {
      topic.readAll(seen.size() + 1L, SubjectFilter.ALL).forEach(m -> seen.add(m.sequence()));
    }
    writers.forEach(Background::result);

    assertThat(seen).isEqualTo(EVERY);
  }

  @Test
  void the_messages_of_one_writer_are_in_its_order() {
    var topic = topic();

    writers(topic, new ConcurrentHashMap<>()).forEach(Background::result);

    for (int writer = 0; writer < THREADS; writer++) {
      var own = topic.readAll(1, TopicProbe.matching("orders.w" + writer));
      var numbers = own.stream().map(m -> Integer.valueOf(textAfterDash(m))).toList();
      assertThat(numbers).hasSize(EACH).isSorted();
    }
  }

  private static String textAfterDash(TopicMessage message) {
    var text = TestMessages.text(message.content());
    return text.substring(text.indexOf('-') + 1);
  }

  @Test
  void a_reader_of_a_log_that_drops_messages_can_always_tell() throws InterruptedException {
    var topic = topic("orders", TopicSetup.maxMessages(5));
    long due = 1;

    var writers = writers(topic, new ConcurrentHashMap<>());
    try (var reader = topic.tail(1)) {
      while (due <= ALL) {
        var tail = (TopicReader.Messages) reader.next(3, ofSeconds(60));
        assertThat(tail.messages()).isNotEmpty();
        for (var message : tail.messages()) {
          if (message.sequence() != due) {
            assertThat(tail.bounds().hasGapBefore(due)).as("gap before " + due).isTrue();
            assertThat(message).isEqualTo(tail.messages().getFirst());
          }
          due = message.sequence() + 1;
        }
      }
    }

    writers.forEach(Background::result);
    assertThat(topic.state().messages()).isEqualTo(5);
  }

  @Test
  void a_key_that_many_append_at_once_is_stored_once() {
    var topic = topic();

    for (int round = 0; round < 20; round++) {
      var key = "k" + round;
      var writers = new ArrayList<Background<Stored>>();
      for (int i = 0; i < THREADS; i++) {
        writers.add(
            Background.start(
                () -> topic.append(TestMessages.keyedAbout("orders", key, key)).getFirst()));
      }
      var stored = writers.stream().map(Background::result).toList();

      assertThat(stored.stream().filter(s -> s.origin() == Stored.Origin.FRESH)).hasSize(1);
      assertThat(stored.stream().map(Stored::sequence).distinct()).hasSize(1);
    }
    assertThat(topic.texts()).hasSize(20);
  }
}
