package io.edgemq.domain.push;

import io.edgemq.domain.Ordering;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/// What was looked at and is not settled: which of it may be sent, and which is on its way.
final class UnsettledMessages {
  private static final Comparator<Unsettled> BY_DUE =
      Comparator.comparing(Unsettled::due).thenComparing(Unsettled::key);

  /// All of it, by key.
  private final TreeMap<MessageKey, Unsettled> all = new TreeMap<>();

  /// Those that may be sent when they are due, and were tried before.
  private final TreeSet<Unsettled> retries = new TreeSet<>(BY_DUE);

  /// Those that may be sent now, and were not tried.
  private final TreeSet<Unsettled> fresh = new TreeSet<>(Comparator.comparing(Unsettled::key));

  /// Those that are on their way.
  private final TreeSet<MessageKey> flights = new TreeSet<>();

  private final SubjectTurns turns = new SubjectTurns();
  private Ordering ordering;

  /// Of the subjects.
  private long bytes;

  UnsettledMessages(Ordering ordering) {
    this.ordering = ordering;
  }

  /// Whether there is so much of it that nothing is to be added.
  boolean isFull() {
    return isFull(all.size(), bytes);
  }

  /// Whether so many messages, with subjects of so many bytes, are as much as there may be.
  static boolean isFull(int messages, long bytes) {
    return messages >= DeliveryLane.MOST_UNSETTLED || bytes >= DeliveryLane.MOST_SUBJECT_BYTES;
  }

  /// All of it, in order.
  List<Unsettled> all() {
    return List.copyOf(all.values());
  }

  /// Adds a message. It may be sent, unless its subject is another's turn.
  void look(Unsettled message) {
    put(message);
    if (ordering == Ordering.NONE || turns.join(message.subject(), message.key())) {
      admit(message);
    }
  }

  private void put(Unsettled message) {
    if (all.put(message.key(), message) == null) {
      bytes += message.subjectBytes();
    }
  }

  /// Nothing but its time holds the message back.
  private void admit(Unsettled message) {
    if (flights.contains(message.key())) {
      return;
    }
    if (message.attempts() == 0) {
      fresh.add(message);
    } else {
      retries.add(message);
    }
  }

  /// Goes by another order from now on.
  void order(Ordering other) {
    if (other != ordering) {
      ordering = other;
      lookAgain();
    }
  }

  /// Forgets the messages of `backlog`.
  void clear(Backlog backlog) {
    all.keySet().removeIf(key -> key.backlog() == backlog);
    flights.removeIf(key -> key.backlog() == backlog);
    bytes = all.values().stream().mapToLong(Unsettled::subjectBytes).sum();
    lookAgain();
  }

  /// Finds anew which messages wait for which.
  private void lookAgain() {
    retries.clear();
    fresh.clear();
    turns.clear();
    var messages = all();
    messages.stream().filter(message -> flights.contains(message.key())).forEach(this::look);
    messages.stream().filter(message -> !flights.contains(message.key())).forEach(this::look);
  }

  /// The first one that was not tried and may be sent.
  Optional<Unsettled> untried() {
    return fresh.isEmpty() ? Optional.empty() : Optional.of(fresh.first());
  }

  /// Those that were tried and are due, by their times.
  Stream<Unsettled> dueAt(Instant now) {
    return retries.stream().takeWhile(message -> !message.due().isAfter(now));
  }

  /// When the next one that was tried is due.
  Optional<Instant> nextDue() {
    return retries.isEmpty() ? Optional.empty() : Optional.of(retries.first().due());
  }

  /// The message is on its way.
  void depart(Unsettled message) {
    retries.remove(message);
    fresh.remove(message);
    flights.add(message.key());
  }

  /// The message is no longer on its way; empty when it is not there.
  Optional<Unsettled> arrive(MessageKey key) {
    flights.remove(key);
    return Optional.ofNullable(all.get(key));
  }

  /// A message that was on its way is sent again later; when its subject is another's turn, not
  /// before that one is settled. (Both were sent while nothing was ordered.)
  void retry(Unsettled message) {
    put(message);
    if (ordering == Ordering.NONE || turns.isFirst(message.subject(), message.key())) {
      retries.add(message);
    }
  }

  /// A message is settled.
  void remove(Unsettled message) {
    if (all.remove(message.key()) != null) {
      bytes -= message.subjectBytes();
    }
    if (ordering == Ordering.SUBJECT) {
      turns
          .leave(message.subject(), message.key())
          .ifPresent(key -> admit(Objects.requireNonNull(all.get(key))));
    }
  }
}
