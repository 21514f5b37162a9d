package io.edgemq.server;

import io.edgemq.domain.Caller;
import io.edgemq.domain.Operator;
import io.edgemq.domain.Principal;
import io.helidon.http.HeaderName;
import io.helidon.http.Headers;
import io.helidon.http.HttpPrologue;
import io.helidon.http.Method;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.http.ServerRequest;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// A request to a route, as its dialect and its endpoint see it. For the thread that serves it.
public final class Call {
  private static final byte[] NOTHING = {};

  /// A body is in memory once as it came and once put together.
  private static final int AS_IT_IS = 2;

  private final Exchange exchange;
  private final ServerRequest request;
  private final String id;
  private final Holding holding;
  private final Route route;
  private final String[] arguments;
  private final Query query;
  private @Nullable Caller caller;
  private byte @Nullable [] body;
  private boolean dropped;

  Call(Exchange exchange, RouteTable.Found found, Query query) {
    this.exchange = exchange;
    this.request = exchange.request();
    this.id = exchange.id();
    this.holding = exchange.holding();
    this.route = found.route();
    this.arguments = found.arguments();
    this.query = query;
  }

  /// The dialect said who calls.
  void identify(Caller known) {
    caller = known;
    if (known instanceof Principal principal) {
      holding.belongTo(principal.tenant());
    }
  }

  /// The request's name, which is in the answer and in log lines about it.
  public String id() {
    return id;
  }

  /// The route that the request takes.
  public Route route() {
    return route;
  }

  /// Who calls on behalf of a tenant. Throws [IllegalStateException] on an open route, while the
  /// dialect is asked, and when an operator calls.
  public Principal principal() {
    if (caller instanceof Principal principal) {
      return principal;
    }
    throw new IllegalStateException("nobody calls on behalf of a tenant");
  }

  /// Which operator calls. Throws [IllegalStateException] when it is none.
  public Operator operator() {
    if (caller instanceof Operator operator) {
      return operator;
    }
    throw new IllegalStateException("no operator calls");
  }

  /// The address of the client.
  public String clientAddress() {
    return request.remotePeer().host();
  }

  /// What the path has in place of the route's argument of that name, decoded. Throws
  /// [IllegalArgumentException] when the route has no such argument.
  public String argument(String name) {
    int position = route.parts().names().indexOf(name);
    if (position < 0) {
      throw new IllegalArgumentException(route.path() + " has no argument " + name);
    }
    return arguments[position];
  }

  /// The query parameters, decoded.
  public Query query() {
    return query;
  }

  /// All headers of the request.
  public Headers headers() {
    return request.headers();
  }

  /// The header's value; empty when it is absent or blank. Throws [Fault.RepeatedHeader] when there
  /// are two.
  public Optional<String> header(HeaderName name) {
    if (!request.headers().contains(name)) {
      return Optional.empty();
    }
    var header = request.headers().get(name);
    if (header.valueCount() > 1) {
      throw new FaultException(new Fault.RepeatedHeader(name.defaultCase()));
    }
    return Optional.of(header.get()).filter(value -> !value.isBlank());
  }

  /// The method as it came: HEAD, too.
  public Method method() {
    return prologue().method();
  }

  /// The path as it came: undecoded, without query, and without the scheme and host that a request
  /// line may carry.
  public String rawPath() {
    return exchange.path();
  }

  /// The query as it came: undecoded; empty when there is none.
  public String rawQuery() {
    return prologue().query().rawValue();
  }

  private HttpPrologue prologue() {
    return request.prologue();
  }

  /// The body, of at most `limit` bytes; throws [Fault.BodyTooLarge] when it has more.
  public byte[] body(int limit) {
    return body(limit, () -> new FaultException(new Fault.BodyTooLarge(limit)));
  }

  /// The body, read when it is first asked for; from then on the same array. Throws what `tooLarge`
  /// makes when it has more than `limit` bytes, and reads no more of it than that.
  public byte[] body(int limit, Supplier<? extends RuntimeException> tooLarge) {
    return body(limit, AS_IT_IS, tooLarge);
  }

