package io.edgemq.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.domain.SubscriptionRef;
import io.edgemq.domain.push.AttemptRecord;
import io.edgemq.ports.out.AttemptLog;
import io.edgemq.ports.out.AttemptLog.Logged;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// The latest attempts of each subscription are listed, the newest first.
public abstract class AttemptLogContract extends AttemptContract {
  private static List<AttemptRecord> attempts(List<Logged> page) {
    return page.stream().map(Logged::attempt).toList();
  }

  @Test
  void attempts_are_listed_as_they_were_the_newest_first() {
    subscribed(1);

    append(1, List.of(attempt(7), unanswered(7)));
    append(1, List.of(attempt(3)));

    assertThat(kept(1)).containsExactly(attempt(3), unanswered(7), attempt(7));
  }

  @Test
  void one_call_keeps_the_attempts_of_many_subscriptions_apart() {
    subscribed(1);
    subscribed(2);
    subscribed(3);

    attempts().append(Map.of(ref(1), range(1, 3), ref(2), List.of(unanswered(1))));

    assertThat(kept(1)).containsExactlyElementsOf(range(1, 3).reversed());
    assertThat(kept(2)).containsExactly(unanswered(1));
    assertThat(kept(3)).isEmpty();
  }

  @Test
  void nothing_may_be_appended() {
    subscribed(1);

    attempts().append(Map.of());
    append(1, List.of());

    assertThat(kept(1)).isEmpty();
  }

  @Test
  void the_latest_200_of_each_subscription_are_kept() {
    subscribed(1);
    subscribed(2);
    append(1, range(1, 150));

    attempts().append(Map.of(ref(1), range(151, 201), ref(2), range(1, 200)));

    assertThat(kept(1)).containsExactlyElementsOf(range(2, 201).reversed());
    assertThat(kept(2)).containsExactlyElementsOf(range(1, 200).reversed());

    append(1, range(301, 800));

    assertThat(kept(1)).containsExactlyElementsOf(range(601, 800).reversed());
    assertThat(kept(2)).hasSize(AttemptLog.MOST);
  }

  @Test
  void many_attempts_may_come_at_once() {
    for (int i = 1; i <= 20; i++) {
      subscribed(i);
    }
    var many = new HashMap<SubscriptionRef, List<AttemptRecord>>();
    for (int i = 1; i <= 20; i++) {
      many.put(ref(i), range(1, 200));
    }

    attempts().append(many);

    for (int i = 1; i <= 20; i++) {
      assertThat(kept(i)).containsExactlyElementsOf(range(1, 200).reversed());
    }
  }

  @Test
  void pages_fit_together_while_new_attempts_come() {
    subscribed(1);
    append(1, range(1, 10));

    var first = page(1, AttemptLog.END, 4);
    append(1, range(11, 15));
    var second = page(1, first.getLast().number(), 4);
    append(1, range(16, 17));
    var last = page(1, second.getLast().number(), 4);

    assertThat(attempts(first)).containsExactlyElementsOf(range(7, 10).reversed());
    assertThat(attempts(second)).containsExactlyElementsOf(range(3, 6).reversed());
    assertThat(attempts(last)).containsExactlyElementsOf(range(1, 2).reversed());
    assertThat(page(1, last.getLast().number(), 4)).isEmpty();
    assertThat(attempts(page(1, AttemptLog.END, 1))).containsExactly(attempt(17));
  }

  @Test
  void numbers_grow_and_begin_above_zero() {
    subscribed(1);
    append(1, range(1, 3));
    append(1, range(4, 5));

    assertThat(page(1, AttemptLog.END, 10))
        .extracting(Logged::number)
        .isSortedAccordingTo(Comparator.reverseOrder())
        .doesNotHaveDuplicates()
        .allMatch(number -> number > 0);
  }

  @Test
  void what_is_forgotten_is_gone_and_later_attempts_are_kept() {
    subscribed(1);
    subscribed(2);
    append(1, range(1, 3));
    append(2, range(1, 3));

    attempts().forget(ref(1));

    assertThat(kept(1)).isEmpty();
    assertThat(kept(2)).hasSize(3);
    append(1, range(4, 4));
    assertThat(kept(1)).containsExactly(attempt(4));
    attempts().forget(ref(3));
  }

  @Test
  void nothing_is_kept_of_a_subscription_that_is_not_there() {
    subscribed(1);

    attempts().append(Map.of(ref(1), range(1, 2), ref(2), range(1, 2)));

    assertThat(kept(1)).hasSize(2);
    assertThat(kept(2)).isEmpty();
    subscribed(2);
    assertThat(kept(2)).isEmpty();
  }

  @Test
  void a_subscription_that_is_made_again_has_no_attempts_of_before() {
    subscribed(1);
    append(1, range(1, 3));
    ports().subscriptions().delete(TENANT, Pushes.id(1));
    attempts().forget(ref(1));

    subscribed(1);

    assertThat(kept(1)).isEmpty();
  }

  @Test
  void attempts_survive_a_reopening_as_far_as_anything_does() {
    subscribed(1);
    append(1, range(1, 3));

    store().reopen();

    if (store().guarantees().durability() == Guarantees.Durability.DURABLE) {
      append(1, range(4, 4));
      assertThat(kept(1)).containsExactlyElementsOf(range(1, 4).reversed());
    } else {
      assertThat(kept(1)).isEmpty();
    }
  }
}
