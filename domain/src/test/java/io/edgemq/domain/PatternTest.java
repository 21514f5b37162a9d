package io.edgemq.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class PatternTest {
  @ParameterizedTest
  @CsvSource({
    "orders, orders, true",
    "orders, orders.eu, false",
    "orders.*, orders, false",
    "orders.*, orders.eu, true",
    "orders.*, orders.eu.created, false",
    "orders.>, orders, false",
    "orders.>, orders.eu, true",
    "orders.>, orders.eu.created, true",
    "orders.*.created, orders.eu.created, true",
    "orders.*.created, orders.eu.deleted, false",
    "orders.*.>, orders.eu, false",
    "orders.*.>, orders.eu.created, true",
    "orders.eu, orders.eux, false",
    "orders.eux, orders.eu, false"
  })
  void it_matches_as_in_nats(String pattern, String subject, boolean expected) {
    assertThat(new Pattern(pattern).matches(new Subject(subject))).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "*",
        ">",
        "*.eu",
        "orders.>.eu",
        "orders.a*",
        "orders.>>",
        "orders.**",
        "a..*"
      })
  void what_is_no_pattern_cannot_be_made(String text) {
    assertThat(Pattern.complaint(text)).isPresent();
    assertThatThrownBy(() -> new Pattern(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @Property
  void it_agrees_with_a_regular_expression(
      @ForAll("patterns") String pattern, @ForAll("subjects") String subject) {
    var regex = pattern.replace(".", "\\.").replace("*", "[^.]+").replace(">", ".+");

    assertThat(new Pattern(pattern).matches(new Subject(subject)))
        .isEqualTo(subject.matches(regex));
  }

  @Provide
  Arbitrary<String> subjects() {
    return tokens(List.of("a", "b", "ab"));
  }

  @Provide
  Arbitrary<String> patterns() {
    var open = Arbitraries.of("", ".>");
    return tokens(List.of("a", "b", "ab", "*")).flatMap(head -> open.map(tail -> head + tail));
  }

  private static Arbitrary<String> tokens(List<String> alphabet) {
    return Arbitraries.of(alphabet)
        .list()
        .ofMaxSize(3)
        .map(tail -> "a" + tail.stream().map(t -> "." + t).collect(Collectors.joining()));
  }
}
