package io.edgemq.http;

import io.edgemq.domain.StoreException;
import io.edgemq.domain.TopicName;
import io.edgemq.ports.in.CheckReadiness.Readiness;
import io.edgemq.ports.in.Refusal;
import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Status;
import java.util.Optional;

/// Owns every status and code with which a request is refused: what a refusal, an outage or a
/// mistake means in HTTP is decided here and nowhere else (ADR 0002).
final class Problems {
  private static final Header RETRY_LATER = HeaderValues.create(HeaderNames.RETRY_AFTER, "10");
  private static final String FULL = "No room is left, nothing was stored; free some; try again.";
  private static final String NO_RESPONDERS =
      "No server of the store answers for this; nothing was done, try again in a moment.";
  private static final String TIMEOUT =
      "No answer in time: it may be done or not; send it again, with the same Idempotency-Key if any.";
  private static final Header RETRY_SOON = HeaderValues.createCached(HeaderNames.RETRY_AFTER, "1");
  private static final Header CHALLENGE =
      HeaderValues.createCached(HeaderNames.WWW_AUTHENTICATE, "Bearer");
  private static final Header CHALLENGE_AGAIN =
      HeaderValues.createCached(HeaderNames.WWW_AUTHENTICATE, "Bearer error=\"invalid_token\"");
  private static final Status INSUFFICIENT_STORAGE = Status.create(507, "Insufficient Storage");
  private static final Status CONTENT_TOO_LARGE = Status.create(413, "Content Too Large");

  private Problems() {}

  /// What a use case's refusal means.
  static Problem of(Refusal refusal) {
    return switch (refusal) {
      case Refusal.NoSuchQueue(var name) -> missing("queue", "There is no queue " + name.value());
      case Refusal.NoSuchTopic(var name) -> missing("topic", "There is no topic " + name.value());
      case Refusal.NoSuchSubscription _ -> noSuchSubscription();
      case Refusal.NoSuchJob _ -> noSuchJob();
      case Refusal.QueueExists(var name) ->
          conflict("already_exists", RefusalWords.exists("queue", name.value()));
      case Refusal.TopicExists(var name) ->
          conflict("already_exists", RefusalWords.exists("topic", name.value()));
      case Refusal.SubscriptionExists(var name) ->
          conflict("already_exists", RefusalWords.exists("subscription", name));
      case Refusal.QueueInUse(var by) -> conflict("queue_in_use", RefusalWords.inUse(by));
      case Refusal.Contended _ ->
          conflict("concurrent_change", "Others change it at the same time; try again.");
      case Refusal.Unplaceable(var asked) ->
          unprocessable("placement_unsatisfiable", RefusalWords.unplaceable(asked));
      case Refusal.ReceiptStale _ ->
          conflict("receipt_stale", "The message was handed out again; receive it again.");
      case Refusal.ReceiptInvalid _ ->
          bad("receipt_invalid", "This is no receipt of that queue; send one it answered.");
      case Refusal.NoDeadLetterQueue(var name) ->
          unprocessable("no_dead_letter_queue", RefusalWords.noDeadLetters(name));
      case Refusal.NothingToRejectTo _ ->
          unprocessable("no_dead_letter_queue", "The queue has none; add one, or acknowledge.");
      case Refusal.MessageTooLarge(long size, long limit) ->
          messageTooLarge("The message has %d bytes of".formatted(size), limit);
      case Refusal.AttributesTooLarge(long size, long limit) ->
          tooLarge("attributes_too_large", RefusalWords.attributes(size, limit));
      case Refusal.ReservedAttribute(var name) -> reservedAttribute(name);
      case Refusal.OutOfRange(var limit, var allowed) ->
          outOfRange(RefusalWords.field(limit), RefusalWords.range(allowed));
      case Refusal.Immutable(var property) ->
          unprocessable("immutable_field", RefusalWords.fixed(property));
      case Refusal.FifoName _ -> unprocessable("fifo_name", RefusalWords.FIFO_NAME);
      case Refusal.RedriveToItself _ ->
          unprocessable("redrive_to_itself", RefusalWords.REDRIVE_TO_ITSELF);
      case Refusal.SubjectOfAnotherTopic(var topic) ->
          invalidSubject("belongs to topic " + topic.value() + "; publish there");
      case Refusal.TooManyStreams(int limit) ->
          unavailable("too_many_streams", "All %d streams are taken.".formatted(limit));
      case Refusal.Draining _ -> draining();
    };
  }

