package io.edgemq.http;

import io.edgemq.ports.in.OpenStreams;
import io.edgemq.ports.in.StreamWish;
import io.edgemq.server.Call;
import io.edgemq.server.Reply;
import io.edgemq.server.Route;
import io.helidon.http.Method;
import java.util.List;

/// Streams messages as server-sent events (SPEC 4 and 5.1).
final class StreamEndpoints {
  private final OpenStreams streams;
  private final SseReply sse;

  StreamEndpoints(OpenStreams streams, SseReply sse) {
    this.streams = streams;
    this.sse = sse;
  }

  List<Route> routes() {
    return List.of(
        Route.of(Method.GET, "/v1/subscriptions/{id}/stream", this::ofSubscription)
            .taking(
                RestDialect.BEARER,
                RestDialect.TICKET,
                "last_event_id",
                "lastEventId",
                "from",
                "slow",
                "body")
            .withoutHead(),
        Route.of(Method.GET, "/v1/topics/{topic}/stream", this::ofTopic)
            .taking(
                RestDialect.BEARER,
                RestDialect.TICKET,
                "last_event_id",
                "lastEventId",
                "from",
                "slow",
                "body",
                "pattern")
            .withoutHead());
  }

  private Reply ofSubscription(Call call) {
    var id = PathParameters.subscription(call.argument("id"));
    var wish = wish(call);
    return open(call, () -> streams.ofSubscription(call.principal(), id, wish));
  }

  private Reply ofTopic(Call call) {
    var topic = PathParameters.topic(call.argument("topic"));
    var filter = PathParameters.filter(topic, call.query().find("pattern").orElse(null));
    var wish = wish(call);
    return open(call, () -> streams.ofTopic(call.principal(), topic, filter, wish));
  }

  private static StreamWish wish(Call call) {
    return new StreamWish(SseReply.cursor(call), PathParameters.slow(call.query()));
  }

  private Reply open(Call call, SseReply.Opening opening) {
    var form = MessageJson.Form.of(call.query());
    return sse.of(call, form, SseFrames.of(form), opening);
  }
}
