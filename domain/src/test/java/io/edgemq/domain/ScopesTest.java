package io.edgemq.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.domains.Domain;
import net.jqwik.api.domains.DomainContext;
import org.junit.jupiter.api.Test;

@Domain(SubjectsDomain.class)
@Domain(DomainContext.Global.class)
final class ScopesTest {
  private static final TopicName TOPIC = new TopicName("a");

  /// Whether one of the scopes says so by itself.
  private static boolean says(Scopes scopes, Subject subject, boolean reads) {
    return scopes.all().stream()
        .anyMatch(
            scope ->
                switch (scope) {
                  case Scope.Publish(var pattern) -> !reads && pattern.matches(subject);
                  case Scope.Subscribe(var pattern) -> reads && pattern.matches(subject);
                  case Scope.OfQueue _, Scope.OfBucket _, Scope.Manage _ -> false;
                });
  }

  @Property
  void it_publishes_what_one_of_its_scopes_says(
      @ForAll Scopes scopes, @ForAll @Size(max = 20) List<Subject> subjects) {
    for (var subject : subjects) {
      boolean may = says(scopes, subject, false);

      assertThat(scopes.publishes(subject)).isEqualTo(may);
      assertThat(!may || scopes.publishesTo(subject.topic())).isTrue();
      assertThat(!may || scopes.names(subject.topic())).isTrue();
    }
  }

  @Property
  void what_is_readable_is_what_is_asked_for_and_permitted(
      @ForAll Scopes scopes,
      @ForAll Pattern asked,
      @ForAll @Size(max = 30) List<Subject> subjects) {
    var some = scopes.readable(TOPIC, new SubjectFilter.Matching(asked));
    var all = scopes.readable(TOPIC, SubjectFilter.ALL);

    for (var subject : subjects) {
      if (subject.topic().equals(TOPIC)) {
        boolean may = says(scopes, subject, true);
        assertThat(all.filter(filter -> filter.accepts(subject)).isPresent()).isEqualTo(may);
        assertThat(some.filter(filter -> filter.accepts(subject)).isPresent())
            .isEqualTo(may && asked.matches(subject));
      }
    }
  }

  @Property
  void who_may_read_a_pattern_may_read_all_that_it_matches(
      @ForAll Scopes scopes,
      @ForAll Pattern pattern,
      @ForAll @Size(max = 30) List<Subject> subjects) {
    boolean reads = scopes.subscribes(TOPIC, new SubjectFilter.Matching(pattern));

    assertThat(reads).isEqualTo(scopes.subscribes(pattern));
    if (reads) {
      assertThat(subjects)
          .filteredOn(pattern::matches)
          .allMatch(subject -> says(scopes, subject, true));
    }
  }

  @Property
  void who_may_read_a_topic_may_read_each_subject_of_it(
      @ForAll Scopes scopes, @ForAll @Size(max = 30) List<Subject> subjects) {
    if (scopes.subscribes(TOPIC, SubjectFilter.ALL)) {
      assertThat(subjects)
          .filteredOn(subject -> subject.topic().equals(TOPIC))
          .allMatch(subject -> says(scopes, subject, true));
    }
  }

  @Property
  void the_first_beyond_is_the_first_that_no_scope_covers(
      @ForAll Scopes one, @ForAll Scopes other) {
    var beyond = one.firstBeyond(other);

    int count = beyond.map(other.all()::indexOf).orElse(other.all().size());
    assertThat(other.all().subList(0, count)).allMatch(one::covers);
    assertThat(beyond.filter(one::covers)).isEmpty();
    assertThat(one.firstBeyond(one)).isEmpty();
    assertThat(Scopes.EVERYTHING.firstBeyond(other)).isEmpty();
  }

  @Property
  void texts_say_the_whole_of_it(@ForAll Scopes scopes) {
    var texts = scopes.all().stream().map(Scope::text).toArray(String[]::new);

    assertThat(Scopes.of(texts)).isEqualTo(scopes);
  }

  @Test
  void a_topic_is_read_as_a_whole_by_two_patterns_together() {
    var scopes = Scopes.of("subscribe:a", "subscribe:a.>");

    assertThat(scopes.subscribes(TOPIC, SubjectFilter.ALL)).isTrue();
    assertThat(scopes.readable(TOPIC, SubjectFilter.ALL)).contains(SubjectFilter.ALL);
    assertThat(Scopes.of("subscribe:a.>").subscribes(TOPIC, SubjectFilter.ALL)).isFalse();
  }

  @Test
  void managing_and_queues_are_scopes_of_their_own() {
    assertThat(Scopes.of("publish:>", "subscribe:>", "queue:*", "kv:*").manages()).isFalse();
    assertThat(Scopes.of("manage").covers(new QueueName("jobs"))).isFalse();
    assertThat(Scopes.of("kv:jobs").covers(new QueueName("jobs"))).isFalse();
    assertThat(Scopes.of("queue:jo*").covers(new QueueName("jobs"))).isTrue();
    assertThat(Scopes.of("publish:a").names(TOPIC)).isTrue();
    assertThat(Scopes.of("subscribe:a.b").names(TOPIC)).isTrue();
    assertThat(Scopes.of("queue:a").names(TOPIC)).isFalse();
  }

  @Test
  void a_key_has_one_to_a_hundred_scopes() {
    var many = IntStream.range(0, 101).mapToObj(n -> Scope.of("queue:q" + n)).toList();

    assertThat(new Scopes(many.subList(0, 100)).all()).hasSize(100);
    assertThatThrownBy(() -> new Scopes(many)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Scopes(Collections.emptyList()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Property
  void what_is_within_both_is_what_both_permit(
      @ForAll @Size(max = 6) List<Scopes> some, @ForAll @Size(max = 20) List<Subject> subjects) {
    for (var one : some) {
      for (var other : some) {
        var both = one.within(other.all());
        for (var subject : subjects) {
          for (boolean reads : new boolean[] {true, false}) {
            assertThat(both.filter(scopes -> says(scopes, subject, reads)).isPresent())
                .isEqualTo(says(one, subject, reads) && says(other, subject, reads));
          }
        }
        assertThat(both.flatMap(one::firstBeyond)).isEmpty();
        assertThat(both.flatMap(other::firstBeyond)).isEmpty();
      }
    }
  }

  @Test
  void what_is_within_both_is_said_once() {
    var most = Scopes.of("publish:a.>", "queue:jobs*", "kv:b");

    assertThat(most.within(Scopes.of("publish:>", "publish:a.*", "queue:*", "kv:*").all()))
        .contains(Scopes.of("publish:a.>", "queue:jobs*", "kv:b"));
    assertThat(most.within(Scopes.of("publish:*.x", "queue:jobs-1", "manage").all()))
        .contains(Scopes.of("publish:a.x", "queue:jobs-1"));
    assertThat(most.within(Scopes.of("publish:a", "queue:job", "subscribe:a.>").all())).isEmpty();
    assertThat(most.within(List.of())).isEmpty();
    assertThat(Scopes.of("manage").within(Scopes.of("manage").all())).contains(Scopes.of("manage"));
  }

  @Test
  void what_is_within_both_is_cut_off_at_the_most() {
    var one =
        new Scopes(
            IntStream.range(0, Scopes.MOST).mapToObj(i -> Scope.of("publish:*.a" + i)).toList());
    var other = List.of(Scope.of("publish:x.*"), Scope.of("publish:y.*"));

    assertThat(one.within(other).orElseThrow().all()).hasSize(Scopes.MOST);
  }
}
