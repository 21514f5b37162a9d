package io.edgemq.app;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/// The answers that clients got from a server, and what the server must not do after them.
/// Thread-safe.
final class Ledger {
  private final Map<Long, String> published = new ConcurrentSkipListMap<>();
  private final Map<Long, String> sent = new ConcurrentSkipListMap<>();
  private final Map<Long, Long> acknowledgedAt = new ConcurrentHashMap<>();
  private final Set<Long> maybeAcknowledged = ConcurrentHashMap.newKeySet();
  private final Set<Long> left = ConcurrentHashMap.newKeySet();
  private final Queue<String> violations = new ConcurrentLinkedQueue<>();

  /// A publish was answered with 201.
  void published(long sequence, String body) {
    note("topic", published.putIfAbsent(sequence, body), sequence, body);
  }

  /// A send was answered with 201.
  void sent(long sequence, String body) {
    note("queue", sent.putIfAbsent(sequence, body), sequence, body);
  }

  private void note(String where, @Nullable String before, long sequence, String body) {
    if (before != null && !before.equals(body)) {
      violations.add(
          "%s: sequence %d was reused: %s, then %s".formatted(where, sequence, before, body));
    }
  }

  /// A receive that began at `since` (nano time) returned a message.
  void received(long sequence, String body, long since) {
    note("queue", sent.get(sequence), sequence, body);
    Long gone = acknowledgedAt.get(sequence);
    if (gone != null && gone - since < 0) {
      violations.add("queue: %d came again after its ack was answered".formatted(sequence));
    }
  }

  /// An acknowledgement is about to be sent: from now on the message may be gone.
  void acknowledging(long sequence) {
    maybeAcknowledged.add(sequence);
  }

  /// An acknowledgement was answered with 204.
  void acknowledged(long sequence) {
    acknowledgedAt.putIfAbsent(sequence, System.nanoTime());
  }

  /// A message was still in the queue at the end.
  void left(long sequence) {
    left.add(sequence);
  }

  /// All violations, given the topic's whole log at the end.
  List<String> violations(Map<Long, String> log) {
    var all = new ArrayList<>(violations);
    published.forEach(
        (sequence, body) -> {
          if (!body.equals(log.get(sequence))) {
            all.add("topic: %d was lost or changed".formatted(sequence));
          }
        });
    long due = 1;
    for (var sequence : log.keySet()) {
      if (sequence != due) {
        all.add("topic: %d is missing between others".formatted(due));
      }
      due = sequence + 1;
    }
    if (Set.copyOf(log.values()).size() != log.size()) {
      all.add("topic: a message is in the log twice");
    }
    sent.forEach(
        (sequence, body) -> {
          if (!maybeAcknowledged.contains(sequence) && !left.contains(sequence)) {
            all.add("queue: %d (%s) was lost".formatted(sequence, body));
          }
        });
    return all;
  }

  /// The number of answers so far.
  record Counts(int published, int sent, int acknowledged) {
    boolean isBeyond(Counts before) {
      return published > before.published()
          && sent > before.sent()
          && acknowledged > before.acknowledged();
    }
  }

  Counts counts() {
    return new Counts(published.size(), sent.size(), acknowledgedAt.size());
  }

  /// The counts for the report.
  String summary() {
    return "published %d, sent %d, acknowledged %d, left %d"
        .formatted(published.size(), sent.size(), acknowledgedAt.size(), left.size());
  }

  /// Whether there were any answers to check.
  boolean isTelling() {
    return !published.isEmpty() && !sent.isEmpty() && !acknowledgedAt.isEmpty();
  }
}