  /// As the other, for a body that is more in memory than it is on the wire.
  ///
  /// @param cost how many bytes in memory come of each byte
  public byte[] body(int limit, int cost, Supplier<? extends RuntimeException> tooLarge) {
    if (dropped) {
      throw new IllegalStateException("the body was dropped");
    }
    var known = body;
    if (known == null) {
      known = receive(limit, cost, tooLarge);
      body = known;
    }
    if (known.length > limit) {
      throw tooLarge.get();
    }
    holding.cover((long) cost * known.length);
    return known;
  }

  /// The body was read and is needed no more: from here on [#body] is a bug. To call before a wait,
  /// when nothing that was made of the body is in reach either.
  public void dropBody() {
    body = null;
    dropped = true;
  }

  /// Counts `bytes` that the answer to this request needs in memory, until the answer is delivered
  /// or another number is given; the request's own headers and body are counted besides. Waits for
  /// a moment while the process, or the caller's tenant, has
  /// too much in memory; throws [Fault.Overloaded] when it still has.
  public void hold(long bytes) {
    long all = bytes + kept();
    holding.cover(all);
    holding.shrinkTo(all);
  }

  private long kept() {
    return body == null ? 0 : body.length;
  }

  /// As [#hold], for bytes that are in memory already: never waits. Whether they fit; if not, drop
  /// them and throw [#overload].
  public boolean holdNow(long bytes) {
    long all = bytes + kept();
    boolean fits = holding.coversNow(all);
    if (fits) {
      holding.shrinkTo(all);
    }
    return fits;
  }

  /// The most to ask for ahead of what may turn out to be less: an eighth of what all may hold.
  public long mostAhead() {
    return holding.budget().total() / 8;
  }

  /// Where to count what a live answer keeps in memory for its client: it is not known to this
  /// call's thread alone, nor all at once.
  public LiveRoom liveRoom() {
    return holding.liveRoom();
  }

  /// Where a WebSocket that comes of the request is kept an eye on.
  WebSockets webSockets() {
    return ClientConnection.of(request).webSockets();
  }

  /// What to throw when there is no room for the answer.
  public static RuntimeException overload() {
    return new FaultException(new Fault.Overloaded());
  }

  private byte[] receive(int limit, int cost, Supplier<? extends RuntimeException> tooLarge) {
    if (!request.content().hasEntity()) {
      return NOTHING;
    }
    long announced = request.headers().contentLength().orElse(-1);
    if (announced > limit) {
      throw tooLarge.get();
    }
    if (announced >= 0 && !holding.coversBody(cost * announced)) {
      throw overload();
    }
    var bytes = new BodyReader(exchange, isHttp2()).read(announced, limit, tooLarge);
    if (bytes.length > limit) {
      throw tooLarge.get();
    }
    var stream = exchange.stream();
    if (stream != null) {
      stream.bodyIsRead();
    }
    if (announced >= 0 && bytes.length < announced) {
      throw new CloseConnectionException("the client went away within a body");
    }
    return bytes;
  }

  /// Whether the request announces a body.
  public boolean hasBody() {
    return request.content().hasEntity();
  }

  /// Whether the request came over HTTP/2.
  public boolean isHttp2() {
    return "2.0".equals(prologue().protocolVersion());
  }

  /// What watches the caller, for an answer that has no end: it keeps nothing of the request.
  public Supplier<DisconnectWatch> watches() {
    var connection = ClientConnection.of(request);
    int stream = request.id();
    return () -> connection.watch(stream);
  }

  /// Whether the request came over HTTP/1.1, and not over what was before it.
  boolean isHttp11() {
    return "1.1".equals(prologue().protocolVersion());
  }

  /// Watches the caller while the calling thread waits for something on its behalf.
  public DisconnectWatch watch() {
    return watches().get();
  }
}
