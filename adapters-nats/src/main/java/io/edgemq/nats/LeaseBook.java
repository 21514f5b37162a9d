package io.edgemq.nats;

import io.edgemq.domain.QueueConfig;
import io.edgemq.domain.QueueCounts;
import io.edgemq.domain.QueueType;
import io.edgemq.nats.Departures.OnItsWay;
import io.edgemq.nats.Ruling.Gone;
import io.edgemq.nats.Ruling.Move;
import io.edgemq.nats.Ruling.Moves;
import io.edgemq.nats.Ruling.Purged;
import io.edgemq.nats.Ruling.Stands;
import io.edgemq.nats.Standing.State;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.LongStream;

/// How the messages of one queue stand, as far as this adapter has heard: it follows from what
/// arrived in the queue's stream of messages and from the decisions in its ledger, whichever of the
/// two is heard first. Every adapter that has heard the same comes to the same.
///
/// Each step costs the logarithm of what there is, however much of it is leased. Before a look
/// comes [#passTime]. For one thread.
final class LeaseBook {
  private static final long LOOK_MILLIS = 1_000;

  private final TreeMap<Long, Letter> all = new TreeMap<>();
  private final Ages ages = new Ages();
  private final Departures departures = new Departures();
  private final LineUp lineUp;

  /// Decisions about messages after `arrived`, which may still have to arrive (again).
  private final TreeMap<Long, Ruling> early = new TreeMap<>();

  private final Traces traces = new Traces();
  private long arrived;
  private long purged;
  private long tokens;

  LeaseBook(QueueType type) {
    this.lineUp = new LineUp(type);
  }

  /// The last sequence up to which every message has arrived.
  long arrived() {
    return arrived;
  }

  /// Whether letters must be heard of in order, because groups have one to keep.
  boolean keepsGroups() {
    return lineUp.hasGroups();
  }

  /// The last token that was given out.
  long tokens() {
    return tokens;
  }

  /// The first message that has not left, or was not heard of yet.
  long firstLive() {
    long unheard = Math.max(arrived, purged) + 1;
    return all.isEmpty() ? unheard : Math.min(unheard, all.firstKey());
  }

  /// The first message that has to stay in the stream: what was not heard of may be a trace.
  long firstKept() {
    return traces.first(Math.min(firstLive(), arrived + 1));
  }

  Traces traces() {
    return traces;
  }

  Departures departures() {
    return departures;
  }

  /// A message was sent; one that arrived or left already is passed over.
  void arrive(Letter letter) {
    long sequence = letter.sequence;
    if (all.containsKey(sequence)) {
      return;
    }
    if (sequence <= arrived || sequence <= purged) {
      traces.left(letter);
      return;
    }
    switch (early.get(sequence)) {
      case null -> insert(letter);
      case Gone _, Purged _ -> traces.left(letter);
      case Stands(_, var standing) -> {
        letter.standing = standing;
        insert(letter);
      }
      case Moves(_, var standing, var move) -> {
        letter.standing = standing;
        departures.set(letter, Optional.of(move));
        insert(letter);
      }
    }
  }

  /// Every message up to `sequence` has arrived, or left before it was heard of.
  void arrivedUpTo(long sequence) {
    if (sequence > arrived) {
      arrived = sequence;
      early.headMap(sequence, true).clear();
    }
  }

  /// What [#apply] changed, to be undone; the last change first.
  ///
  /// @param before how the message stood; empty when it was not in the book
  record Change(long sequence, Optional<Before> before) {}

  private record Before(Letter letter, Standing standing, Optional<Move> move) {}

  /// How things stand from now on. Answers what it takes to undo that.
  List<Change> apply(Ruling decision) {
    return switch (decision) {
      case Stands(var sequence, var standing) -> {
        tokens = Math.max(tokens, standing.token());
        yield stand(sequence, decision, standing, Optional.empty());
      }
      case Moves(var sequence, var standing, var move) ->
          stand(sequence, decision, standing, Optional.of(move));
      case Gone(var sequence) -> List.of(leave(sequence));
      case Purged(var upTo) -> {
        var changes = new ArrayList<Change>();
        for (var sequence : List.copyOf(all.headMap(upTo, true).keySet())) {
          changes.add(leave(sequence));
        }
        purged = Math.max(purged, upTo);
        yield changes;
      }
    };
  }

  private List<Change> stand(
      long sequence, Ruling decision, Standing standing, Optional<Move> move) {
    var letter = all.get(sequence);
    if (letter == null) {
      if (sequence > arrived) {
        early.put(sequence, decision);
      }
      return List.of();
    }
    var change = remember(letter);
    lineUp.remove(letter);
    letter.standing = standing;
    departures.set(letter, move);
    lineUp.add(letter);
    return List.of(change);
  }

