package io.edgemq.ports.in;

import io.edgemq.domain.Start;

/// Where a stream begins.
public sealed interface Cursor {
  /// After this sequence, the last one that the reader has seen; 0: with the first message ever.
  record After(long sequence) implements Cursor {}

  /// Where the reader says.
  record From(Start start) implements Cursor {}

  /// Where the subscription says. A topic's stream begins at its latest.
  record Default() implements Cursor {}
}
