package io.edgemq.application;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.domain.Attributes;
import io.edgemq.domain.Content;
import io.edgemq.domain.Pattern;
import io.edgemq.domain.Payload;
import io.edgemq.domain.Start;
import io.edgemq.domain.Subject;
import io.edgemq.domain.SubjectFilter;
import io.edgemq.domain.TopicMessage;
import io.edgemq.ports.in.SharedMessage;
import io.edgemq.ports.in.StreamItem;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class MailboxTest {
  private static final SubjectFilter ALL = new SubjectFilter.All();
  private static final SubjectFilter OTHERS = new SubjectFilter.Matching(new Pattern("t.other"));

  private final Mailbox mailbox = new Mailbox(5);
  private final Steering steering = new Steering(mailbox::signal);

  @BeforeEach
  void goLive() {
    mailbox.goLive();
  }

  private static StreamItem.Event message(long sequence) {
    return message(sequence, Payload.EMPTY);
  }

  private static StreamItem.Event message(long sequence, Payload payload) {
    var content = new Content("text/plain", Attributes.NONE, payload);
    return new StreamItem.Event(
        new SharedMessage(new TopicMessage(new Subject("t"), sequence, Instant.EPOCH, content)));
  }

  private boolean offer(long sequence) {
    return mailbox.offer(List.of(message(sequence)), ALL);
  }

  private boolean offer(long first, long last) {
    return mailbox.offer(
        LongStream.rangeClosed(first, last).mapToObj(MailboxTest::message).toList(), ALL);
  }

  private List<Long> sequences() {
    return mailbox.take() instanceof Mail mail
        ? mail.items().stream()
            .map(item -> ((StreamItem.Event) item).message().message().sequence())
            .toList()
        : List.of();
  }

  /// Where the reader is, of whom nothing waits.
  private long cursor() {
    mailbox.fallBehind();
    return ((Mailbox.Behind) mailbox.take()).cursor();
  }

  @Test
  void messages_come_out_in_order_and_once() {
    offer(5);
    offer(6);

    assertThat(sequences()).containsExactly(5L, 6L);
    assertThat(sequences()).isEmpty();
    assertThat(cursor()).isEqualTo(7);
  }

  @Test
  void an_empty_mailbox_tells_whether_more_will_come() {
    assertThat(mailbox.take()).isEqualTo(new Mailbox.Live());

    mailbox.fallBehind();

    assertThat(mailbox.take()).isEqualTo(new Mailbox.Behind(5));
  }

  @Test
  void what_the_reader_had_already_is_passed_over() {
    assertThat(offer(3)).isTrue();
    assertThat(offer(4)).isTrue();

    assertThat(sequences()).isEmpty();
    assertThat(cursor()).isEqualTo(5);
  }

  @Test
  void what_the_reader_does_not_want_moves_it_on() {
    mailbox.offer(List.of(message(5)), OTHERS);

    assertThat(sequences()).isEmpty();
    assertThat(cursor()).isEqualTo(6);
  }

  @Test
  void a_full_mailbox_leaves_its_reader_behind_at_the_first_message_that_did_not_fit() {
    for (int i = 0; i < 128; i++) {
      assertThat(offer(5 + i)).isTrue();
    }

    assertThat(offer(133)).isFalse();

    assertThat(mailbox.isLive()).isFalse();
    assertThat(mailbox.oldest()).isEqualTo(5);
    assertThat(sequences()).hasSize(128);
    assertThat(mailbox.take()).isEqualTo(new Mailbox.Behind(133));
  }

  @Test
  void of_a_batch_that_does_not_fit_it_keeps_the_beginning() {
    offer(5, 104);

    boolean live = offer(105, 204);

    assertThat(live).isFalse();
    assertThat(sequences()).hasSize(128).startsWith(5L).endsWith(132L);
    assertThat(mailbox.take()).isEqualTo(new Mailbox.Behind(133));
  }

  @Test
  void of_a_batch_that_the_reader_had_in_part_it_keeps_the_rest() {
    boolean live = offer(3, 7);

    assertThat(live).isTrue();
    assertThat(sequences()).containsExactly(5L, 6L, 7L);
    assertThat(cursor()).isEqualTo(8);
  }

  @Test
  void mail_that_was_taken_wakes_its_reader_no_more() throws Exception {
    offer(5, 6);

    sequences();

    assertThat(mailbox.awaitSignal(System.nanoTime())).isFalse();
  }

  @Test
  void a_reader_that_was_told_to_end_is_woken_though_mail_came_before() throws Exception {
    offer(5);
    sequences();

    steering.end(StreamItem.Reason.SHUTDOWN);

    assertThat(mailbox.awaitSignal(Long.MAX_VALUE)).isTrue();
  }

  @Test
  void a_long_wait_ends_when_somebody_finds_it_overdue() throws Exception {
    long deadline = System.nanoTime() + Duration.ofHours(1).toNanos();
    var wait = new FutureTask<>(() -> mailbox.awaitSignal(deadline));
    var reader = Thread.ofVirtual().start(wait);
    untilItWaits(reader);

    mailbox.wakeWhenOverdue(deadline - 1);
    untilItWaits(reader);
    mailbox.wakeWhenOverdue(deadline);

    assertThat(wait.get(10, TimeUnit.SECONDS)).isFalse();
  }

  private static void untilItWaits(Thread reader) {
    while (reader.getState() != Thread.State.WAITING) {
      Thread.onSpinWait();
    }
  }

  @Test
  void large_messages_fill_it_sooner() {
    var quarter = new Payload(new byte[256 << 10]);

    assertThat(mailbox.offer(List.of(message(5, quarter)), ALL)).isTrue();
    assertThat(mailbox.offer(List.of(message(6, quarter)), ALL)).isTrue();
    assertThat(mailbox.offer(List.of(message(7, quarter)), ALL)).isFalse();

    assertThat(sequences()).containsExactly(5L, 6L);
    mailbox.goLive();
    assertThat(mailbox.offer(List.of(message(7, quarter)), ALL)).isTrue();
  }

  @Test
  void a_reader_that_is_behind_is_offered_nothing() {
    mailbox.fallBehind();

    assertThat(offer(5)).isFalse();
    assertThat(mailbox.size()).isZero();
  }

  @Test
  void whoever_steers_the_reader_wakes_it() throws Exception {
    assertThat(mailbox.awaitSignal(System.nanoTime())).isFalse();

    steering.rewindTo(Start.EARLIEST);

    assertThat(mailbox.awaitSignal(Long.MAX_VALUE)).isTrue();
    assertThat(steering.takeRewind()).isEqualTo(Start.EARLIEST);
    assertThat(steering.takeRewind()).isNull();
  }

  @Test
  void the_first_reason_to_end_stays() {
    steering.end(StreamItem.Reason.DELETED);
    steering.end(StreamItem.Reason.SHUTDOWN);

    assertThat(steering.endReason()).isEqualTo(StreamItem.Reason.DELETED);
  }
}
