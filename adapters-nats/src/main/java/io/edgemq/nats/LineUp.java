package io.edgemq.nats;

import io.edgemq.domain.QueueType;
import io.edgemq.nats.Standing.State;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;

/// Who can be received, and in which order; who can not yet, and until when; who moves away. A
/// letter that waits for others of its group is in none of the sets.
final class LineUp {
  private final TreeSet<Letter> ready = new TreeSet<>(Letter.BY_TURN);
  private final TreeSet<Letter> invisible = new TreeSet<>(Letter.BY_END);
  private final TreeSet<Letter> moving = new TreeSet<>(Letter.BY_END);
  private final Groups groups = new Groups();
  private final QueueType type;
  private long leased;

  LineUp(QueueType type) {
    this.type = type;
  }

  boolean hasGroups() {
    return type == QueueType.FIFO;
  }

  /// A letter came into the queue.
  void join(Letter letter) {
    if (hasGroups()) {
      var first = groups.first(letter);
      groups.add(letter);
      first.filter(f -> f.sequence > letter.sequence).ifPresent(ready::remove);
    }
    add(letter);
  }

  /// A letter left the queue; the next of its group can be received if nothing else holds it.
  void leave(Letter letter) {
    remove(letter);
    if (hasGroups()) {
      groups.remove(letter);
      groups.first(letter).filter(next -> !isInvisible(next)).ifPresent(this::offer);
    }
  }

  /// Puts a letter where its standing belongs.
  void add(Letter letter) {
    switch (letter.standing.state()) {
      case READY -> offer(letter);
      case LEASED -> {
        invisible.add(letter);
        leased++;
      }
      case DELAYED -> invisible.add(letter);
      case MOVING -> moving.add(letter);
    }
  }

  /// Takes a letter out, before its standing changes.
  void remove(Letter letter) {
    switch (letter.standing.state()) {
      case READY -> ready.remove(letter);
      case LEASED, DELAYED -> {
        if (!invisible.remove(letter)) {
          ready.remove(letter); // its time is over
        } else if (letter.standing.state() == State.LEASED) {
          leased--;
        }
      }
      case MOVING -> moving.remove(letter);
    }
  }

  /// Makes visible what was leased or delayed long enough.
  void passTime(long now) {
    while (!invisible.isEmpty() && invisible.first().standing.until() <= now) {
      var letter = invisible.first();
      remove(letter);
      offer(letter);
    }
  }

  /// When the next lease or delay is over, in milliseconds.
  OptionalLong nextEnd() {
    return invisible.isEmpty()
        ? OptionalLong.empty()
        : OptionalLong.of(invisible.first().standing.until());
  }

  /// Up to `max` letters whose move was to be over by `now`, the one that is late for longest
  /// first.
  List<Letter> late(long now, int max) {
    return moving.stream().takeWhile(l -> l.standing.until() <= now).limit(max).toList();
  }

  /// When the next move is to be over, in milliseconds.
  OptionalLong nextMoveEnd() {
    return moving.isEmpty()
        ? OptionalLong.empty()
        : OptionalLong.of(moving.first().standing.until());
  }

  /// The letter that can be received for the longest time, `without` left out.
  Optional<Letter> first(Set<Long> without) {
    for (var letter : ready) {
      if (!without.contains(letter.sequence)) {
        return Optional.of(letter);
      }
    }
    return Optional.empty();
  }

  boolean isInvisible(Letter letter) {
    return invisible.contains(letter);
  }

  long leased() {
    return leased;
  }

  long delayed() {
    return invisible.size() - leased;
  }

  /// Lets the letter, which is visible, be received if nobody of its group comes before it.
  private void offer(Letter letter) {
    boolean first = !hasGroups() || groups.first(letter).filter(f -> f != letter).isEmpty();
    if (first && letter.standing.state() != State.MOVING) {
      ready.add(letter);
    }
  }
}