  /// What an outage of the store means. The client learns no more than that.
  static Problem of(StoreException outage) {
    return switch (outage) {
      case StoreException.Full _ ->
          new Problem(INSUFFICIENT_STORAGE, "store_full", FULL).with(RETRY_LATER);
      case StoreException.Unavailable _ -> storeUnavailable();
      case StoreException.NoResponders _ ->
          outage(Status.BAD_GATEWAY_502, "store_no_responders", NO_RESPONDERS);
      case StoreException.TimedOut _ ->
          outage(Status.GATEWAY_TIMEOUT_504, "store_timeout", TIMEOUT);
    };
  }

  /// Why the process can not serve; empty when it can.
  static Optional<Problem> of(Readiness readiness) {
    return switch (readiness) {
      case Readiness.Ready _ -> Optional.empty();
      case Readiness.Starting _ ->
          Optional.of(unavailable("starting", "The process is starting; try again in a moment."));
      case Readiness.Draining _ -> Optional.of(draining());
      case Readiness.StoreDown _ -> Optional.of(storeUnavailable());
    };
  }

  static Problem internal() {
    return new Problem(
        Status.INTERNAL_SERVER_ERROR_500,
        "internal",
        "Something is wrong with the server; report the request_id to its operator.");
  }

  /// What an HTTP server answers of its own accord to what it can not read.
  static Problem unreadable(Status status) {
    return switch (status.code()) {
      case 413 -> tooLarge("body_too_large", "The body is larger than any request may be");
      case 414 -> new Problem(status, "uri_too_long", "Shorten the path and the query.");
      case 415 -> unsupportedMediaType("the body must not be compressed");
      case 431 -> new Problem(status, "headers_too_large", "Send fewer or shorter headers.");
      // The client's to mend, so not the 505 that HTTP has for it (SPEC 2: bad input is a 4xx).
      case 505 -> bad("http_version_not_supported", "Use HTTP/1.1 or HTTP/2.");
      case 503 -> unavailable("overloaded", "The server has no room for the request; try later.");
      default -> bad("malformed_request", "This is no HTTP request; check its line and headers.");
    };
  }

  static Problem malformed(String complaint) {
    return bad("malformed_request", sentence(complaint));
  }

  static Problem noSuchPath() {
    return new Problem(
        Status.NOT_FOUND_404, "not_found", "There is nothing at this path; see /openapi.yaml.");
  }

  static Problem methodNotAllowed(Header allow) {
    return new Problem(
            Status.METHOD_NOT_ALLOWED_405,
            "method_not_allowed",
            "This path takes only " + allow.get() + ".")
        .with(allow);
  }

  static Problem unauthorized() {
    return new Problem(
            Status.UNAUTHORIZED_401,
            "unauthorized",
            "Send a valid key as 'Authorization: Bearer <token>'.")
        .with(CHALLENGE);
  }

  static Problem tokenExpired() {
    return new Problem(
            Status.UNAUTHORIZED_401, "token_expired", "The key has expired; ask for a new one.")
        .with(CHALLENGE_AGAIN);
  }

  static Problem noSuchSubscription() {
    return missing("subscription", "There is no such subscription");
  }

  static Problem noSuchJob() {
    return missing("job", "There is no such job, or it ended more than a day ago");
  }

  static Problem invalidJson(String detail) {
    return bad("invalid_json", sentence(detail));
  }

  static Problem unknownField(String name, String known) {
    return bad("unknown_field", "There is no field '%s' here, only %s.".formatted(name, known));
  }

  static Problem missingField(String name) {
    return bad("missing_field", "The field '%s' is required.".formatted(name));
  }

  static Problem invalidField(String name, String demand) {
    return bad("invalid_field", "The field '%s' must be %s.".formatted(name, demand));
  }

