package io.edgemq.application;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.application.Mailbox.SubjectVerdict;
import io.edgemq.domain.Attributes;
import io.edgemq.domain.Content;
import io.edgemq.domain.Payload;
import io.edgemq.domain.Start;
import io.edgemq.domain.Subject;
import io.edgemq.domain.TopicMessage;
import io.edgemq.ports.in.SharedMessage;
import io.edgemq.ports.in.StreamItem;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class MailboxTest {
  private final Mailbox mailbox = new Mailbox(5);

  @BeforeEach
  void goLive() {
    mailbox.goLive();
  }

  private static SharedMessage message(long sequence) {
    return message(sequence, Payload.EMPTY);
  }

  private static SharedMessage message(long sequence, Payload payload) {
    var content = new Content("text/plain", Attributes.NONE, payload);
    return new SharedMessage(new TopicMessage(new Subject("t"), sequence, Instant.EPOCH, content));
  }

  private boolean offer(long sequence) {
    return mailbox.offer(message(sequence), SubjectVerdict.WANTED);
  }

  private List<Long> sequences() {
    return mailbox.take() instanceof Mailbox.Mail(var items)
        ? items.stream()
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
    mailbox.offer(message(5), SubjectVerdict.UNWANTED);

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
  void large_messages_fill_it_sooner() {
    var quarter = new Payload(new byte[256 << 10]);

    assertThat(mailbox.offer(message(5, quarter), SubjectVerdict.WANTED)).isTrue();
    assertThat(mailbox.offer(message(6, quarter), SubjectVerdict.WANTED)).isTrue();
    assertThat(mailbox.offer(message(7, quarter), SubjectVerdict.WANTED)).isFalse();

    assertThat(sequences()).containsExactly(5L, 6L);
    mailbox.goLive();
    assertThat(mailbox.offer(message(7, quarter), SubjectVerdict.WANTED)).isTrue();
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

    mailbox.rewindTo(Start.EARLIEST);

    assertThat(mailbox.awaitSignal(Long.MAX_VALUE)).isTrue();
    assertThat(mailbox.takeRewind()).isEqualTo(Start.EARLIEST);
    assertThat(mailbox.takeRewind()).isNull();
  }

  @Test
  void the_first_reason_to_end_stays() {
    mailbox.end(StreamItem.Reason.DELETED);
    mailbox.end(StreamItem.Reason.SHUTDOWN);

    assertThat(mailbox.endReason()).isEqualTo(StreamItem.Reason.DELETED);
  }
}
