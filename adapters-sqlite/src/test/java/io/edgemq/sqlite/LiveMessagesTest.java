package io.edgemq.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.domain.Attributes;
import io.edgemq.domain.Content;
import io.edgemq.domain.Payload;
import io.edgemq.domain.Subject;
import io.edgemq.domain.TopicMessage;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class LiveMessagesTest {
  private final AtomicLong inAll = new AtomicLong();
  private final LiveMessages<TopicMessage> live = new LiveMessages<>(inAll, TopicTable.MEASURE);

  private static TopicMessage message(long sequence, int bytes) {
    var content = new Content("a/b", Attributes.NONE, new Payload(new byte[bytes]));
    return new TopicMessage(new Subject("orders"), sequence, Instant.EPOCH, content);
  }

  private static List<TopicMessage> messages(long first, long last) {
    return LongStream.rangeClosed(first, last).mapToObj(i -> message(i, 10)).toList();
  }

  private List<Long> read(long from, int max) {
    return live.read(from, max).stream().map(TopicMessage::sequence).toList();
  }

  @Test
  void what_was_published_is_read_in_order() {
    live.publish(messages(1, 3), 3);
    live.publish(messages(4, 5), 5);

    assertThat(read(1, 10)).containsExactly(1L, 2L, 3L, 4L, 5L);
    assertThat(read(3, 2)).containsExactly(3L, 4L);
    assertThat(read(6, 10)).isEmpty();
  }

  @Test
  void what_lies_before_is_not_here() {
    live.publish(messages(7, 9), 9);

    assertThat(read(6, 10)).isEmpty();
    assertThat(read(7, 10)).containsExactly(7L, 8L, 9L);
  }

  @Test
  void nothing_before_a_hole_is_kept() {
    live.publish(messages(1, 3), 3);
    live.publish(messages(6, 7), 7);

    assertThat(read(3, 10)).isEmpty();
    assertThat(read(6, 10)).containsExactly(6L, 7L);
  }

  @Test
  void a_part_of_what_was_committed_is_not_kept() {
    live.publish(messages(1, 3), 3);

    live.publish(messages(4, 5), 6);

    assertThat(read(1, 10)).isEmpty();
  }

  @Test
  void only_the_latest_are_kept() {
    for (long i = 1; i <= 10; i++) {
      live.publish(List.of(message(i, 1 << 20)), i);
    }

    assertThat(read(7, 10)).isEmpty();
    assertThat(read(8, 10)).containsExactly(8L, 9L, 10L);
  }

  @Test
  void all_topics_together_keep_no_more_than_they_may() {
    inAll.set(32L << 20);

    live.publish(messages(1, 3), 3);

    assertThat(read(1, 10)).isEmpty();
    assertThat(inAll).hasValue(32L << 20);
  }

  @Test
  void nothing_is_kept_when_the_last_reader_leaves() {
    live.join();
    live.join();
    live.publish(messages(1, 3), 3);
    live.leave();
    assertThat(read(1, 10)).hasSize(3);

    live.leave();

    assertThat(read(1, 10)).isEmpty();
    assertThat(inAll).hasValue(0);
    assertThat(live.hasFollowers()).isFalse();
  }
}
