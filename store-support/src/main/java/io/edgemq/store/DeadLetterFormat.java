package io.edgemq.store;

import io.edgemq.domain.TopicMessage;
import io.edgemq.domain.push.DeadLetter;
import io.edgemq.domain.push.Settlement;

/// What is known of a dead letter beside its message, as one line of JSON in ASCII. What is
/// malformed throws [IllegalArgumentException] or [java.time.DateTimeException].
public final class DeadLetterFormat {
  private DeadLetterFormat() {}

  /// Reason, last status, attempts and time of `letter`.
  public static String text(DeadLetter letter) {
    var json = Fields.object().put("reason", letter.reason().text());
    letter.lastStatus().ifPresent(status -> json.put("last_status", status));
    return json.put("attempts", letter.attempts())
        .put("dead_at", letter.deadAt().toString())
        .toString();
  }

  /// The letter of which [#text] wrote `text`.
  ///
  /// @param message its message
  public static DeadLetter parse(TopicMessage message, String text) {
    var json = Fields.tree(text);
    return new DeadLetter(
        message,
        Settlement.Reason.of(Fields.text(json, "reason")),
        Fields.optionalInteger(json, "last_status"),
        Fields.integer(json, "attempts"),
        Fields.instant(json, "dead_at"));
  }
}
