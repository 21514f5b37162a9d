package io.edgemq.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.domains.Domain;
import net.jqwik.api.domains.DomainContext;
import org.junit.jupiter.api.Test;

@Domain(SubjectsDomain.class)
@Domain(DomainContext.Global.class)
final class SubjectFilterTest {
  private static final TopicName TOPIC = new TopicName("a");

  private static boolean accepts(Optional<SubjectFilter> filter, Subject subject) {
    return filter.filter(each -> each.accepts(subject)).isPresent();
  }

  @Property
  void a_filter_of_patterns_accepts_what_one_of_them_matches(
      @ForAll @Size(max = 5) List<Pattern> patterns,
      @ForAll @Size(max = 20) List<Subject> subjects) {
    var filter = SubjectFilter.of(patterns);

    for (var subject : subjects) {
      if (subject.topic().equals(TOPIC)) {
        assertThat(accepts(filter, subject))
            .isEqualTo(patterns.stream().anyMatch(pattern -> pattern.matches(subject)));
      }
    }
  }

  @Property
  void a_filter_of_patterns_has_none_that_another_covers(
      @ForAll @Size(max = 6) List<Pattern> patterns) {
    if (SubjectFilter.of(patterns).orElse(SubjectFilter.ALL)
        instanceof SubjectFilter.AnyOf(var kept)) {
      for (var one : kept) {
        assertThat(kept).filteredOn(other -> other.covers(one)).containsExactly(one);
      }
    }
  }

  @Property
  void within_patterns_a_filter_accepts_what_both_accept(
      @ForAll @Size(max = 4) List<Pattern> own,
      @ForAll @Size(max = 4) List<Pattern> patterns,
      @ForAll @Size(max = 20) List<Subject> subjects) {
    var filter = SubjectFilter.of(own).orElse(SubjectFilter.ALL);

    var within = filter.within(patterns);

    for (var subject : subjects) {
      if (subject.topic().equals(TOPIC)) {
        boolean isMatched = patterns.stream().anyMatch(pattern -> pattern.matches(subject));
        assertThat(accepts(within, subject)).isEqualTo(filter.accepts(subject) && isMatched);
      }
    }
  }

  @Test
  void a_topic_and_all_below_it_is_a_filter_without_a_condition() {
    var whole = List.of(new Pattern("a"), new Pattern("a.b"), new Pattern("a.>"));

    assertThat(SubjectFilter.of(whole)).contains(SubjectFilter.ALL);
  }

  @Test
  void no_pattern_is_no_filter_and_one_is_a_filter_of_its_own_kind() {
    assertThat(SubjectFilter.of(List.of())).isEmpty();
    assertThat(SubjectFilter.of(List.of(new Pattern("a.b"))))
        .contains(new SubjectFilter.Matching(new Pattern("a.b")));
    assertThatThrownBy(() -> new SubjectFilter.AnyOf(List.of(new Pattern("a"))))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
