package io.edgemq.domain;

import java.util.List;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.domains.DomainContextBase;

/// Short subjects and patterns of one topic, and short patterns of scopes, over few letters, so
/// that they often meet.
final class SubjectsDomain extends DomainContextBase {
  /// How many tokens come behind the first at most.
  static final int LONGEST = 3;

  /// What subjects consist of. No pattern has the last one.
  static final List<String> LETTERS = List.of("a", "b", "z");

  private static final List<String> OF_PATTERNS = List.of("a", "b", "*");

  @Provide
  Arbitrary<Subject> subjects() {
    return texts(Arbitraries.of("a", "b", "z"), LETTERS, LONGEST).map(Subject::new);
  }

  @Provide
  Arbitrary<Pattern> patterns() {
    return open(texts(Arbitraries.just("a"), OF_PATTERNS, LONGEST - 1)).map(Pattern::new);
  }

  @Provide
  Arbitrary<ScopePattern> scopePatterns() {
    var all = Arbitraries.just(ScopePattern.EVERYTHING);
    var some =
        open(texts(Arbitraries.of("a", "b", "*"), OF_PATTERNS, LONGEST - 1)).map(ScopePattern::new);
    return Arbitraries.frequencyOf(Tuple.of(1, all), Tuple.of(6, some));
  }

  @Provide
  Arbitrary<NameFilter> nameFilters() {
    var names = Arbitraries.of("", "a", "b", "ab", "ab-", "abc", "a.fifo", "ab.fifo", "a.fi", "a.");
    var ends = Arbitraries.of("", "*");
    return names
        .flatMap(name -> ends.map(end -> name + end))
        .filter(text -> NameFilter.complaint(text).isEmpty())
        .map(NameFilter::new);
  }

  @Provide
  Arbitrary<Scope> scopes() {
    return Arbitraries.oneOf(
        scopePatterns().map(Scope.Publish::new),
        scopePatterns().map(Scope.Subscribe::new),
        nameFilters().map(Scope.OfQueue::new),
        nameFilters().map(Scope.OfBucket::new),
        Arbitraries.just(new Scope.Manage()));
  }

  @Provide
  Arbitrary<Scopes> sums() {
    return scopes().list().ofMinSize(1).ofMaxSize(5).map(Scopes::new);
  }

  private static Arbitrary<String> texts(
      Arbitrary<String> first, List<String> letters, int longest) {
    var rest =
        Arbitraries.of(letters)
            .list()
            .ofMaxSize(longest)
            .map(tail -> tail.stream().map(t -> "." + t).collect(Collectors.joining()));
    return first.flatMap(head -> rest.map(tail -> head + tail));
  }

  private static Arbitrary<String> open(Arbitrary<String> texts) {
    return texts.flatMap(text -> Arbitraries.of("", ".>").map(end -> text + end));
  }
}
