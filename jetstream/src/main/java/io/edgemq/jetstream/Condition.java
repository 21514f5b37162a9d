package io.edgemq.jetstream;

import org.jspecify.annotations.Nullable;

/// What must hold for a message to be stored.
///
/// @param id stored only when the stream had no message with this id within its window; null: no
///     condition
/// @param last stored only when this is the stream's last sequence; negative: no condition
/// @param lastOfSubject stored only when this is the sequence of the last message with its subject;
///     0: only when there is none; negative: no condition
public record Condition(@Nullable String id, long last, long lastOfSubject) {
  private static final String LAST = "Nats-Expected-Last-Sequence";
  private static final String LAST_OF_SUBJECT = "Nats-Expected-Last-Subject-Sequence";

  /// No condition: the message is stored in any case.
  public static final Condition NONE = new Condition(null, -1, -1);

  /// With this message id; null: without any condition.
  public static Condition id(@Nullable String id) {
    return id == null ? NONE : new Condition(id, -1, -1);
  }

  /// Only when `sequence` is the stream's last one.
  public static Condition last(long sequence) {
    return new Condition(null, sequence, -1);
  }

  /// With this message id, and only when the message's subject has no message yet.
  public static Condition fresh(String id) {
    return new Condition(id, -1, 0);
  }

  /// Only when the last message with the message's subject is at `sequence`; 0: when there is none.
  public static Condition lastOfSubject(long sequence) {
    return new Condition(null, -1, sequence);
  }

  /// The part of it that counts within a batch.
  Condition withoutLast() {
    return new Condition(id, -1, lastOfSubject);
  }

  /// Adds the condition to the headers.
  void addTo(HeaderLines headers) {
    if (id != null) {
      headers.put(DedupProbe.ID, id);
    }
    if (last >= 0) {
      headers.put(LAST, Long.toString(last));
    }
    if (lastOfSubject >= 0) {
      headers.put(LAST_OF_SUBJECT, Long.toString(lastOfSubject));
    }
  }
}
