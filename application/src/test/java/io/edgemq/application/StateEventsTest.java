package io.edgemq.application;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.edgemq.domain.Start;
import io.edgemq.domain.SubscriptionId;
import io.edgemq.ports.in.ManageSubscriptions.Unsaid;
import io.edgemq.ports.in.Outcome;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What callers do to a subscription is told when it changes the state, and only then.
final class StateEventsTest extends PushFixture {
  private List<String> told() {
    events.close();
    return TestEvents.subjects(store.topicLog(), demo.tenant()).stream()
        .map(subject -> subject.substring(subject.lastIndexOf('.') + 1))
        .toList();
  }

  private SubscriptionId make() {
    return value(subscriptions.create(demo, wish(Start.LATEST))).thing().id();
  }

  @Test
  void making_pausing_and_resuming_are_events() {
    var id = make();
    value(subscriptions.pause(demo, id));
    value(subscriptions.resume(demo, id));
    value(subscriptions.pause(demo, id));
    value(subscriptions.resume(demo, id, Start.EARLIEST));

    assertThat(told()).containsExactly("active", "paused", "active", "paused", "active");
  }

  @Test
  void what_changes_no_state_is_no_event() {
    var id = make();
    value(subscriptions.create(demo, wish(Start.LATEST)));
    value(subscriptions.resume(demo, id));
    value(subscriptions.replay(demo, id, Start.EARLIEST));
    value(subscriptions.change(demo, id, Outcome::done, new Unsaid()));
    value(subscriptions.pause(demo, id));
    value(subscriptions.pause(demo, id));
    value(subscriptions.delete(demo, id));

    assertThat(told()).containsExactly("active", "paused");
  }

  @Test
  void nobody_waits_for_an_event() {
    var id = make();

    await().until(() -> events.stored() == 1);

    assertThat(value(subscriptions.describe(demo, id)).subscription().id()).isEqualTo(id);
  }
}
