package io.edgemq.domain;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Why a message was moved to a dead-letter queue, and the attributes that say so there (SPEC 3).
/// A dead letter that dies again is marked once more: its earlier marks stay, as `mq-source-2` and
/// so on, and come back when it goes back one step.
public record DeadLetterReason(String text) {
  /// The attribute that holds the reason.
  public static final String REASON = "mq-dead-reason";

  /// The attribute that holds the queue it came from.
  public static final String SOURCE = "mq-source";

  /// The attribute that holds how often it had been handed out.
  public static final String ATTEMPTS = "mq-attempts";

  /// How many moves are remembered; the oldest are forgotten.
  public static final int MOST_MOVES = 8;

  private static final List<String> MARKS = List.of(REASON, SOURCE, ATTEMPTS);

  /// How long a reason may be, in characters.
  public static final int MAX_LENGTH = 256;

  /// It was handed out as often as its queue allows.
  public static final DeadLetterReason MAX_RECEIVES = new DeadLetterReason("max_receives_exceeded");

  public DeadLetterReason {
    if (text.isEmpty()
        || text.length() > MAX_LENGTH
        || Attributes.complaint(REASON, text).isPresent()) {
      throw new IllegalArgumentException("not a dead-letter reason");
    }
  }

  /// A receiver rejected it, for `reason` if it gave one.
  public static DeadLetterReason rejected(@Nullable String reason) {
    return new DeadLetterReason(reason == null ? "rejected" : reason);
  }

  /// The content as it is stored in the dead-letter queue.
  public Content mark(Content content, QueueName source, int attempts) {
    var marked = new TreeMap<>(content.attributes().asMap());
    for (int move = MOST_MOVES; move > 1; move--) {
      rename(marked, move - 1, move);
    }
    marked.put(REASON, text);
    marked.put(SOURCE, source.value());
    marked.put(ATTEMPTS, Integer.toString(attempts));
    return content.with(Attributes.of(marked));
  }

  /// Gives the marks of one move, if there are any, the number of another one.
  private static void rename(Map<String, String> attributes, int from, int to) {
    for (var mark : MARKS) {
      var value = attributes.remove(numbered(mark, from));
      if (value != null) {
        attributes.put(numbered(mark, to), value);
      } else {
        attributes.remove(numbered(mark, to));
      }
    }
  }

  /// The latest move has number 1.
  private static String numbered(String mark, int move) {
    return move == 1 ? mark : mark + "-" + move;
  }

  /// The queue that a marked `content` came from last; empty when it does not say so.
  public static Optional<QueueName> source(Content content) {
    return content.attributes().find(SOURCE).filter(QueueName::isLegal).map(QueueName::new);
  }

  /// The marked `content` without the marks of its latest move, as it goes back one step.
  public static Content unmark(Content content) {
    var left = new TreeMap<>(content.attributes().asMap());
    MARKS.forEach(left::remove);
    for (int move = 1; move < MOST_MOVES; move++) {
      rename(left, move + 1, move);
    }
    return content.with(Attributes.of(left));
  }
}
