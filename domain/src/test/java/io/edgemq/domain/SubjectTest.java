package io.edgemq.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SubjectTest {
  @ParameterizedTest
  @ValueSource(
      strings = {"orders", "orders.eu", "a.b.c.d.e.f.g.h.i.j.k.l.m.n.o.p", "orders.größe.日本"})
  void legal_subjects_have_no_complaint(String text) {
    assertThat(Subject.complaint(text)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ".",
        "orders.",
        ".eu",
        "orders..eu",
        "orders.*",
        "orders.>",
        "orders.a b",
        "orders.a\tb",
        "orders.a\u00a0b",
        "orders.\ud800",
        "größe.a",
        "a.b.c.d.e.f.g.h.i.j.k.l.m.n.o.p.q"
      })
  void illegal_subjects_have_a_complaint_and_cannot_be_made(String text) {
    assertThat(Subject.complaint(text)).isPresent();
    assertThatThrownBy(() -> new Subject(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void the_servers_topic_has_subjects_and_patterns() {
    var subject = new Subject("$events.subscription.billing.paused");

    assertThat(subject.topic()).isEqualTo(TopicName.EVENTS);
    assertThat(new Pattern("$events.>").matches(subject)).isTrue();
    assertThat(new Pattern("$events.>").topic()).isEqualTo(TopicName.EVENTS);
    assertThat(Subject.complaint("$event.a")).isPresent();
    assertThat(Subject.complaint("$events2.a")).isPresent();
  }

  @Test
  void a_token_has_at_most_128_bytes_of_utf_8() {
    var atTheLimit = "t." + "é".repeat(64);

    assertThat(Subject.complaint(atTheLimit)).isEmpty();
    assertThat(Subject.complaint(atTheLimit + "x")).isPresent();
  }

  @Test
  void the_first_token_is_the_topic() {
    assertThat(new Subject("orders.eu.created").topic()).isEqualTo(new TopicName("orders"));
    assertThat(Subject.of(new TopicName("orders")).topic()).isEqualTo(new TopicName("orders"));
  }
}
