package io.edgemq.http;

import io.edgemq.domain.Principal;
import io.edgemq.domain.StoreException;
import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Method;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.HttpSecurity;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.RoutingResponse;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;

/// Takes every request from its first to its last byte: finds its route and its caller, lets the
/// endpoint answer, and turns whatever goes wrong into a problem. Stands in place of Helidon's own
/// routing, whose list of patterns and layers of filters would cost more than a small request.
final class Dispatcher implements HttpRouting {
  private static final Logger LOG = System.getLogger(Dispatcher.class.getName());
  private static final HttpSecurity NO_SECURITY = HttpSecurity.create();
  private static final Header ONLY_GET =
      HeaderValues.createCached(HeaderNames.ALLOW, "GET, OPTIONS");
  private static final long DRAINED_AT_MOST = 1 << 16;

  private final RouteTable table;
  private final Bearers bearers;
  private final RequestIds ids;
  private final HttpMetrics metrics;
  private final HttpOptions options;
  private volatile boolean closing;

  /// What every request needs.
  record Tools(Bearers bearers, RequestIds ids, HttpMetrics metrics) {}

  Dispatcher(RouteTable table, Tools tools, HttpOptions options) {
    this.table = table;
    this.bearers = tools.bearers();
    this.ids = tools.ids();
    this.metrics = tools.metrics();
    this.options = options;
  }

  /// From now on connections end after their next answer.
  void close() {
    closing = true;
  }

  @Override
  public HttpSecurity security() {
    return NO_SECURITY;
  }

  @Override
  public void route(ConnectionContext context, RoutingRequest request, RoutingResponse response) {
    long began = System.nanoTime();
    var link = Link.of(request);
    link.enter();
    try {
      serve(new Exchange(request, response, ids.of(request.headers())), began);
    } catch (CloseConnectionException end) {
      throw end;
    } catch (RuntimeException | Error bug) {
      LOG.log(Level.ERROR, "a request could not even be refused", bug);
      throw new CloseConnectionException("unexpected failure", bug);
    } finally {
      link.leave();
    }
  }

  private void serve(Exchange exchange, long began) {
    var complaint = exchange.framingComplaint();
    Route route = null;
    Reply reply;
    if (complaint.isPresent()) {
      reply = complaint.get().reply(exchange.id());
    } else {
      var target = target(exchange);
      route = target instanceof RouteTable.Found(var found, _) ? found : null;
      reply = answer(exchange, target);
    }
    exchange.mark();
    if (closing || complaint.isPresent() || exchange.hasMuchLeft(DRAINED_AT_MOST)) {
      exchange.endConnection();
    }
    metrics.answered(route, status(reply), System.nanoTime() - began);
    exchange.deliver(reply);
  }

  private RouteTable.Target target(Exchange exchange) {
    try {
      return table.find(exchange.method(), exchange.path());
    } catch (ProblemException undecodable) {
      return new RouteTable.Nowhere();
    }
  }

  private Reply answer(Exchange exchange, RouteTable.Target target) {
    try {
      return switch (target) {
        case RouteTable.Found(var route, _)
            when exchange.isHead() && route.access() == Route.Access.BEARER_OR_PARAMETER ->
            Problems.methodNotAllowed(ONLY_GET).reply(exchange.id());
        case RouteTable.Found(var route, var arguments) -> call(exchange, route, arguments);
        case RouteTable.OtherMethod(var allow) -> otherMethod(exchange, allow);
        case RouteTable.Nowhere _ -> Problems.noSuchPath().reply(exchange.id());
      };
    } catch (ProblemException mistake) {
      return mistake.problem().reply(exchange.id());
    } catch (StoreException outage) {
      LOG.log(
          Level.WARNING, "store outage: request={0} cause={1}", exchange.id(), outage.toString());
      return Problems.of(outage).reply(exchange.id());
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new CloseConnectionException("the server stops", stopped);
    } catch (CloseConnectionException gone) {
      throw gone;
    } catch (RuntimeException | Error bug) {
      LOG.log(Level.ERROR, "unexpected failure: request=" + exchange.id(), bug);
      return Problems.internal().reply(exchange.id());
    }
  }

  private Reply call(Exchange exchange, Route route, List<String> arguments)
      throws InterruptedException {
    var request = exchange.request();
    if (request.prologue().fragment().hasValue()) {
      throw Problems.malformed("a request has no fragment; write a '#' as %23").asException();
    }
    var query = Query.parse(request.prologue().query().rawValue());
    var access = route.access();
    Principal principal = null;
    if (access != Route.Access.OPEN) {
      principal = bearers.principal(access, request.headers(), query);
      query.requireOnly(route.parameters());
    }
    var context = new Call.Context(arguments, query, principal);
    return route.endpoint().answer(new Call(request, context, options.patience()));
  }

  private static Reply otherMethod(Exchange exchange, Header allow) {
    return exchange.method().equals(Method.OPTIONS)
        ? Cors.preflight(allow, exchange.request().headers())
        : Problems.methodNotAllowed(allow).reply(exchange.id());
  }

  private static int status(Reply reply) {
    return switch (reply) {
      case Reply.Content content -> content.status().code();
      case Reply.Empty empty -> empty.status().code();
      case Reply.Handover handover -> handover.content().status().code();
      case Reply.Live _ -> 200;
    };
  }
}
