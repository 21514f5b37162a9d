package io.edgemq.domain;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.domains.Domain;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Compares what patterns say of each other with what they match of all short subjects. The
/// alphabet has a letter that no pattern uses: for it, only a wildcard stands.
@Domain(SubjectsDomain.class)
final class SubjectTokensTest {
  private static final List<Subject> ALL = all();

  private static List<Subject> all() {
    var all = new ArrayList<Subject>();
    var last = List.of("a");
    for (int length = 1; length <= SubjectsDomain.LONGEST + 2; length++) {
      last.forEach(text -> all.add(new Subject(text)));
      last =
          last.stream()
              .flatMap(text -> SubjectsDomain.LETTERS.stream().map(t -> text + "." + t))
              .toList();
    }
    return all;
  }

  @Property
  void a_pattern_covers_another_if_it_matches_all_that_the_other_matches(
      @ForAll Pattern one, @ForAll Pattern other) {
    boolean matchesAll = ALL.stream().filter(other::matches).allMatch(one::matches);

    assertThat(one.covers(other)).isEqualTo(matchesAll);
  }

  @Property
  void an_intersection_matches_what_both_match(@ForAll Pattern one, @ForAll Pattern other) {
    var both = one.intersection(other);

    for (var subject : ALL) {
      assertThat(both.filter(pattern -> pattern.matches(subject)).isPresent())
          .as("%s within %s and %s", subject, one, other)
          .isEqualTo(one.matches(subject) && other.matches(subject));
    }
  }

  @Property
  void an_intersection_is_there_only_if_both_match_something(
      @ForAll Pattern one, @ForAll Pattern other) {
    boolean any = ALL.stream().anyMatch(subject -> one.matches(subject) && other.matches(subject));

    assertThat(one.intersection(other).isPresent()).isEqualTo(any);
  }

  @ParameterizedTest
  @CsvSource({
    "a.>, a.b, true",
    "a.>, a, false",
    "a.>, a.*, true",
    "a.>, a.>, true",
    "a.*, a.>, false",
    "a.*.>, a.>, false",
    "a.>, a.*.>, true",
    "a.b, a.*, false",
    "a, b, false"
  })
  void examples_of_covering(String one, String other, boolean covers) {
    assertThat(new Pattern(one).covers(new Pattern(other))).isEqualTo(covers);
  }

  @ParameterizedTest
  @CsvSource({
    "a.>, a.*, a.*",
    "a.*.c, a.b.*, a.b.c",
    "a.*.>, a.b, ",
    "a.>, a.*.c.>, a.*.c.>",
    "a, a.>, ",
    "a.b, a.c, ",
    "a, b, "
  })
  void examples_of_intersections(String one, String other, String both) {
    assertThat(new Pattern(one).intersection(new Pattern(other)))
        .isEqualTo(Optional.ofNullable(both).map(Pattern::new));
  }
}
