package io.edgemq.application;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.domain.GroupId;
import io.edgemq.domain.LeasedMessage;
import io.edgemq.domain.Stored;
import io.edgemq.domain.TopicMessage;
import io.edgemq.domain.ingest.Ingest;
import io.edgemq.domain.ingest.IngestAuth;
import io.edgemq.domain.ingest.IngestCors;
import io.edgemq.domain.ingest.IngestTarget;
import io.edgemq.domain.ingest.SubjectSource;
import io.edgemq.ports.in.ManageIngests.Given;
import io.edgemq.ports.in.ManageIngests.Wish;
import io.edgemq.ports.in.Outcome;
import io.edgemq.ports.in.Refusal;
import io.edgemq.ports.out.QueueStore;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What becomes of a post that is taken: its subject, its group, its key.
final class IngestedMessagesTest extends IngestFixture {
  private Outcome<Stored> post(Ingest ingest, Posted post) throws InterruptedException {
    return ingesting.ingest(ingest.id(), post);
  }

  private List<LeasedMessage> received(String queue) throws InterruptedException {
    return switch (store.queueStore().receive(ref(queue), all())) {
      case QueueStore.Received(var messages) -> messages;
      case QueueStore.NoSuchQueue _ -> throw new AssertionError("the queue is gone");
    };
  }

  private List<String> subjects() {
    return published().stream().map(TopicMessage::subject).map(each -> each.value()).toList();
  }

  private static Wish named(String name, SubjectSource subject) {
    return new Wish(
        name, TOPIC, new Given(new IngestAuth.Open()), subject, null, IngestCors.NOBODY);
  }

  private static Ingest withDedup(IngestedMessagesTest test, IngestTarget target, String name) {
    return test.ingest(
        new Wish(
            name,
            target,
            new Given(new IngestAuth.Open()),
            NOTHING,
            "X-Delivery",
            IngestCors.NOBODY));
  }

  @Test
  void the_subject_is_below_the_topic_wherever_it_comes_from() throws Exception {
    var fixed = ingest(named("a", NOTHING));
    var header = ingest(named("b", HEADER));
    var pointer = ingest(named("c", POINTER));
    var path = ingest(named("d", PATH));

    var stored =
        List.of(
            value(post(fixed, Posted.of("x"))),
            value(post(header, Posted.of("x").with("x-kind", "orders"))),
            value(post(pointer, Posted.of("x").at("/type", "charge.succeeded"))),
            value(post(path, Posted.of("x").below("eu/ärger"))));

    assertThat(stored).hasSize(4);
    assertThat(subjects())
        .containsExactly("orders", "orders.orders", "orders.charge.succeeded", "orders.eu.ärger");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a b", "a..b", ".a", "a.", "*", "a.>", "a\u0000b"})
  void a_value_that_is_no_subject_is_refused_for_topics_and_queues(String value) throws Exception {
    var topic = ingest(named("a", HEADER));
    var queue = ingest(open(QUEUE, HEADER));

    for (var ingest : List.of(topic, queue)) {
      assertThat(post(ingest, Posted.of("x").with("X-Kind", value)))
          .isInstanceOfSatisfying(
              Outcome.Refused.class,
              refused -> assertThat(refused.refusal()).isInstanceOf(Refusal.NoSubject.class));
    }
    assertThat(published()).isEmpty();
  }

  @Test
  void who_gives_no_subject_is_refused_before_the_body_is_read_if_it_is_not_in_there()
      throws Exception {
    var header = ingest(named("a", HEADER));
    var pointer = ingest(named("b", POINTER));
    var one = Posted.of("x");
    var other = Posted.of("x");

    assertRefused(
        post(header, one),
        new Refusal.NoSubject("is missing: the request has no single header X-Kind"));
    assertRefused(
        post(pointer, other),
        new Refusal.NoSubject(
            "is missing: the body is no JSON with a text or whole number at /type"));
    assertThat(one.reads).isZero();
    assertThat(other.reads).isEqualTo(1);
  }

  @Test
  void in_a_fifo_queue_the_subject_is_the_group_and_in_any_an_attribute() throws Exception {
    var fifo = ingest(open(FIFO, HEADER));
    var standard =
        ingest(
            new Wish(
                "more", QUEUE, new Given(new IngestAuth.Open()), HEADER, null, IngestCors.NOBODY));

    var unused = value(post(fifo, Posted.of("x").with("X-Kind", "customer.7")));
    var unusedToo = value(post(standard, Posted.of("x").with("X-Kind", "customer.7")));

    var ordered = received("jobs.fifo").getFirst().message();
    var plain = received("jobs").getFirst().message();
    assertThat(ordered.group()).isEqualTo(new GroupId("customer.7"));
    assertThat(plain.group()).isNull();
    for (var message : List.of(ordered, plain)) {
      assertThat(message.content().attributes().asMap())
          .containsExactly(java.util.Map.entry("mq-subject", "customer.7"));
    }
  }

  @Test
  void a_group_that_is_no_name_of_one_is_hashed_and_told_in_the_attribute() throws Exception {
    var ingest = ingest(open(FIFO, HEADER));

    var unused = value(post(ingest, Posted.of("x").with("X-Kind", "kunde.ä")));

    var message = received("jobs.fifo").getFirst().message();
    assertThat(message.group()).isEqualTo(new GroupId("sha256:" + Sha256.hex("kunde.ä")));
    assertThat(message.content().attributes().find("mq-subject")).hasValue("kunde.ä");
  }

  @Test
  void a_repetition_with_the_same_key_stores_nothing_again() throws Exception {
    var ingest = withDedup(this, QUEUE, "hooks");

    var first = value(post(ingest, Posted.of("x").with("X-Delivery", "d-1")));
    var again = value(post(ingest, Posted.of("y").with("X-Delivery", "d-1")));
    var next = value(post(ingest, Posted.of("x").with("X-Delivery", "d-2")));

    assertThat(first).isEqualTo(new Stored(1, Stored.Origin.FRESH));
    assertThat(again).isEqualTo(new Stored(1, Stored.Origin.REPLAYED));
    assertThat(next).isEqualTo(new Stored(2, Stored.Origin.FRESH));
  }

  @Test
  void without_its_key_a_post_is_stored_in_any_case() throws Exception {
    var ingest = withDedup(this, QUEUE, "hooks");

    assertThat(value(post(ingest, Posted.of("x"))).sequence()).isEqualTo(1);
    assertThat(value(post(ingest, Posted.of("x"))).sequence()).isEqualTo(2);
  }

  @Test
  void any_value_can_be_a_key() throws Exception {
    var ingest = withDedup(this, TOPIC, "hooks");

    for (var value : List.of("k".repeat(4_000), "schlüssel", "a\tb", "sha256:abc")) {
      var first = value(post(ingest, Posted.of("x").with("X-Delivery", value)));
      var again = value(post(ingest, Posted.of("x").with("X-Delivery", value)));
      assertThat(again).isEqualTo(new Stored(first.sequence(), Stored.Origin.REPLAYED));
    }
    assertThat(published()).hasSize(4);
  }

  /// Else whoever may post to an open ingest could have the messages of a trusted one passed over.
  @Test
  void two_ingests_never_share_a_key() throws Exception {
    var one = withDedup(this, QUEUE, "one");
    var other = withDedup(this, QUEUE, "other");

    var first = value(post(one, Posted.of("x").with("X-Delivery", "d-1")));
    var second = value(post(other, Posted.of("y").with("X-Delivery", "d-1")));

    assertThat(first.sequence()).isEqualTo(1);
    assertThat(second).isEqualTo(new Stored(2, Stored.Origin.FRESH));
  }
}
