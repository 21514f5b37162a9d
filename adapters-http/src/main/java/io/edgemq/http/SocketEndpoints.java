package io.edgemq.http;

import io.edgemq.ports.in.OpenSockets;
import io.edgemq.ports.in.StreamWish;
import io.edgemq.server.Call;
import io.edgemq.server.Reply;
import io.edgemq.server.Route;
import io.edgemq.server.WebSocketHandler;
import io.edgemq.server.WebSocketOptions;
import io.edgemq.server.WebSocketUpgrade;
import io.helidon.http.Method;
import java.util.List;
import java.util.random.RandomGenerator;

/// Opens WebSockets (SPEC 5.2). What is refused before a socket is open is told as HTTP.
final class SocketEndpoints {
  /// Where a socket carries many subscriptions.
  static final String PATH = "/v1/ws";

  /// Where a socket is one subscription's.
  static final String OF_SUBSCRIPTION = "/v1/ws/subscriptions/{id}";

  /// The largest message of a client's: the largest body in base64, and what stands around it.
  static final int MOST_BYTES = 2 << 20;

  private static final WebSocketOptions OPTIONS = new WebSocketOptions(MOST_BYTES);

  private final SocketSession.Abilities abilities;
  private final OpenSockets sockets;
  private final RandomGenerator random;

  /// @param random spreads the returns of clients
  SocketEndpoints(SocketSession.Abilities abilities, OpenSockets sockets, RandomGenerator random) {
    this.abilities = abilities;
    this.sockets = sockets;
    this.random = random;
  }

  List<Route> routes() {
    return List.of(
        Route.of(Method.GET, PATH, this::ofMany)
            .taking(RestDialect.BEARER, RestDialect.TICKET)
            .withoutHead(),
        Route.of(Method.GET, OF_SUBSCRIPTION, this::ofSubscription)
            .taking(
                RestDialect.BEARER,
                RestDialect.TICKET,
                "last_event_id",
                "lastEventId",
                "from",
                "body",
                "slow")
            .withoutHead());
  }

  private Reply ofMany(Call call) {
    var ending = new SocketEnding(random);
    var place = Results.require(sockets.open(call.principal(), ending));
    return upgrade(call, new SocketSession(SocketCaller.of(call), abilities, ending, place));
  }

  private Reply ofSubscription(Call call) {
    var id = PathParameters.subscription(call.argument("id"));
    var wish = new StreamWish(SseReply.cursor(call), PathParameters.slow(call.query()));
    var form = MessageJson.Form.of(call.query());
    var stream = Results.require(abilities.streams().ofSubscription(call.principal(), id, wish));
    stream.keepIn(StreamRoom.of(call.liveRoom(), form));
    return upgrade(call, new SubscriptionSession(stream, form, new SocketEnding(random)));
  }

  /// Makes a socket of the connection. Nobody else would free what `handler` holds when that is
  /// refused.
  private static Reply upgrade(Call call, WebSocketHandler handler) {
    boolean upgraded = false;
    try {
      var reply = WebSocketUpgrade.of(call, OPTIONS, handler);
      upgraded = true;
      return reply;
    } finally {
      if (!upgraded) {
        handler.closed();
      }
    }
  }
}