  private Change leave(long sequence) {
    if (sequence > arrived) {
      early.put(sequence, new Gone(sequence));
    }
    var letter = all.get(sequence);
    if (letter == null) {
      return new Change(sequence, Optional.empty());
    }
    var change = remember(letter);
    remove(letter);
    return change;
  }

  private Change remember(Letter letter) {
    var before = new Before(letter, letter.standing, departures.find(letter.sequence));
    return new Change(letter.sequence, Optional.of(before));
  }

  /// What [#undo] goes back to, besides the letters.
  record Counters(long tokens, long purged) {}

  Counters counters() {
    return new Counters(tokens, purged);
  }

  /// As before these changes, which were the last ones, but for what arrived since.
  void undo(List<Change> changes, Counters before) {
    for (var change : changes.reversed()) {
      early.remove(change.sequence());
      change.before().ifPresent(this::restore);
    }
    tokens = before.tokens();
    purged = before.purged();
  }

  private void restore(Before before) {
    var letter = before.letter();
    if (all.containsKey(letter.sequence)) {
      remove(letter);
    }
    letter.standing = before.standing();
    departures.set(letter, before.move());
    insert(letter);
  }

  /// No token up to this one is given out again.
  void knowTokens(long last) {
    tokens = Math.max(tokens, last);
  }

  /// Drops what is past its retention and makes visible what was leased or delayed long enough.
  void passTime(long now, QueueConfig config) {
    long horizon = config.horizon(Instant.ofEpochMilli(now)).toEpochMilli();
    ages.until(horizon).forEach(expired -> leave(expired.sequence));
    lineUp.passTime(now);
  }

  /// When, in milliseconds from `now`, time alone may next make something receivable, or leave a
  /// move to whoever finds it: as one that was left may find nobody for long, in a second at least.
  OptionalLong nextChange(long now, QueueConfig config) {
    var visible = lineUp.nextEnd().stream();
    // only the first of a group that is past its retention lets another one through
    var expiry =
        lineUp.hasGroups()
            ? ages.oldest().stream().map(at -> at + config.retention().toMillis())
            : LongStream.empty();
    var moved = lineUp.nextMoveEnd().stream().map(at -> Math.max(at, now + LOOK_MILLIS));
    return LongStream.concat(LongStream.concat(visible, expiry), moved)
        .map(at -> Math.max(1, at - now))
        .min();
  }

  /// The letter that can be received for the longest time, `without` left out.
  Optional<Letter> firstReady(Set<Long> without) {
    return lineUp.first(without);
  }

  Optional<Letter> find(long sequence) {
    return Optional.ofNullable(all.get(sequence));
  }

  /// Whether there is, or was, a message of that sequence, as far as this adapter has heard. One
  /// whose lease was heard of and that did not arrive yet can not be told from one that has left.
  boolean hasHeardOf(long sequence) {
    return sequence <= arrived || all.containsKey(sequence) || early.get(sequence) instanceof Gone;
  }

  /// Up to `max` letters with sequences in `(after, end]`, in order, those that move away left out.
  List<Letter> between(long after, long end, int max) {
    return after >= end
        ? List.of()
        : all.subMap(after, false, end, true).values().stream()
            .filter(letter -> letter.standing.state() != State.MOVING)
            .limit(max)
            .toList();
  }

  /// Whether somebody has the letter now; [#passTime] has made the others visible.
  boolean isLeased(Letter letter) {
    return letter.standing.state() == State.LEASED && lineUp.isInvisible(letter);
  }

  /// Up to `max` moves whose time is over by `now`: nobody is known to carry them out.
  List<OnItsWay> abandonedMoves(long now, int max) {
    return departures.of(lineUp.late(now, max));
  }

  QueueCounts count(long now) {
    long oldest = Math.max(0, now - ages.oldest().orElse(now));
    return new QueueCounts(
        all.size() - lineUp.leased() - lineUp.delayed() - departures.size(),
        lineUp.leased(),
        lineUp.delayed(),
        Duration.ofMillis(oldest));
  }

  /// The rulings that lead a book at which all messages since [#firstLive] arrive to where this is.
  List<Ruling> summary() {
    var rulings = Summary.of(all.values(), departures, firstLive(), arrived);
    rulings.addAll(early.values());
    return rulings;
  }

  private void insert(Letter letter) {
    traces.back(letter);
    all.put(letter.sequence, letter);
    ages.add(letter);
    lineUp.join(letter);
  }

  private void remove(Letter letter) {
    traces.left(letter);
    departures.remove(letter);
    all.remove(letter.sequence);
    ages.remove(letter);
    lineUp.leave(letter);
  }
}
