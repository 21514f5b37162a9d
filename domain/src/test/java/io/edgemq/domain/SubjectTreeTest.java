package io.edgemq.domain;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.domains.Domain;
import net.jqwik.api.domains.DomainContext;
import org.junit.jupiter.api.Test;

@Domain(SubjectsDomain.class)
@Domain(DomainContext.Global.class)
final class SubjectTreeTest {
  private static final SubjectFilter.AnyOf TWO_THAT_MEET =
      new SubjectFilter.AnyOf(
          List.of(new Pattern("a.*"), new Pattern("a.b.>"), new Pattern("a.b")));

  private final SubjectTree<String> tree = new SubjectTree<>();

  private static SubjectFilter matching(String pattern) {
    return new SubjectFilter.Matching(new Pattern(pattern));
  }

  private static <T> List<T> found(SubjectTree<T> tree, Subject subject) {
    var all = new ArrayList<T>();
    tree.find(subject, all::add);
    return all;
  }

  private List<String> found(String subject) {
    return found(tree, new Subject(subject));
  }

  @Property
  void it_finds_what_the_filters_accept_whatever_was_added_and_removed(
      @ForAll @Size(max = 12) List<@Size(max = 4) List<Pattern>> filters,
      @ForAll @Size(max = 12) List<Boolean> removals,
      @ForAll @Size(max = 20) List<Subject> subjects) {
    var some = new SubjectTree<Integer>();
    Map<Integer, SubjectFilter> filed = new LinkedHashMap<>();
    var filings = new ArrayList<SubjectTree.Filing<Integer>>();
    for (int i = 0; i < filters.size(); i++) {
      // Patterns that cover each other are in no filter of one topic, but the tree need not know.
      var filter =
          filters.get(i).size() < 2
              ? SubjectFilter.of(filters.get(i)).orElse(SubjectFilter.ALL)
              : new SubjectFilter.AnyOf(filters.get(i));
      filed.put(i, filter);
      filings.add(some.add(filter, i));
      if (i < removals.size() && removals.get(i)) {
        filed.remove(i / 2);
        some.remove(filings.get(i / 2));
      }
    }

    for (var subject : subjects) {
      assertThat(found(some, subject))
          .containsExactlyInAnyOrderElementsOf(
              filed.entrySet().stream()
                  .filter(each -> each.getValue().accepts(subject))
                  .map(Map.Entry::getKey)
                  .toList());
    }
  }

  @Property
  void nothing_is_left_of_what_was_removed(
      @ForAll @Size(max = 12) List<@Size(min = 2, max = 4) List<Pattern>> filters) {
    var some = new SubjectTree<Integer>();
    var filings =
        filters.stream().map(patterns -> some.add(new SubjectFilter.AnyOf(patterns), 1)).toList();

    filings.forEach(some::remove);
    filings.forEach(some::remove);

    assertThat(some.isEmpty()).isTrue();
  }

  @Test
  void a_star_stands_for_one_token_and_a_greater_sign_for_one_or_more() {
    Stream.of("t", "t.*", "t.>", "t.a", "t.a.>", "t.*.b", "t.a.*", "t.*.*.>")
        .forEach(pattern -> tree.add(matching(pattern), pattern));

    assertThat(found("t")).containsExactly("t");
    assertThat(found("t.a")).containsExactlyInAnyOrder("t.*", "t.>", "t.a");
    assertThat(found("t.a.b")).containsExactlyInAnyOrder("t.>", "t.a.>", "t.*.b", "t.a.*");
    assertThat(found("t.x.y.z")).containsExactlyInAnyOrder("t.>", "t.*.*.>");
    assertThat(found("u.a")).isEmpty();
  }

  @Test
  void what_has_no_condition_is_found_for_every_subject() {
    tree.add(SubjectFilter.ALL, "all");

    assertThat(found("t")).containsExactly("all");
    assertThat(found("t.a.b")).containsExactly("all");
  }

  @Test
  void a_value_comes_once_though_several_of_its_patterns_match() {
    tree.add(TWO_THAT_MEET, "one");

    assertThat(found("a.b")).containsExactly("one");
    assertThat(found("a.b")).containsExactly("one");
    assertThat(found("a.b.c")).containsExactly("one");
    assertThat(found("a")).isEmpty();
  }

  @Test
  void what_was_filed_twice_is_found_until_both_are_removed() {
    var first = tree.add(matching("t.a"), "one");
    var second = tree.add(matching("t.*"), "one");
    assertThat(found("t.a")).containsExactly("one", "one");

    tree.remove(first);
    assertThat(found("t.a")).containsExactly("one");

    tree.remove(second);
    assertThat(found("t.a")).isEmpty();
  }

  @Test
  void removing_one_leaves_what_is_filed_beside_and_below_it() {
    var removed = tree.add(matching("t.a"), "removed");
    tree.add(matching("t.a"), "beside");
    tree.add(matching("t.a.b"), "below");

    tree.remove(removed);

    assertThat(found("t.a")).containsExactly("beside");
    assertThat(found("t.a.b")).containsExactly("below");
  }
}
