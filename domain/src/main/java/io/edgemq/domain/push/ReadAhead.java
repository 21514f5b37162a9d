package io.edgemq.domain.push;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Optional;

/// What was read of a backlog and not looked at yet.
final class ReadAhead {
  private final ArrayDeque<Candidate> candidates = new ArrayDeque<>();
  private long next;

  /// @param next where reading begins
  ReadAhead(long next) {
    this.next = next;
  }

  /// Where reading goes on.
  long next() {
    return next;
  }

  /// The first number that was not looked at.
  long first() {
    return candidates.isEmpty() ? next : candidates.element().number();
  }

  int size() {
    return candidates.size();
  }

  /// Takes what was read up to `end`, which was not read.
  void add(Collection<Candidate> found, long end) {
    candidates.addAll(found);
    next = end;
  }

  Optional<Candidate> poll() {
    return Optional.ofNullable(candidates.poll());
  }

  /// Forgets what was read. Reading goes on at `from`.
  void goTo(long from) {
    candidates.clear();
    next = from;
  }
}
