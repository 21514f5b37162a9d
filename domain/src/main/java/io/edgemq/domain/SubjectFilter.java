package io.edgemq.domain;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Which of a topic's messages a reader wants.
public sealed interface SubjectFilter {
  /// Every message of the topic, whatever its subject.
  record All() implements SubjectFilter {
    @Override
    public boolean accepts(Subject subject) {
      return true;
    }
  }

  /// Those whose subject the pattern matches.
  record Matching(Pattern pattern) implements SubjectFilter {
    @Override
    public boolean accepts(Subject subject) {
      return pattern.matches(subject);
    }
  }

  /// Those whose subject at least one of the patterns matches. Made by [#of], and never stored.
  ///
  /// @param patterns at least two of one topic, none of which covers another
  record AnyOf(List<Pattern> patterns) implements SubjectFilter {
    public AnyOf {
      if (patterns.size() < 2) {
        throw new IllegalArgumentException("one pattern is a filter of its own kind");
      }
      patterns = List.copyOf(patterns);
    }

    @Override
    public boolean accepts(Subject subject) {
      for (var pattern : patterns) {
        if (pattern.matches(subject)) {
          return true;
        }
      }
      return false;
    }
  }

  /// The filter without a condition.
  SubjectFilter ALL = new All();

  /// What at least one of `patterns`, which are of one topic, matches; empty when there are none.
  static Optional<SubjectFilter> of(Collection<Pattern> patterns) {
    var needed = new ArrayList<Pattern>();
    for (var pattern : patterns) {
      if (needed.stream().noneMatch(other -> other.covers(pattern))) {
        needed.removeIf(pattern::covers);
        needed.add(pattern);
      }
    }
    return switch (needed.size()) {
      case 0 -> Optional.empty();
      case 1 -> Optional.of(new Matching(needed.getFirst()));
      case 2 -> Optional.of(isWholeTopic(needed) ? ALL : new AnyOf(needed));
      default -> Optional.of(new AnyOf(needed));
    };
  }

  /// Whether both together match the topic's own subject and everything below it.
  private static boolean isWholeTopic(List<Pattern> two) {
    var own = two.getFirst().topic().value();
    return two.contains(new Pattern(own)) && two.contains(new Pattern(own + ".>"));
  }

  /// What both this and `patterns`, which are of one topic, accept; empty when nothing is. A filter
  /// without a condition is of the same topic.
  default Optional<SubjectFilter> within(Collection<Pattern> patterns) {
    return switch (this) {
      case All _ -> of(patterns);
      case Matching(var own) -> of(intersections(own, patterns).toList());
      case AnyOf(var all) -> of(all.stream().flatMap(own -> intersections(own, patterns)).toList());
    };
  }

  private static Stream<Pattern> intersections(Pattern own, Collection<Pattern> patterns) {
    return patterns.stream().flatMap(pattern -> own.intersection(pattern).stream());
  }

  /// Whether a message with `subject` is wanted.
  boolean accepts(Subject subject);
}
