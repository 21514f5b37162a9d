package io.edgemq.http;

import io.edgemq.domain.TopicName;
import io.edgemq.ports.in.Refusal;
import io.helidon.http.Status;

/// Owns the statuses and codes with which a request is refused: what a refusal or a mistake means
/// in HTTP is decided here and in the parts of it that stand beside it, and nowhere else (ADR
/// 0002). Outages are in [OutageProblems], what HTTP itself refuses, before any endpoint, in
/// [FaultProblems].
final class Problems {
  private static final Status CONTENT_TOO_LARGE = Status.create(413, "Content Too Large");

  private Problems() {}

  /// What a use case's refusal means.
  static Problem of(Refusal refusal) {
    return switch (refusal) {
      case Refusal.NoSuchQueue(var name) -> noSuch("queue", name.value());
      case Refusal.NoSuchTopic(var name) -> noSuch("topic", name.value());
      case Refusal.NoSuchBucket(var name) -> noSuch("bucket", name.value());
      case Refusal.NoSuchKeyValue(var key) -> KvProblems.noSuchValue(key.value());
      case Refusal.NoSuchRevision(long revision) -> KvProblems.noSuchRevision(revision);
      case Refusal.RevisionMismatch _ -> KvProblems.mismatch();
      case Refusal.NotACounter _ -> KvProblems.notACounter();
      case Refusal.CounterOverflow _ -> KvProblems.overflow();
      case Refusal.BucketFull(var name, long most) -> KvProblems.full(name, most);
      case Refusal.ChangeStreamLoop(int hops, int most) -> KvProblems.loop(hops, most);
      case Refusal.NoSuchChangeStream _ -> KvProblems.noSuchChangeStream();
      case Refusal.NoForeignBuckets _ -> KvProblems.noForeignBuckets();
      case Refusal.BucketExists(var name) ->
          conflict("already_exists", RefusalWords.exists("bucket", name.value()));
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
          conflict(
              "concurrent_change",
              "Others changed it at the same time, or what had its name is about to go. Try again"
                  + " soon.");
      case Refusal.SubjectsTaken(var words) ->
          conflict("subjects_taken", RefusalWords.taken(words));
      case Refusal.Unplaceable(var asked) ->
          unprocessable("placement_unsatisfiable", RefusalWords.unplaceable(asked));
      case Refusal.ReceiptStale(var why) -> conflict("receipt_stale", RefusalWords.stale(why));
      case Refusal.ReceiptInvalid _ ->
          bad(
              "receipt_invalid",
              "This receipt does not belong to this queue. Use one that a receive on it returned.");
      case Refusal.NoDeadLetterQueue(var name) ->
          unprocessable("no_dead_letter_queue", RefusalWords.noDeadLetters(name));
      case Refusal.OwnDeadLetterQueue _ ->
          unprocessable("no_dead_letter_queue", RefusalWords.OWN_DEAD_LETTERS);
      case Refusal.NothingToRejectTo _ ->
          unprocessable(
              "no_dead_letter_queue",
              "The queue has no dead-letter queue. Add one, or acknowledge the message.");
      case Refusal.MessageTooLarge(long size, long limit) -> tooLarge("message", "is", size, limit);
      case Refusal.AttributesTooLarge(long size, long limit) ->
          tooLarge("attributes", "are", size, limit);
      case Refusal.ReservedAttribute(var name) -> reservedAttribute(name);
      case Refusal.OutOfRange(var limit, var allowed) -> PushProblems.outOfRange(limit, allowed);
      case Refusal.Immutable(var property) ->
          unprocessable("immutable_field", RefusalWords.fixed(property));
      case Refusal.FifoName _ -> unprocessable("fifo_name", RefusalWords.FIFO_NAME);
      case Refusal.RedriveToItself _ ->
          unprocessable("redrive_to_itself", RefusalWords.REDRIVE_TO_ITSELF);
      case Refusal.SubjectOfAnotherTopic(var topic) ->
          invalidSubject("belongs to topic %s. Publish it there".formatted(topic.value()));
      case Refusal.SystemTopic(var name) ->
          new Problem(Status.FORBIDDEN_403, "system_topic", RefusalWords.systemTopic(name));
      case Refusal.UrlForbidden _ -> PushProblems.urlForbidden();
      case Refusal.RotationPending(var until) -> PushProblems.rotationPending(until);
      case Refusal.NothingStaged _ -> PushProblems.nothingStaged();
      case Refusal.NotPush _ -> PushProblems.notPush();
      case Refusal.KeyRevoked _ -> KeyProblems.revoked();
      case Refusal.KeyExpired _ -> KeyProblems.expired();
      case Refusal.TooManyStreams(int limit) ->
          unavailable("too_many_streams", "All %d streams are in use.".formatted(limit));
      case Refusal.Draining _ -> OutageProblems.draining();
      case Refusal.InsufficientScope(var missing) -> ControlProblems.insufficientScope(missing);
      case Refusal.TenantSuspended _ -> ControlProblems.tenantSuspended();
      case Refusal.NoSuchTenant _ -> ControlProblems.noSuchTenant();
      case Refusal.NoSuchKey _ -> ControlProblems.noSuchKey();
      case Refusal.NoSuchInvite _ -> ControlProblems.noSuchInvite();
      case Refusal.InviteGone _ -> ControlProblems.inviteGone();
      case Refusal.NoSuchInviteRequest _ -> ControlProblems.noSuchInviteRequest();
      case Refusal.AlreadyDecided(var status) ->
          conflict("already_decided", RefusalWords.decided(status));
      case Refusal.NoStreamPath _ -> ControlProblems.noStreamPath();
      case Refusal.KeyNeeded _ -> ControlProblems.keyNeeded();
      case Refusal.ExpiryRefused _ -> PushProblems.invalidValue("expires_at", RefusalWords.EXPIRY);
      case Refusal.NoSuchIssuer _ -> IdentityProblems.noSuchIssuer();
      case Refusal.IssuerExists(var name) ->
          conflict("already_exists", RefusalWords.existsForGood("issuer", name));
      case Refusal.IssuerTaken _ -> IdentityProblems.issuerTaken();
      case Refusal.NoSuchIngest _ -> IdentityProblems.noSuchIngest();
      case Refusal.NoIngestTarget _ -> IdentityProblems.noIngestTarget();
      case Refusal.TooManyIssuers(int most) -> QuotaProblems.tooMany("issuers", most);
      case Refusal.TooManyIngests(int most) -> QuotaProblems.tooMany("ingests", most);
      case Refusal.IngestExists(var name) ->
          conflict("already_exists", RefusalWords.existsForGood("ingest", name));
      case Refusal.IngestDenied _ -> IdentityProblems.ingestDenied();
      case Refusal.OriginNotAllowed _ -> IdentityProblems.originNotAllowed();
      case Refusal.NoSubject(var complaint) -> invalidSubject(complaint);
      case Refusal.QuotaExceeded(var kind, long most) -> QuotaProblems.exceeded(kind, most);
      case Refusal.RateExceeded rate -> QuotaProblems.exceeded(rate);
      case Refusal.RateRefused(long most) ->
          PushProblems.invalidValue("messages_per_second", "from 1 to " + most);
      case Refusal.NothingToBackUp _ ->
          conflict("nothing_to_back_up", RefusalWords.NOTHING_TO_BACK_UP);
    };
  }

