package io.edgemq.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.domains.Domain;
import net.jqwik.api.domains.DomainContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Domain(SubjectsDomain.class)
@Domain(DomainContext.Global.class)
final class ScopeTest {
  /// All names of queues that the filters can tell apart.
  private static final List<String> NAMES =
      Stream.of("a", "b", "ab", "ab-", "ab-c", "abc", "abd", "ac", "c")
          .flatMap(name -> Stream.of(name, name + ".fifo"))
          .toList();

  @Property
  void a_text_says_the_whole_scope(@ForAll Scope scope) {
    assertThat(Scope.complaint(scope.text())).isEmpty();
    assertThat(Scope.of(scope.text())).isEqualTo(scope);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "manage:",
        "manage:x",
        "Manage",
        "publish",
        "publish:",
        "publish:a..b",
        "publish:a.>.b",
        "publish:>.a",
        "publish:a*",
        "publish:*a",
        "publish:a b",
        "subscribe:",
        "subscribe:**",
        "subscribe:>>",
        "queue:",
        "queue:a.b",
        "queue:*a",
        "queue:a**",
        "queue:a.fifox*",
        "queue:.fifo*",
        "kv:",
        "kv:a b",
        "admin"
      })
  void what_is_no_scope_is_refused_with_a_reason(String text) {
    assertThat(Scope.complaint(text)).get().asString().isNotBlank();
    assertThatThrownBy(() -> Scope.of(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("scope ");
  }

  @Property
  void a_scope_covers_another_if_it_permits_all_that_the_other_permits(
      @ForAll Scope one, @ForAll Scope other) {
    if (one.covers(other)) {
      for (var text : NAMES) {
        var name = new QueueName(text);
        assertThat(permits(List.of(one), name) || !permits(List.of(other), name)).isTrue();
      }
    }
    assertThat(one.covers(one)).isTrue();
    assertThat(one.covers(other) && other.covers(one)).isEqualTo(one.equals(other));
  }

  private static boolean permits(Collection<Scope> scopes, QueueName name) {
    return new Scopes(scopes).covers(name);
  }

  @Property
  void a_filter_of_names_covers_another_if_it_accepts_all_that_the_other_accepts(
      @ForAll NameFilter one, @ForAll NameFilter other) {
    var beginnings = Stream.of("a.", "a.f", "a.fi", "ab.", "a.fifo", "ab.fifo");
    var texts = Stream.concat(NAMES.stream(), beginnings).toList();
    boolean acceptsAll = texts.stream().filter(other::accepts).allMatch(one::accepts);

    // A filter that ends with '*' always accepts longer names than those here.
    boolean isOpen = other.value().endsWith("*") && !one.value().endsWith("*");

    assertThat(texts).anyMatch(other::accepts);
    assertThat(one.covers(other)).isEqualTo(acceptsAll && !isOpen);
  }

  @ParameterizedTest
  @CsvSource({
    "jobs, jobs, true",
    "jobs, jobs2, false",
    "jobs*, jobs, true",
    "jobs*, jobs2, true",
    "jobs*, job, false",
    "*, anything.fifo, true",
    "a.fifo, a.fifo, true",
    "a.fi*, a.fifo, true",
    "a.*, a, false"
  })
  void a_filter_accepts_a_name_or_what_begins_with_it(String filter, String name, boolean accepts) {
    assertThat(new NameFilter(filter).accepts(name)).isEqualTo(accepts);
  }

  @Property
  void a_scope_pattern_means_for_a_topic_what_it_matches_of_it(
      @ForAll ScopePattern scope, @ForAll @Size(max = 20) List<Subject> subjects) {
    for (var subject : subjects) {
      var topic = subject.topic();
      boolean matches = scope.in(topic).stream().anyMatch(each -> each.matches(subject));

      assertThat(scope.matches(subject)).isEqualTo(matches);
      assertThat(scope.isAbout(topic)).isEqualTo(!scope.in(topic).isEmpty());
    }
  }

  @Property
  void a_scope_pattern_that_covers_another_matches_all_that_the_other_matches(
      @ForAll ScopePattern one,
      @ForAll ScopePattern other,
      @ForAll @Size(max = 20) List<Subject> subjects) {
    if (one.covers(other)) {
      assertThat(subjects).filteredOn(other::matches).allMatch(one::matches);
    } else {
      assertThat(difference(one, other)).isNotEmpty();
    }
  }

  /// What the other matches and the one does not, of what stands for all: each wildcard replaced by
  /// a token that no pattern has, and an end by one or two or three of them.
  private static List<Subject> difference(ScopePattern one, ScopePattern other) {
    var text = other.value().replace("*", "z");
    var subjects =
        text.endsWith(">")
            ? Stream.of("z", "z.z", "z.z.z", "a", "a.z")
                .map(end -> text.substring(0, text.length() - 1) + end)
            : Stream.of(text);
    return subjects.map(Subject::new).filter(subject -> !one.matches(subject)).toList();
  }

  @Test
  void everything_is_every_scope() {
    for (var text : List.of("publish:>", "subscribe:a.*", "queue:x", "kv:y*", "manage")) {
      assertThat(Scopes.EVERYTHING.covers(Scope.of(text))).isTrue();
    }
  }
}