  static Problem outOfRange(String name, String range) {
    return bad("out_of_range", "The value of '%s' must be %s.".formatted(name, range));
  }

  static Problem unknownParameter(String name) {
    return bad("unknown_parameter", "There is no query parameter '%s' here.".formatted(name));
  }

  static Problem invalidParameter(String name, String demand) {
    return bad("invalid_parameter", "The parameter '%s' must be %s.".formatted(name, demand));
  }

  static Problem invalidHeader(String name, String demand) {
    return bad("invalid_header", "The header '%s' must be %s.".formatted(name, demand));
  }

  static Problem invalidName(String kind, String demand) {
    return bad("invalid_name", "A %s's name is %s.".formatted(kind, demand));
  }

  static Problem invalidCursor(String demand) {
    return bad("invalid_cursor", "The cursor must be %s.".formatted(demand));
  }

  static Problem invalidAttribute(String complaint) {
    return bad("invalid_attribute", sentence(complaint));
  }

  static Problem reservedAttribute(String name) {
    return bad("reserved_attribute", "'%s' is the server's own, as all mq-… are.".formatted(name));
  }

  static Problem invalidSubject(String complaint) {
    return bad("invalid_subject", "The subject %s.".formatted(complaint));
  }

  static Problem invalidPattern(String complaint) {
    return bad("invalid_pattern", "The pattern %s.".formatted(complaint));
  }

  static Problem patternOfAnotherTopic(TopicName topic) {
    return bad(
        "pattern_topic_mismatch",
        "The pattern must begin with the topic's name, as '%s.>' does.".formatted(topic.value()));
  }

  static Problem unsupportedMediaType(String demand) {
    return new Problem(
        Status.UNSUPPORTED_MEDIA_TYPE_415,
        "unsupported_media_type",
        "Send JSON as 'Content-Type: application/json'; " + demand + ".");
  }

  static Problem bodyTooLarge(long limit) {
    return tooLarge("body_too_large", "The body may have at most %d bytes".formatted(limit));
  }

  static Problem batchTooLarge(long limit) {
    return tooLarge("batch_too_large", "A batch may have at most %d bytes".formatted(limit));
  }

  static Problem messageTooLarge(String lead, long limit) {
    return tooLarge("message_too_large", "%s at most %d".formatted(lead, limit));
  }

  static Problem immutableField(String name) {
    return unprocessable(
        "immutable_field", "'%s' can not be changed; create another one.".formatted(name));
  }

  static Problem unsupportedDeliveryType(String wanted) {
    return unprocessable(
        "unsupported_delivery_type",
        "Delivery type '%s' is not supported; supported is: sse.".formatted(wanted));
  }

  static Problem unsupportedStorage(String wanted) {
    return unprocessable(
        "unsupported_storage",
        "Storage '%s' is not supported; supported is: file.".formatted(wanted));
  }

  private static Problem draining() {
    return unavailable("draining", "The process is going down; try again elsewhere.");
  }

  private static Problem storeUnavailable() {
    return unavailable("store_unavailable", "The store can not be reached; try again later.");
  }

  private static Problem unavailable(String code, String detail) {
    return outage(Status.SERVICE_UNAVAILABLE_503, code, detail);
  }

  private static Problem outage(Status status, String code, String detail) {
    return new Problem(status, code, detail).with(RETRY_SOON);
  }

  private static Problem missing(String kind, String fact) {
    return new Problem(
        Status.NOT_FOUND_404, kind + "_not_found", fact + "; check it, or create it first.");
  }

  private static Problem tooLarge(String code, String fact) {
    return new Problem(CONTENT_TOO_LARGE, code, fact + "; send less at once.");
  }

  private static Problem conflict(String code, String detail) {
    return new Problem(Status.CONFLICT_409, code, detail);
  }

  private static Problem unprocessable(String code, String detail) {
    return new Problem(Status.UNPROCESSABLE_CONTENT_422, code, detail);
  }

  private static Problem bad(String code, String detail) {
    return new Problem(Status.BAD_REQUEST_400, code, detail);
  }

  private static String sentence(String words) {
    return Character.toUpperCase(words.charAt(0)) + words.substring(1) + ".";
  }
}
