package io.edgemq.http;

import io.helidon.http.DirectHandler;
import io.helidon.http.DirectHandler.EventType;
import io.helidon.http.DirectHandler.TransportResponse;
import io.helidon.http.HeaderValues;
import io.helidon.http.Status;
import io.helidon.webserver.http.DirectHandlers;

/// Answers what never becomes a request, because Helidon can not read it, with a problem like any
/// other. Nothing of it is shown: it may be anything.
final class Unreadable {
  private Unreadable() {}

  /// The handlers for all such events.
  static DirectHandlers handlers(RequestIds ids) {
    var handlers = DirectHandlers.builder();
    for (var type : EventType.values()) {
      DirectHandler handler = (_, event, status, headers, _) -> answer(ids, event, status);
      handlers.addHandler(type, handler);
    }
    return handlers.build();
  }

  /// What Helidon calls an internal error is one of its parser's: our own are answered before they
  /// get here.
  private static TransportResponse answer(RequestIds ids, EventType event, Status status) {
    var problem =
        Problems.unreadable(event == EventType.INTERNAL_ERROR ? Status.BAD_REQUEST_400 : status);
    var id = ids.next();
    return TransportResponse.builder()
        .status(problem.status())
        .header(Cors.ANY_ORIGIN)
        .header(Problem.TYPE)
        .header(HeaderValues.create(RequestIds.HEADER, id))
        .entity(problem.json(id))
        .keepAlive(false)
        .build();
  }
}
