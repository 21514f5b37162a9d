package io.edgemq.store;

import io.edgemq.domain.push.AttemptRecord;
import io.edgemq.domain.push.FailureClass;
import java.time.Duration;

/// Attempts as JSON in UTF-8. What is malformed throws [IllegalArgumentException] or
/// [java.time.DateTimeException].
public final class AttemptFormat {
  private AttemptFormat() {}

  /// All of `attempt`; of its duration whole microseconds.
  public static byte[] write(AttemptRecord attempt) {
    var json =
        Fields.object()
            .put("at", attempt.at().toString())
            .put("sequence", attempt.sequence())
            .put("attempt", attempt.attempt())
            .put("micros", attempt.took().toNanos() / 1_000);
    attempt.status().ifPresent(status -> json.put("status", status));
    attempt.error().ifPresent(error -> json.put("error", error.text()));
    return Fields.bytes(json.put("answer", attempt.answer()));
  }

  /// What [#write] wrote.
  public static AttemptRecord read(byte[] bytes) {
    var json = Fields.tree(bytes);
    return new AttemptRecord(
        Fields.instant(json, "at"),
        Fields.number(json, "sequence"),
        Fields.integer(json, "attempt"),
        Fields.optionalInteger(json, "status"),
        Duration.ofNanos(Math.multiplyExact(Fields.number(json, "micros"), 1_000L)),
        Fields.optional(json, "error").map(error -> FailureClass.of(Fields.text(error))),
        Fields.text(json, "answer"));
  }
}
