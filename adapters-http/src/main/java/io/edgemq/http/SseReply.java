package io.edgemq.http;

import io.edgemq.domain.StoreException;
import io.edgemq.ports.in.Cursor;
import io.edgemq.ports.in.MessageStream;
import io.edgemq.ports.in.Outcome;
import io.edgemq.ports.in.Refusal;
import io.edgemq.server.Ascii;
import io.edgemq.server.Call;
import io.edgemq.server.Reply;
import io.helidon.http.Header;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// Answers with server-sent events, whatever is streamed (SPEC 5.1).
final class SseReply {
  /// Of every stream.
  static final List<Header> HEADERS =
      List.of(
          HeaderValues.createCached(HeaderNames.CONTENT_TYPE, "text/event-stream"),
          HeaderValues.createCached(HeaderNames.CACHE_CONTROL, "no-store, no-transform"),
          HeaderValues.createCached("X-Accel-Buffering", "no"));
  private static final HeaderName LAST_EVENT_ID = HeaderNames.create("Last-Event-ID");
  private static final int SEQUENCE_DIGITS = 18;

  private static final int SOONEST_MILLIS = 1000;
  private static final int SPREAD_MILLIS = 9000;

  private final Duration keepAlive;
  private final RandomGenerator random;

  /// @param keepAlive after how long without a message a stream carries a comment
  /// @param random spreads the returns of readers that could not be served
  SseReply(Duration keepAlive, RandomGenerator random) {
    this.keepAlive = keepAlive;
    this.random = random;
  }

  /// Opens a stream.
  @FunctionalInterface
  interface Opening {
    Outcome<MessageStream> open();
  }

  /// The stream that `opening` opens.
  ///
  /// @param form how it is written
  Reply of(Call call, MessageJson.Form form, SseBody.Frames frames, Opening opening) {
    try {
      return switch (opening.open()) {
        case Outcome.Done<MessageStream>(var stream) -> {
          stream.keepIn(StreamRoom.of(call.liveRoom(), form));
          yield new Reply.Live(HEADERS, new SseBody(call.watches(), stream, frames, keepAlive));
        }
        case Outcome.Refused<MessageStream>(Refusal.TooManyStreams refusal) ->
            closed(Problems.of(refusal));
        case Outcome.Refused<MessageStream>(Refusal.Draining refusal) ->
            closed(Problems.of(refusal));
        case Outcome.Refused<MessageStream>(var refusal) ->
            throw Problems.of(refusal).asException();
      };
    } catch (StoreException outage) {
      return closed(OutageProblems.of(outage));
    }
  }

  /// A stream that only says why it cannot serve: EventSource gives up for good after any status
  /// but 200, and these reasons pass.
  private Reply closed(Problem problem) {
    var retryAfter = Duration.ofMillis(SOONEST_MILLIS + random.nextInt(SPREAD_MILLIS));
    return new Reply.Live(
        HEADERS,
        out -> {
          out.write(SseFrames.OPENING);
          out.write(SseFrames.close(problem.code(), problem.detail(), retryAfter));
          out.flush();
        });
  }

  /// Where the reader wants to go on; the first of these counts (SPEC 5.1).
  static Cursor cursor(Call call) {
    return call.header(LAST_EVENT_ID)
        .or(() -> call.query().find("last_event_id"))
        .or(() -> call.query().find("lastEventId"))
        .map(SseReply::after)
        .or(() -> from(call))
        .orElseGet(Cursor.Default::new);
  }

  private static Cursor after(String text) {
    if (!Ascii.isNumber(text, SEQUENCE_DIGITS)) {
      throw Problems.invalidCursor("the id of an event, which is a sequence").asException();
    }
    return new Cursor.After(Long.parseLong(text));
  }

  private static Optional<Cursor> from(Call call) {
    return PathParameters.from(call.query()).map(Cursor.From::new);
  }
}
