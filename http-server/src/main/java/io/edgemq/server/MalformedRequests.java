package io.edgemq.server;

import io.helidon.http.DirectHandler;
import io.helidon.http.DirectHandler.EventType;
import io.helidon.http.DirectHandler.TransportResponse;
import io.helidon.http.HeaderValues;
import io.helidon.http.Status;
import io.helidon.http.WritableHeaders;
import io.helidon.webserver.http.DirectHandlers;

/// Answers what Helidon cannot read as a request, in the words of a dialect. Nothing of the request
/// is shown: it may be anything.
final class MalformedRequests {
  private final Dialect dialect;
  private final RequestIds ids;

  MalformedRequests(Dialect dialect, RequestIds ids) {
    this.dialect = dialect;
    this.ids = ids;
  }

  /// What is told to a client of whose request too little came in time.
  LateAnswer late() {
    return new LateAnswer(dialect, nothing(), ids.next());
  }

  private static RequestHead nothing() {
    return new RequestHead("", WritableHeaders.create());
  }

  /// The handlers for all such events.
  DirectHandlers handlers() {
    var handlers = DirectHandlers.builder();
    for (var type : EventType.values()) {
      DirectHandler handler = (_, event, status, headers, _) -> answer(event, status);
      handlers.addHandler(type, handler);
    }
    return handlers.build();
  }

  /// What Helidon calls an internal error is one that its parser ran into: ours are answered before
  /// they get here.
  private TransportResponse answer(EventType event, Status status) {
    var id = ids.next();
    var fault =
        new Fault.Unreadable(event == EventType.INTERNAL_ERROR ? Status.BAD_REQUEST_400 : status);
    var reply = dialect.refuse(fault, id);
    var response =
        TransportResponse.builder()
            .status(reply.status())
            .header(reply.type())
            .header(HeaderValues.create(RequestIds.HEADER, id))
            .entity(reply.body())
            .keepAlive(false);
    reply.headers().forEach(response::header);
    dialect.corsHeaders(nothing()).forEach(response::header);
    return response.build();
  }
}
