package io.edgemq.testkit;

import static io.edgemq.testkit.TestMessages.about;
import static io.edgemq.testkit.TestMessages.keyedAbout;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.domain.Pattern;
import io.edgemq.domain.Stored;
import io.edgemq.domain.Stored.Origin;
import io.edgemq.domain.Subject;
import io.edgemq.domain.SubjectFilter;
import io.edgemq.domain.TopicConfig;
import io.edgemq.domain.TopicMessage;
import io.edgemq.domain.TopicName;
import io.edgemq.ports.out.TopicReader.Messages;
import org.junit.jupiter.api.Test;

/// The topic `$events` is a topic as any other to a store, though its name is none that users give.
public abstract class SystemTopicContract extends StoreContract {
  private static final String PAUSED = "$events.subscription.s.paused";
  private static final String ACTIVE = "$events.subscription.s.active";

  private TopicProbe events() {
    return topic(TopicName.EVENTS.value(), TopicConfig.DEFAULT);
  }

  @Test
  void what_is_appended_to_it_is_read_by_subject() {
    var events = events();
    events.append(about(ACTIVE, "a"), about(PAUSED, "b"), about(ACTIVE, "c"));
    var paused = new SubjectFilter.Matching(new Pattern("$events.subscription.*.paused"));
    var all = new SubjectFilter.Matching(new Pattern("$events.>"));

    assertThat(events.texts()).containsExactly("a", "b", "c");
    assertThat(events.readAll(1, paused))
        .extracting(TopicMessage::subject)
        .containsExactly(new Subject(PAUSED));
    assertThat(events.readAll(1, all)).hasSize(3);
    assertThat(events.state().messages()).isEqualTo(3);
  }

  @Test
  void a_repeated_key_appends_nothing() {
    var events = events();
    events.append(keyedAbout(PAUSED, "ev_1", "first"));

    assertThat(events.append(keyedAbout(PAUSED, "ev_1", "again")))
        .containsExactly(new Stored(1, Origin.REPLAYED));
  }

  @Test
  void it_is_followed() throws InterruptedException {
    var events = events();

    try (var reader = events.tail(1)) {
      events.append(about(PAUSED, "told"));
      assertThat(reader.next(10, ofSeconds(60)))
          .isInstanceOfSatisfying(
              Messages.class,
              came ->
                  assertThat(came.messages())
                      .extracting(TopicMessage::subject)
                      .containsExactly(new Subject(PAUSED)));
    }
  }

  @Test
  void it_is_not_the_topic_that_has_its_name_without_the_dollar() {
    var events = events();
    var users = topic("events", TopicConfig.DEFAULT);
    events.append(about(PAUSED, "the server's"));
    users.append("the user's");

    assertThat(events.texts()).containsExactly("the server's");
    assertThat(users.texts()).containsExactly("the user's");
    assertThat(ports().topicCatalog().delete(users.ref())).isTrue();
    assertThat(events.texts()).containsExactly("the server's");
  }

  @Test
  void it_is_there_after_a_reopening() {
    var events = events();
    events.append(about(PAUSED, "told"));

    store().reopen();

    switch (store().guarantees().durability()) {
      case DURABLE -> assertThat(events.texts()).containsExactly("told");
      case VOLATILE -> assertThat(ports().topicCatalog().find(events.ref())).isEmpty();
    }
  }
}
