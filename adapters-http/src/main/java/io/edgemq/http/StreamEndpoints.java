package io.edgemq.http;

import io.edgemq.domain.StoreException;
import io.edgemq.ports.in.Cursor;
import io.edgemq.ports.in.MessageStream;
import io.edgemq.ports.in.OpenStreams;
import io.edgemq.ports.in.Outcome;
import io.edgemq.ports.in.Refusal;
import io.helidon.http.Header;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Method;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// Streams messages as server-sent events (SPEC 4 and 5.1).
final class StreamEndpoints {
  private static final List<Header> HEADERS =
      List.of(
          HeaderValues.createCached(HeaderNames.CONTENT_TYPE, "text/event-stream"),
          HeaderValues.createCached(HeaderNames.CACHE_CONTROL, "no-store, no-transform"),
          HeaderValues.createCached("X-Accel-Buffering", "no"));
  private static final HeaderName LAST_EVENT_ID = HeaderNames.create("Last-Event-ID");
  private static final int SEQUENCE_DIGITS = 18;
  private static final int SOONEST_MILLIS = 1000;
  private static final int SPREAD_MILLIS = 9000;

  private final OpenStreams streams;
  private final Duration keepAlive;
  private final RandomGenerator random;

  /// @param keepAlive after how long without a message a stream carries a comment
  /// @param random spreads the returns of readers that could not be served
  StreamEndpoints(OpenStreams streams, Duration keepAlive, RandomGenerator random) {
    this.streams = streams;
    this.keepAlive = keepAlive;
    this.random = random;
  }

  List<Route> routes() {
    return List.of(
        Route.of(Method.GET, "/v1/subscriptions/{id}/stream", this::ofSubscription)
            .taking("bearer", "last_event_id", "lastEventId", "from", "body")
            .to(Route.Access.BEARER_OR_PARAMETER),
        Route.of(Method.GET, "/v1/topics/{topic}/stream", this::ofTopic)
            .taking("bearer", "last_event_id", "lastEventId", "from", "body", "pattern")
            .to(Route.Access.BEARER_OR_PARAMETER));
  }

  private Reply ofSubscription(Call call) {
    var id = Names.subscription(call.argument());
    var cursor = cursor(call);
    return open(call, () -> streams.ofSubscription(call.principal(), id, cursor));
  }

  private Reply ofTopic(Call call) {
    var topic = Names.topic(call.argument());
    var filter = Names.filter(topic, call.query().find("pattern").orElse(null));
    var cursor = cursor(call);
    return open(call, () -> streams.ofTopic(call.principal(), topic, filter, cursor));
  }

  @FunctionalInterface
  private interface Opening {
    Outcome<MessageStream> open();
  }

  private Reply open(Call call, Opening opening) {
    var encoding = SseFrames.of(MessageJson.Form.of(call.query()));
    try {
      return switch (opening.open()) {
        case Outcome.Done<MessageStream>(var stream) ->
            new Reply.Live(HEADERS, new SseBody(call, stream, encoding, keepAlive));
        case Outcome.Refused<MessageStream>(Refusal.TooManyStreams refusal) ->
            closed(Problems.of(refusal));
        case Outcome.Refused<MessageStream>(Refusal.Draining refusal) ->
            closed(Problems.of(refusal));
        case Outcome.Refused<MessageStream>(var refusal) ->
            throw Problems.of(refusal).asException();
      };
    } catch (StoreException outage) {
      return closed(Problems.of(outage));
    }
  }

  /// A stream that only says why it is none: EventSource gives up for good after any other status
  /// than 200, and these reasons pass.
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

  /// Where the reader wants to go on; the first that it names counts (SPEC 5.1).
  private static Cursor cursor(Call call) {
    return call.header(LAST_EVENT_ID)
        .or(() -> call.query().find("last_event_id"))
        .or(() -> call.query().find("lastEventId"))
        .map(StreamEndpoints::after)
        .or(() -> from(call))
        .orElseGet(Cursor.Default::new);
  }

  private static Cursor after(String text) {
    if (!Texts.isNumber(text, SEQUENCE_DIGITS)) {
      throw Problems.invalidCursor("the id of an event, which is a sequence").asException();
    }
    return new Cursor.After(Long.parseLong(text));
  }

  private static Optional<Cursor> from(Call call) {
    return Names.from(call.query()).map(Cursor.From::new);
  }
}
