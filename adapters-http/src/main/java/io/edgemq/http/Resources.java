package io.edgemq.http;

import java.io.IOException;
import java.io.UncheckedIOException;

/// Files that are part of the program.
final class Resources {
  private Resources() {}

  /// The file of that name on the class path; it must be there.
  static byte[] read(String name) {
    try (var in = Resources.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("not on the class path: " + name);
      }
      return in.readAllBytes();
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }
}
