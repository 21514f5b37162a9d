package io.edgemq.application;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.application.Taken.Pace;
import io.edgemq.domain.Attributes;
import io.edgemq.domain.Content;
import io.edgemq.domain.Payload;
import io.edgemq.domain.Start;
import io.edgemq.domain.Subject;
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
  private final Mailbox mailbox = new Mailbox(5);
  private final Steering steering = new Steering(mailbox::signal);

  @BeforeEach
  void goLive() {
    mailbox.goLive(List.of());
  }

  private static StreamItem.Event message(long sequence) {
    return message(sequence, Payload.EMPTY);
  }

  private static StreamItem.Event message(long sequence, Payload payload) {
    var content = new Content("text/plain", Attributes.NONE, payload);
    return new StreamItem.Event(
        new SharedMessage(new TopicMessage(new Subject("t"), sequence, Instant.EPOCH, content)));
  }

  private Offered offer(long sequence) {
    return offer(sequence, sequence);
  }

  private Offered offer(long first, long last) {
    return mailbox.offer(messages(first, last));
  }

  private static List<StreamItem.Event> messages(long first, long last) {
    return LongStream.rangeClosed(first, last).mapToObj(MailboxTest::message).toList();
  }

  private static Taken.Behind behind(long cursor, Taken.Pace pace) {
    return new Taken.Behind(cursor, pace);
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
    mailbox.fallBehind(0);
    return ((Taken.Behind) mailbox.take()).cursor();
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
    assertThat(mailbox.take()).isEqualTo(new Taken.Live());

    mailbox.fallBehind(0);

    assertThat(mailbox.take()).isEqualTo(behind(5, Pace.EVEN));
  }

  @Test
  void what_the_reader_had_already_is_passed_over() {
    assertThat(offer(3)).isEqualTo(Offered.KEPT);
    assertThat(offer(4)).isEqualTo(Offered.KEPT);

    assertThat(sequences()).isEmpty();
    assertThat(cursor()).isEqualTo(5);
  }

  @Test
  void a_live_reader_is_where_its_feed_is_unless_it_is_further() {
    assertThat(mailbox.oldest(9)).isEqualTo(9);

    offer(20);
    assertThat(mailbox.oldest(9)).isEqualTo(20);

    sequences();
    assertThat(mailbox.oldest(9)).isEqualTo(21);
  }

  @Test
  void a_reader_that_is_behind_is_where_it_was_when_its_feed_left_it() {
    mailbox.fallBehind(9);

    assertThat(mailbox.oldest(100)).isEqualTo(9);
    assertThat(cursor()).isEqualTo(9);
  }

  @Test
  void a_reader_that_is_ahead_of_its_feed_does_not_go_back_when_that_leaves_it() {
    offer(20);
    sequences();

    mailbox.fallBehind(9);

    assertThat(cursor()).isEqualTo(21);
  }

  @Test
  void a_full_mailbox_leaves_its_reader_behind_at_the_first_message_that_did_not_fit() {
    for (int i = 0; i < 128; i++) {
      assertThat(offer(5 + i)).isEqualTo(Offered.KEPT);
    }

    assertThat(offer(140)).isEqualTo(Offered.TOO_MANY);

    assertThat(mailbox.oldest(200)).isEqualTo(5);
    assertThat(sequences()).hasSize(128);
    assertThat(mailbox.take()).isEqualTo(behind(140, Pace.SLOW));
  }

  @Test
  void of_a_batch_that_does_not_fit_it_keeps_the_beginning() {
    offer(5, 104);

    var offered = offer(105, 204);

    assertThat(offered).isEqualTo(Offered.TOO_MANY);
    assertThat(sequences()).hasSize(128).startsWith(5L).endsWith(132L);
    assertThat(mailbox.take()).isEqualTo(behind(133, Pace.SLOW));
  }

  @Test
  void a_reader_is_not_slow_for_one_batch_that_is_too_large() {
    var large = new Payload(new byte[20 << 10]);
    var batch = LongStream.rangeClosed(5, 54).mapToObj(each -> message(each, large)).toList();

    assertThat(mailbox.offer(batch)).isEqualTo(Offered.OVERFULL);

    assertThat(sequences()).hasSize(26).endsWith(30L);
    assertThat(mailbox.take()).isEqualTo(behind(31, Pace.EVEN));
    assertThat(offer(55)).isEqualTo(Offered.BEHIND);
    assertThat(mailbox.take()).isEqualTo(behind(31, Pace.EVEN));
  }

  @Test
  void a_reader_is_slow_that_left_one_batch_that_is_too_large_until_the_next_came() {
    offer(5, 200);

    assertThat(offer(201)).isEqualTo(Offered.TOO_MANY);

    assertThat(sequences()).hasSize(128);
    assertThat(mailbox.take()).isEqualTo(behind(133, Pace.SLOW));
  }

  @Test
  void a_reader_that_is_behind_already_is_where_it_was_when_its_feed_leaves_it() {
    offer(5, 200);

    mailbox.fallBehind(300);

    assertThat(sequences()).hasSize(128);
    assertThat(mailbox.take()).isEqualTo(behind(133, Pace.EVEN));
  }

  @Test
  void a_reader_that_left_something_is_slow_for_a_batch_that_is_too_large() {
    offer(5);

    assertThat(offer(6, 200)).isEqualTo(Offered.TOO_MANY);
  }

  @Test
  void a_reader_that_has_just_joined_is_not_slow_before_it_took_what_was_due() {
    mailbox.fallBehind(0);
    mailbox.goLive(messages(5, 132));

    assertThat(offer(133, 196)).isEqualTo(Offered.BEHIND);

    assertThat(sequences()).hasSize(128);
    assertThat(mailbox.take()).isEqualTo(behind(133, Pace.EVEN));
  }

  @Test
  void a_reader_that_took_what_was_due_may_become_slow() {
    mailbox.fallBehind(0);
    mailbox.goLive(messages(5, 132));
    sequences();
    offer(133, 196);

    assertThat(offer(197, 300)).isEqualTo(Offered.TOO_MANY);
  }

  @Test
  void a_reader_stays_slow_until_what_is_due_fits() {
    offer(5);
    offer(6, 200);
    sequences();

    assertThat(mailbox.goLive(messages(133, 300))).isFalse();
    assertThat(sequences()).hasSize(128);
    assertThat(mailbox.take()).isEqualTo(behind(261, Pace.SLOW));

    assertThat(mailbox.goLive(messages(261, 300))).isTrue();
    assertThat(sequences()).hasSize(40);
    assertThat(mailbox.take()).isEqualTo(new Taken.Live());
    mailbox.fallBehind(301);
    assertThat(mailbox.take()).isEqualTo(behind(301, Pace.EVEN));
  }

  @Test
  void a_reader_that_was_never_live_is_not_slow_though_much_is_due() {
    mailbox.fallBehind(0);

    assertThat(mailbox.goLive(messages(5, 300))).isFalse();

    sequences();
    assertThat(mailbox.take()).isEqualTo(behind(133, Pace.EVEN));
  }

  @Test
  void a_reader_is_not_slow_because_the_process_has_no_room() {
    mailbox.keepIn(new CountedRoom(1, Duration.ZERO));
    var large = new Payload(new byte[100_000]);

    assertThat(mailbox.offer(List.of(message(5, large)))).isEqualTo(Offered.BEHIND);

    assertThat(mailbox.take()).isEqualTo(behind(5, Pace.EVEN));
  }

  @Test
  void a_reader_that_goes_on_elsewhere_is_not_slow_any_more() {
    offer(5);
    offer(6, 200);

    mailbox.restart(50);

    assertThat(mailbox.take()).isEqualTo(behind(50, Pace.EVEN));
  }

  @Test
  void of_a_batch_that_the_reader_had_in_part_it_keeps_the_rest() {
    var offered = offer(3, 7);

    assertThat(offered).isEqualTo(Offered.KEPT);
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

    assertThat(mailbox.offer(List.of(message(5, quarter)))).isEqualTo(Offered.KEPT);
    assertThat(mailbox.offer(List.of(message(6, quarter)))).isEqualTo(Offered.KEPT);
    assertThat(mailbox.offer(List.of(message(7, quarter)))).isEqualTo(Offered.TOO_MANY);

    assertThat(sequences()).containsExactly(5L, 6L);
    assertThat(mailbox.goLive(List.of(message(7, quarter)))).isTrue();
  }

  @Test
  void a_reader_that_is_behind_is_offered_nothing() {
    mailbox.fallBehind(0);

    assertThat(offer(5)).isEqualTo(Offered.BEHIND);
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
