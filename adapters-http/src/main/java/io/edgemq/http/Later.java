package io.edgemq.http;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// What is read of a request once somebody asks for it: a use case does when the caller may. For
/// one thread.
final class Later<T> {
  private final Supplier<T> source;
  private @Nullable T read;

  Later(Supplier<T> source) {
    this.source = source;
  }

  /// Whether somebody has asked for it.
  boolean isRead() {
    return read != null;
  }

  /// It. Read at the first call; from then on the same.
  T value() {
    var known = read;
    if (known == null) {
      known = source.get();
      read = known;
    }
    return known;
  }
}
