package io.edgemq.nats;

import io.edgemq.nats.Standing.State;
import java.util.List;
import java.util.OptionalLong;
import java.util.TreeSet;
import java.util.stream.Stream;

/// The letters of a queue by when they were stored. Those that move away are not the queue's to
/// forget: what was decided about them is carried out, however old they are. For one thread.
final class Ages {
  private final TreeSet<Letter> all = new TreeSet<>(Letter.BY_AGE);

  void add(Letter letter) {
    all.add(letter);
  }

  void remove(Letter letter) {
    all.remove(letter);
  }

  /// Those that were stored at `horizon`, in milliseconds, or before.
  List<Letter> until(long horizon) {
    return staying().takeWhile(letter -> letter.storedAt <= horizon).toList();
  }

  /// When the oldest was stored, in milliseconds.
  OptionalLong oldest() {
    return staying().mapToLong(letter -> letter.storedAt).findFirst();
  }

  private Stream<Letter> staying() {
    return all.stream().filter(letter -> letter.standing.state() != State.MOVING);
  }
}
