package io.edgemq.server;

import io.helidon.http.Header;
import io.helidon.http.Method;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.HttpSecurity;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.RoutingResponse;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Optional;

/// Takes every request from its first to its last byte: finds its route and its caller, lets the
/// endpoint answer, and has the route's dialect word whatever goes wrong. Stands in place of
/// Helidon's own routing, whose list of patterns and layers of filters would cost more than a small
/// request.
final class Dispatcher implements HttpRouting {
  private static final Logger LOG = System.getLogger(Dispatcher.class.getName());
  private static final HttpSecurity NO_SECURITY = HttpSecurity.create();
  private static final long DRAINED_AT_MOST = 1 << 16;

  /// A body is in memory once as it was made and once as it is sent.
  private static final long COPIED = 2;

  private final RouteTable table;
  private final RequestIds ids;
  private final HttpMetrics metrics;
  private final ConnectionLimit limit;
  private volatile boolean closing;

  Dispatcher(RouteTable table, RequestIds ids, HttpMetrics metrics, ConnectionLimit limit) {
    this.limit = limit;
    this.table = table;
    this.ids = ids;
    this.metrics = metrics;
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
    var connection = ClientConnection.of(request);
    var exchange = new Exchange(request, response, ids.of(request.headers()));
    var target = table.find(exchange.method(), exchange.path());
    connection.enter(exchange.lateAnswer(target.dialect()));
    try {
      serve(exchange, target, began);
    } catch (CloseConnectionException end) {
      throw end;
    } catch (RuntimeException | Error bug) {
      LOG.log(Level.ERROR, "a request could not even be refused", bug);
      throw new CloseConnectionException("unexpected failure", bug);
    } finally {
      drain(exchange);
      exchange.holding().release();
      connection.exit();
    }
  }

  private void serve(Exchange exchange, RouteTable.Target target, long began) {
    var ambiguity =
        exchange
            .ambiguity()
            .or(() -> surplus(exchange, target))
            .or(() -> crowd(exchange, target))
            .or(() -> content(exchange));
    var route =
        ambiguity.isEmpty() && target instanceof RouteTable.Found found ? found.route() : null;
    try (var delivery = metrics.begin(route, began)) {
      var reply =
          ambiguity.isEmpty()
              ? within(exchange, target, answer(exchange, target))
              : refuse(exchange, target, ambiguity.get());
      delivery.answer(status(reply));
      if (closing || exchange.hasMuchLeft(DRAINED_AT_MOST)) {
        exchange.endConnection();
      }
      exchange.mark(target.dialect());
      exchange.deliver(reply, delivery);
    }
    exchange.finish();
  }

  /// An answer that is long is counted, and refused when there is no room for it: only where
  /// nothing was done that the caller must hear of, and probes never.
  private static Reply within(Exchange exchange, RouteTable.Target target, Reply reply) {
    return reply instanceof Reply.Content(_, _, var body, _)
            && exchange.method().equals(Method.GET)
            && target instanceof RouteTable.Found found
            && !found.route().isVital()
            && !exchange.holding().covers(COPIED * body.length)
        ? refuse(exchange, target, new Fault.Overloaded())
        : reply;
  }

  /// A connection beyond those that are served gets one answer, and what is not vital a refusal.
  private Optional<Fault> surplus(Exchange exchange, RouteTable.Target target) {
    if (!ClientConnection.of(exchange.request()).isSurplus()) {
      return Optional.empty();
    }
    exchange.endConnection();
    if (isVital(target)) {
      return Optional.empty();
    }
    limit.refuse();
    return Optional.of(new Fault.Overloaded());
  }

  private static Optional<Fault> content(Exchange exchange) {
    var stream = exchange.stream();
    return stream == null ? Optional.empty() : stream.complaint();
  }

  private static void drain(Exchange exchange) {
    var stream = exchange.stream();
    if (stream != null) {
      stream.answered();
      stream.drain();
    }
  }

  /// What the request itself keeps in memory must have its room; probes always have.
  private static Optional<Fault> crowd(Exchange exchange, RouteTable.Target target) {
    return isVital(target) || exchange.holding().covers(0)
        ? Optional.empty()
        : Optional.of(new Fault.Overloaded());
  }

  private static boolean isVital(RouteTable.Target target) {
    return target instanceof RouteTable.Found found && found.route().isVital();
  }

  private static Reply refuse(Exchange exchange, RouteTable.Target target, Fault fault) {
    if (fault.endsConnection()) {
      exchange.endConnection();
    }
    return target.dialect().refuse(fault, exchange.id());
  }

  private static Reply answer(Exchange exchange, RouteTable.Target target) {
    var dialect = target.dialect();
    try {
      return switch (target) {
        case RouteTable.Found found when exchange.isHead() && !found.route().servesHead() ->
            dialect.refuse(new Fault.OtherMethod(found.allow()), exchange.id());
        case RouteTable.Found found -> call(exchange, found);
        case RouteTable.OtherMethod other -> otherMethod(exchange, dialect, other.allow());
        case RouteTable.Nowhere _ -> dialect.refuse(new Fault.UnknownPath(), exchange.id());
      };
    } catch (FaultException refused) {
      return refuse(exchange, target, refused.fault());
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new CloseConnectionException("the server stops", stopped);
    } catch (CloseConnectionException gone) {
      throw gone;
    } catch (RuntimeException | Error failure) {
      return explanation(dialect, failure, exchange.id())
          .orElseGet(
              () -> {
                LOG.log(Level.ERROR, "unexpected failure: request=" + exchange.id(), failure);
                return dialect.refuse(new Fault.Bug(), exchange.id());
              });
    }
  }

  private static Optional<Reply> explanation(Dialect dialect, Throwable failure, String id) {
    return failure instanceof RuntimeException thrown
        ? dialect.explain(thrown, id)
        : Optional.empty();
  }

  private static Reply call(Exchange exchange, RouteTable.Found found) throws InterruptedException {
    var prologue = exchange.request().prologue();
    if (prologue.fragment().hasValue()) {
      throw new FaultException(new Fault.Fragment());
    }
    var route = found.route();
    var query = Query.parse(prologue.query().rawValue());
    var call = new Call(exchange, found, query);
    if (!route.isOpen()) {
      call.identify(found.dialect().caller(call));
      query.requireOnly(route.parameters());
    }
    var reply = route.endpoint().answer(call);
    if (reply instanceof Reply.Upgrade && !exchange.isHttp1()) {
      throw new IllegalStateException("a stream of HTTP/2 cannot become another protocol");
    }
    return reply;
  }

  private static Reply otherMethod(Exchange exchange, Dialect dialect, Header allow) {
    return exchange.method().equals(Method.OPTIONS)
        ? dialect.preflight(allow, exchange.head())
        : dialect.refuse(new Fault.OtherMethod(allow), exchange.id());
  }

  private static int status(Reply reply) {
    return switch (reply) {
      case Reply.Content content -> content.status().code();
      case Reply.Empty empty -> empty.status().code();
      case Reply.Undoable undoable -> undoable.content().status().code();
      case Reply.Streamed _, Reply.Live _ -> 200;
      case Reply.Upgrade _ -> 101;
    };
  }
}
