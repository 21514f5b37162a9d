package io.edgemq.http;

import io.edgemq.domain.Limit;
import io.edgemq.domain.Range;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// The part of [Problems] that is about subscriptions that push (SPEC 5.3).
final class PushProblems {
  private PushProblems() {}

  /// A value is not in its range.
  static Problem outOfRange(Limit limit, Range allowed) {
    var field = RefusalWords.field(limit);
    var range = RefusalWords.range(allowed);
    return switch (limit) {
      case PUSH_IN_FLIGHT, PUSH_RATE, PUSH_TIMEOUT, ACK_WAIT, MAX_DELIVER, SECRET_OVERLAP ->
          invalidValue(field, range);
      case QUEUE_VISIBILITY,
          VISIBILITY,
          DELAY,
          NACK_DELAY,
          RETENTION,
          DEDUP_WINDOW,
          QUEUE_MESSAGE_BYTES,
          BATCH_ENTRIES,
          SETTLEMENTS,
          RECEIVE_MAX,
          RECEIVE_WAIT,
          WORK_CREDIT,
          PAGE,
          BUCKET_HISTORY,
          BUCKET_TTL,
          KEY_TTL ->
          Problems.outOfRange(field, range);
    };
  }

  static Problem invalidValue(String name, String demand) {
    return Problems.bad("invalid_value", "The value of '%s' must be %s.".formatted(name, demand));
  }

  /// @param complaint worded to follow "the headers"
  static Problem invalidHeaders(String complaint) {
    return Problems.bad(
        "invalid_header",
        "The headers in 'push.headers' %s.".formatted(Texts.printable(complaint)));
  }

  static Problem urlInvalid() {
    return Problems.unprocessable(
        "url_invalid",
        "'push.url' must be an absolute http or https URL of visible ASCII, without user, fragment"
            + " or backslash, whose host is a name, four decimal bytes or an IPv6 address in"
            + " brackets.");
  }

  static Problem urlForbidden() {
    return Problems.unprocessable(
        "url_forbidden",
        "Nothing is sent to the host of 'push.url': its address is private or reserved. Use a"
            + " public one, or have the operator allow it with --push-allow.");
  }

  /// @param until null: the new secret waits to be promoted
  static Problem rotationPending(@Nullable Instant until) {
    return Problems.conflict(
        "rotation_pending",
        until == null
            ? "A secret is staged. Promote it before another one comes."
            : "The former secret signs until %s. Replace the secret after that.".formatted(until));
  }

  static Problem nothingStaged() {
    return Problems.conflict("nothing_staged", "No secret is staged. Stage one first.");
  }

  static Problem notPush() {
    return Problems.conflict(
        "not_push", "Only a subscription of delivery type http_push has this.");
  }
}