  static Problem noSuchSubscription() {
    return missing("subscription", "There is no such subscription. Check its id.");
  }

  static Problem noSuchJob() {
    return missing("job", "There is no such job, or it ended more than a day ago. Check its id.");
  }

  static Problem invalidJson(String detail) {
    return bad("invalid_json", sentence(detail));
  }

  static Problem unknownField(String name, String known) {
    var fields = known.isEmpty() ? "This call takes no fields." : "The fields are: " + known + ".";
    return bad("unknown_field", "Unknown field '%s'. %s".formatted(name, fields));
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

  static Problem invalidParameter(String name, String demand) {
    return bad("invalid_parameter", "The parameter '%s' must be %s.".formatted(name, demand));
  }

  static Problem invalidHeader(String name, String demand) {
    return bad("invalid_header", "The header '%s' must be %s.".formatted(name, demand));
  }

  static Problem invalidName(String kind, String demand) {
    return bad("invalid_name", "The name of a %s must be %s.".formatted(kind, demand));
  }

  static Problem invalidCursor(String demand) {
    return bad("invalid_cursor", "The cursor must be %s.".formatted(demand));
  }

  static Problem invalidAttribute(String complaint) {
    return bad("invalid_attribute", sentence(complaint));
  }

  static Problem reservedAttribute(String name) {
    return bad(
        "reserved_attribute",
        "'%s' is reserved: names that begin with mq- are the server's.".formatted(name));
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
        "The pattern must begin with the topic's name, for example '%s.>'."
            .formatted(topic.value()));
  }

  static Problem unsupportedMediaType(String detail) {
    return new Problem(
        Status.UNSUPPORTED_MEDIA_TYPE_415,
        "unsupported_media_type",
        detail + " Send JSON as 'Content-Type: application/json'.");
  }

  static Problem batchTooLarge(long limit) {
    return tooLarge("batch", limit);
  }

  static Problem messageTooLarge(long limit) {
    return tooLarge("message", limit);
  }

  static Problem immutableField(String name) {
    return unprocessable(
        "immutable_field", "'%s' cannot be changed. Create another one.".formatted(name));
  }

  static Problem unsupportedDeliveryType(String wanted) {
    return unprocessable(
        "unsupported_delivery_type",
        "Delivery type '%s' is not supported. Use sse, http_push or queue.".formatted(wanted));
  }

  static Problem unsupportedStorage(String wanted) {
    return unprocessable(
        "unsupported_storage", "Storage '%s' is not supported. Use file.".formatted(wanted));
  }

  static Problem unavailable(String code, String detail) {
    return OutageProblems.unavailable(code, detail);
  }

  private static Problem noSuch(String kind, String name) {
    return missing(
        kind, "There is no %s %s. Check the name, or create it first.".formatted(kind, name));
  }

  private static Problem missing(String kind, String detail) {
    return new Problem(Status.NOT_FOUND_404, kind + "_not_found", detail);
  }

  static Problem tooLarge(String code, String detail) {
    return new Problem(CONTENT_TOO_LARGE, code, detail);
  }

  private static Problem tooLarge(String kind, String verb, long size, long limit) {
    return tooLarge(
        kind + "_too_large",
        "The %s %s %d bytes; the limit is %d.".formatted(kind, verb, size, limit));
  }

  static Problem tooLarge(String kind, long limit) {
    return tooLarge(
        kind + "_too_large", "The %s is too large; the limit is %d bytes.".formatted(kind, limit));
  }

  static Problem conflict(String code, String detail) {
    return new Problem(Status.CONFLICT_409, code, detail);
  }

  static Problem unprocessable(String code, String detail) {
    return new Problem(Status.UNPROCESSABLE_CONTENT_422, code, detail);
  }

  static Problem bad(String code, String detail) {
    return new Problem(Status.BAD_REQUEST_400, code, detail);
  }

  private static String sentence(String words) {
    return capitalized(words) + ".";
  }

  private static String capitalized(String words) {
    return Character.toUpperCase(words.charAt(0)) + words.substring(1);
  }
}
