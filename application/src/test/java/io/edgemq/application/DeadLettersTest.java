package io.edgemq.application;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.domain.Attributes;
import io.edgemq.domain.Content;
import io.edgemq.domain.Pattern;
import io.edgemq.domain.Payload;
import io.edgemq.domain.PushState;
import io.edgemq.domain.Subject;
import io.edgemq.domain.SubjectFilter;
import io.edgemq.domain.SubscriptionConfig;
import io.edgemq.domain.SubscriptionId;
import io.edgemq.domain.SubscriptionRef;
import io.edgemq.domain.TopicMessage;
import io.edgemq.domain.push.DeadLetter;
import io.edgemq.domain.push.DeliveryProgress;
import io.edgemq.domain.push.Settlement;
import io.edgemq.ports.in.ManageDeadLetters.Page;
import io.edgemq.ports.in.ManageSubscriptions.Unsaid;
import io.edgemq.ports.in.Outcome;
import io.edgemq.ports.in.Refusal;
import io.edgemq.ports.out.Changes;
import io.edgemq.ports.out.DeadLetterStore.All;
import io.edgemq.ports.out.DeadLetterStore.Between;
import io.edgemq.ports.out.DeadLetterStore.Sequences;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/// Showing and redriving what could not be delivered.
final class DeadLettersTest extends PushFixture {
  private final DeadLetters letters = new DeadLetters(tools.access(), stores);

  private DeadLetter letter(long sequence, int bytes) {
    var content = new Content("text/plain", Attributes.NONE, new Payload(new byte[bytes]));
    var message = new TopicMessage(new Subject("orders"), sequence, now, content);
    return new DeadLetter(
        message, new Settlement.Reason.MaxDeliver(), OptionalInt.of(503), 10, now);
  }

  private SubscriptionId withLetters(int count, int bytes) {
    var id = pushing().id();
    var all = LongStream.rangeClosed(1, count).mapToObj(n -> letter(n, bytes)).toList();
    save(id, DeliveryProgress.begin(0, count + 1L), all);
    return id;
  }

  private static List<Long> sequences(Page page) {
    return page.letters().stream().map(each -> each.message().sequence()).toList();
  }

  @Test
  void pages_follow_each_other_without_a_hole() {
    var id = withLetters(25, 10);
    var seen = new ArrayList<Long>();

    var first = value(letters.list(demo, id, 0, 10));
    var second = value(letters.list(demo, id, 10, 10));
    var last = value(letters.list(demo, id, 20, 10));

    seen.addAll(sequences(first));
    seen.addAll(sequences(second));
    seen.addAll(sequences(last));
    assertThat(seen).containsExactlyElementsOf(LongStream.rangeClosed(1, 25).boxed().toList());
    assertThat(first.next()).isEqualTo(10);
    assertThat(second.next()).isEqualTo(20);
    assertThat(last.next()).isNull();
  }

  @Test
  void a_page_that_is_full_with_the_last_letter_leads_to_an_empty_one() {
    var id = withLetters(8, 1);

    var full = value(letters.list(demo, id, 0, 8));
    var empty = value(letters.list(demo, id, 8, 8));

    assertThat(full.next()).isEqualTo(8);
    assertThat(empty).isEqualTo(new Page(List.of(), null));
  }

  @Test
  void a_page_ends_after_four_mebibytes_of_payload() {
    var id = withLetters(30, 1 << 20);

    var page = value(letters.list(demo, id, 0, 1000));

    assertThat(page.letters()).hasSizeBetween(4, 8);
    assertThat(page.next()).isEqualTo(page.letters().size());
  }

  @Test
  void a_redrive_moves_what_was_asked_for_and_counts_only_that() {
    var id = withLetters(10, 1);

    var some = value(letters.redrive(demo, id, new Sequences(Set.of(2L, 4L, 99L))));
    var range = value(letters.redrive(demo, id, new Between(3, 5)));
    var rest = value(letters.count(demo, id, new All()));

    assertThat(some).isEqualTo(2);
    assertThat(range).isEqualTo(2);
    assertThat(rest).isEqualTo(6);
    assertThat(sequences(value(letters.list(demo, id, 0, 100))))
        .containsExactly(1L, 6L, 7L, 8L, 9L, 10L);
    assertThat(store.deadLetters().redriven(ref(id), 1, 100, Long.MAX_VALUE))
        .extracting(each -> each.letter().message().sequence())
        .containsExactly(2L, 4L, 3L, 5L);
  }

  @Test
  void whoever_delivers_is_told_of_a_redrive() throws Exception {
    var id = withLetters(3, 1);
    try (var changes = store.subscriptions().changes()) {
      value(letters.redrive(demo, id, new All()));

      assertThat(changes.next(Duration.ofSeconds(5)))
          .isEqualTo(new Changes.Changed<SubscriptionRef>(Set.of(ref(id))));
    }
    assertThat(stored(id).push().map(PushState::redrives)).contains(1L);
  }

  @Test
  void a_redrive_that_is_repeated_tells_it_again() {
    var id = withLetters(3, 1);
    value(letters.redrive(demo, id, new All()));

    var moved = value(letters.redrive(demo, id, new All()));

    assertThat(moved).isZero();
    assertThat(stored(id).push().map(PushState::redrives)).contains(2L);
  }

  @Test
  void letters_of_an_earlier_pattern_are_shown() {
    var id = withLetters(3, 1);
    var narrow = new SubjectFilter.Matching(new Pattern("orders.eu.>"));
    value(
        subscriptions.change(
            demo,
            id,
            current ->
                Outcome.done(
                    new SubscriptionConfig(
                        current.name(),
                        current.topic(),
                        narrow,
                        current.delivery(),
                        current.start(),
                        current.policy())),
            new Unsaid()));

    assertThat(sequences(value(letters.list(demo, id, 0, 100)))).containsExactly(1L, 2L, 3L);
  }

  @Test
  void a_count_moves_nothing() {
    var id = withLetters(3, 1);
    var before = stored(id);

    assertThat(value(letters.count(demo, id, new Between(2, 9)))).isEqualTo(2);

    assertThat(value(letters.count(demo, id, new All()))).isEqualTo(3);
    assertThat(stored(id)).isEqualTo(before);
  }

  @Test
  void a_description_counts_them() {
    var id = withLetters(3, 1);

    assertThat(value(subscriptions.describe(demo, id)).delivery())
        .isNotNull()
        .satisfies(delivery -> assertThat(delivery.deadLetters()).isEqualTo(3));
  }

  @Test
  void what_does_not_push_has_none() {
    var id = streaming().id();

    assertThat(refusal(letters.list(demo, id, 0, 1))).isEqualTo(new Refusal.NotPush());
    assertThat(refusal(letters.count(demo, id, new All()))).isEqualTo(new Refusal.NotPush());
    assertThat(refusal(letters.redrive(demo, id, new All()))).isEqualTo(new Refusal.NotPush());
  }
}
