package io.edgemq.application;

import static io.edgemq.application.PendingAttemptsTest.attempt;
import static io.edgemq.application.PendingAttemptsTest.range;
import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.domain.Attributes;
import io.edgemq.domain.Content;
import io.edgemq.domain.NewTopicMessage;
import io.edgemq.domain.Payload;
import io.edgemq.domain.Principal;
import io.edgemq.domain.Scopes;
import io.edgemq.domain.Subject;
import io.edgemq.domain.SubscriptionId;
import io.edgemq.domain.TopicRef;
import io.edgemq.ports.in.ReadAttempts.Page;
import io.edgemq.ports.in.Refusal;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Showing the attempts of subscriptions.
final class AttemptsTest extends PushFixture {
  private final Attempts attempts =
      new Attempts(tools.access(), store.subscriptions(), store.topicLog(), store.attempts());

  private SubscriptionId attempted(long count) {
    var id = pushing().id();
    store.attempts().append(Map.of(ref(id), range(1, count)));
    return id;
  }

  @Test
  void pages_follow_each_other_while_new_attempts_come() {
    var id = attempted(5);

    var first = value(attempts.list(demo, id, null, 3));
    store.attempts().append(Map.of(ref(id), List.of(attempt(6))));
    var last = value(attempts.list(demo, id, first.next(), 3));

    assertThat(first.attempts()).containsExactlyElementsOf(range(3, 5).reversed());
    assertThat(last).isEqualTo(new Page(range(1, 2).reversed(), null));
  }

  @Test
  void a_page_that_is_full_with_the_last_attempt_is_the_last_one() {
    var id = attempted(3);

    assertThat(value(attempts.list(demo, id, null, 3)).next()).isNull();
  }

  @Test
  void without_attempts_the_page_is_empty() {
    assertThat(value(attempts.list(demo, pushing().id(), null, 10)))
        .isEqualTo(new Page(List.of(), null));
  }

  @Test
  void what_does_not_push_or_is_not_there_has_none() {
    var nobody = new SubscriptionId("sub_" + "9".repeat(24));

    assertThat(refusal(attempts.list(demo, streaming().id(), null, 1)))
        .isEqualTo(new Refusal.NotPush());
    assertThat(refusal(attempts.list(demo, nobody, null, 1)))
        .isEqualTo(new Refusal.NoSuchSubscription());
  }

  @Test
  void a_key_for_a_part_sees_the_attempts_at_that_part() {
    publish(2);
    publishUs(250);
    publish(1);
    var id = pushing().id();
    store.attempts().append(Map.of(ref(id), List.of(attempt(0), attempt(1), attempt(2))));
    store.attempts().append(Map.of(ref(id), range(100, 252)));
    store.attempts().append(Map.of(ref(id), List.of(attempt(253), attempt(254))));

    var first = value(attempts.list(reader("orders.eu"), id, null, 1));
    var rest = value(attempts.list(reader("orders.eu"), id, first.next(), 100));

    assertThat(first.attempts()).containsExactly(attempt(253));
    assertThat(rest).isEqualTo(new Page(List.of(attempt(2), attempt(1)), null));
    assertThat(value(attempts.list(reader("orders.asia"), id, null, 100)))
        .isEqualTo(new Page(List.of(), null));
    assertThat(value(attempts.list(reader("orders.us"), id, null, 200)).attempts())
        .containsExactlyElementsOf(range(100, 252).reversed());
  }

  private Principal reader(String pattern) {
    return new Principal(
        demo.tenant(), new Principal.Key("ak_2"), Scopes.of("subscribe:" + pattern), null);
  }

  private void publishUs(int count) {
    var content = new Content("text/plain", Attributes.NONE, new Payload(new byte[] {1}));
    var message = new NewTopicMessage(new Subject("orders.us"), content, null);
    store
        .topicLog()
        .append(new TopicRef(demo.tenant(), TOPIC), Collections.nCopies(count, message));
  }
}
