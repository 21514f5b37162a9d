package io.edgemq.domain;

import java.util.Optional;

/// The names of queues or buckets that a scope is about: one name, or, with a `*` at its end, all
/// that begin with what is before it.
public record NameFilter(String value) {
  private static final String OPEN = "*";

  /// Every name.
  public static final NameFilter EVERYTHING = new NameFilter(OPEN);

  /// Throws [IllegalArgumentException] when [#complaint] has one.
  public NameFilter {
    var complaint = complaint(value);
    if (complaint.isPresent()) {
      throw new IllegalArgumentException("name " + complaint.get());
    }
  }

  /// What keeps `text` from being such a filter, worded to follow "name"; empty when nothing does.
  public static Optional<String> complaint(String text) {
    boolean isOpen = text.endsWith(OPEN);
    var name = isOpen ? text.substring(0, text.length() - 1) : text;
    boolean isLegal = name.isEmpty() ? isOpen : isBeginning(name, isOpen);
    return isLegal
        ? Optional.empty()
        : Optional.of("is not a name, or the beginning of names and a '*'");
  }

  /// A beginning may end in a part of `.fifo`.
  private static boolean isBeginning(String name, boolean isOpen) {
    int dot = name.indexOf('.');
    return (dot < 0 || !isOpen)
        ? QueueName.isLegal(name)
        : QueueName.isLegal(name.substring(0, dot)) && ".fifo".startsWith(name.substring(dot));
  }

  /// Whether `name` is one of them. Allocates nothing.
  public boolean accepts(String name) {
    int end = value.length() - 1;
    return value.charAt(end) == '*' ? name.regionMatches(0, value, 0, end) : name.equals(value);
  }

  /// Whether it accepts every name that `other` accepts.
  public boolean covers(NameFilter other) {
    var theirs = other.value;
    return theirs.endsWith(OPEN)
        ? value.endsWith(OPEN) && accepts(theirs.substring(0, theirs.length() - 1))
        : accepts(theirs);
  }

  /// What accepts the names that this and `other` both accept; empty when there are none. Two of
  /// them have names in common only when one covers the other.
  public Optional<NameFilter> intersection(NameFilter other) {
    if (covers(other)) {
      return Optional.of(other);
    }
    return other.covers(this) ? Optional.of(this) : Optional.empty();
  }

  @Override
  public String toString() {
    return value;
  }
}
