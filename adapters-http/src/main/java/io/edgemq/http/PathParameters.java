package io.edgemq.http;

import io.edgemq.domain.BucketName;
import io.edgemq.domain.JobId;
import io.edgemq.domain.Paging;
import io.edgemq.domain.Pattern;
import io.edgemq.domain.QueueName;
import io.edgemq.domain.Slice;
import io.edgemq.domain.SlowPolicy;
import io.edgemq.domain.Start;
import io.edgemq.domain.SubjectFilter;
import io.edgemq.domain.SubscriptionId;
import io.edgemq.domain.TenantId;
import io.edgemq.domain.TopicName;
import io.edgemq.server.Ascii;
import io.edgemq.server.Call;
import io.edgemq.server.Percent;
import io.edgemq.server.Query;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Reads the names, patterns and cursors in paths and queries.
final class PathParameters {
  /// What a topic's or subscription's name looks like.
  static final String LETTERS = "1 to 80 letters, digits, '-' or '_'";

  /// What a queue's name looks like.
  static final String QUEUE_LETTERS = LETTERS + ", and '.fifo' behind them for a FIFO queue";

  private static final int MAX_PAGE = 1000;
  private static final int DEFAULT_PAGE = 100;
  private static final int LIMIT_DIGITS = 9;
  private static final int MAX_CURSOR = 2600; // a key of 1,934 bytes in base64
  private static final int SEQUENCE_DIGITS = 18;
  /// What a cursor of a list must be.
  static final String NEXT_CURSOR = "the next_cursor of an earlier answer";

  private static final String STARTS =
      "'earliest', 'latest', a sequence, an RFC 3339 time or last:N";

  private PathParameters() {}

  static QueueName queue(String text) {
    if (!QueueName.isLegal(text)) {
      throw Problems.invalidName("queue", QUEUE_LETTERS).asException();
    }
    return new QueueName(text);
  }

  static TopicName topic(String text) {
    if (!TopicName.isLegal(text)) {
      throw Problems.invalidName("topic", LETTERS).asException();
    }
    return new TopicName(text);
  }

  static BucketName bucket(String text) {
    if (!BucketName.isLegal(text)) {
      throw Problems.invalidName("bucket", LETTERS).asException();
    }
    return new BucketName(text);
  }

  /// A text that is not an id names no subscription.
  static SubscriptionId subscription(String text) {
    if (!SubscriptionId.isLegal(text)) {
      throw Problems.noSuchSubscription().asException();
    }
    return new SubscriptionId(text);
  }

  /// A text that is not an id names no job.
  static JobId job(String text) {
    if (!JobId.isLegal(text)) {
      throw Problems.noSuchJob().asException();
    }
    return new JobId(text);
  }

  /// The filter of a full pattern, which must begin with the topic's name; null means no
  /// condition.
  static SubjectFilter filter(TopicName topic, @Nullable String pattern) {
    if (pattern == null) {
      return SubjectFilter.ALL;
    }
    var complaint = Pattern.complaint(pattern);
    if (complaint.isPresent()) {
      throw Problems.invalidPattern(complaint.get()).asException();
    }
    var parsed = new Pattern(pattern);
    if (!parsed.topic().equals(topic)) {
      throw Problems.patternOfAnotherTopic(topic).asException();
    }
    return new SubjectFilter.Matching(parsed);
  }

  /// The start in the parameter `from`.
  static Optional<Start> from(Query query) {
    return query
        .find("from")
        .map(
            text ->
                Start.parse(text)
                    .orElseThrow(() -> Problems.invalidParameter("from", STARTS).asException()));
  }

  /// The start in the field `name`: a text, or a sequence as a number.
  static Optional<Start> start(Fields fields, String name) {
    return fields
        .find(name)
        .map(
            node -> {
              var text =
                  node.isIntegralNumber() ? node.bigIntegerValue().toString() : node.textValue();
              return Optional.ofNullable(text)
                  .flatMap(Start::parse)
                  .orElseThrow(() -> fields.invalid(name, STARTS));
            });
  }

  /// What happens to a stream whose reader takes less than comes, as the parameter `slow` says.
  static SlowPolicy slow(Query query) {
    return query
        .find("slow")
        .map(
            word ->
                SlowWords.of(word)
                    .orElseThrow(
                        () -> Problems.invalidParameter("slow", SlowWords.ALL).asException()))
        .orElse(SlowPolicy.CATCH_UP);
  }

  /// The page of a list that is asked for.
  static Paging paging(Query query) {
    return new Paging(
        query.find("cursor").map(PathParameters::decodeCursor).orElse(null), limit(query));
  }

  /// The largest number of items in a page.
  static int limit(Query query) {
    var text = query.find("limit");
    if (text.isEmpty()) {
      return DEFAULT_PAGE;
    }
    int limit = Ascii.isNumber(text.get(), LIMIT_DIGITS) ? Integer.parseInt(text.get()) : 0;
    if (limit < 1 || limit > MAX_PAGE) {
      throw Problems.outOfRange("limit", "1 to " + MAX_PAGE).asException();
    }
    return limit;
  }

  /// The tenant with that id; empty when the text is no id.
  static Optional<TenantId> tenant(String text) {
    return TenantId.isLegal(text) ? Optional.of(new TenantId(text)) : Optional.empty();
  }

  /// The tenant that the path names. A text that is not an id names none.
  static TenantId tenant(Call call) {
    return tenant(call.argument("tenant"))
        .orElseThrow(() -> ControlProblems.noSuchTenant().asException());
  }

  /// The sequence in a cursor that [#nextSequence] wrote; empty when there is none.
  static Optional<Long> sequence(Query query) {
    return query
        .find("cursor")
        .map(PathParameters::decodeCursor)
        .map(
            text -> {
              if (!Ascii.isNumber(text, SEQUENCE_DIGITS)) {
                throw Problems.invalidCursor(NEXT_CURSOR).asException();
              }
              return Long.valueOf(text);
            });
  }

  /// The field that leads to the page which begins with `next`; null: there is none.
  static void nextSequence(JsonOut out, @Nullable Long next) {
    nextCursor(out, new Slice<>(List.of(), next == null ? null : Long.toString(next)));
  }

  private static String decodeCursor(String cursor) {
    try {
      if (cursor.length() <= MAX_CURSOR) {
        var text = Percent.utf8(ByteBuffer.wrap(Base64.getUrlDecoder().decode(cursor)));
        if (text.isPresent() && !text.get().isEmpty()) {
          return text.get();
        }
      }
    } catch (IllegalArgumentException notBase64) {
      // Refused below.
    }
    throw Problems.invalidCursor(NEXT_CURSOR).asException();
  }

  /// The field that leads to the page after `slice`.
  static void nextCursor(JsonOut out, Slice<?> slice) {
    var next = slice.next();
    out.field(
        "next_cursor",
        next == null
            ? null
            : Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(next.getBytes(java.nio.charset.StandardCharsets.UTF_8)));
  }
}
