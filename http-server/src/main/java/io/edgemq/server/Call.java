package io.edgemq.server;

import io.edgemq.domain.Principal;
import io.helidon.common.buffers.DataReader;
import io.helidon.http.HeaderName;
import io.helidon.http.Headers;
import io.helidon.http.HttpPrologue;
import io.helidon.http.Method;
import io.helidon.http.RequestException;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.http.ServerRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// A request to a route, as its dialect and its endpoint see it. For the thread that serves it.
public final class Call {
  private static final byte[] NOTHING = {};
  private static final int ALLOCATED_AT_ONCE = 1 << 16;

  /// A body is in memory once as it came and once put together.
  private static final int AS_IT_IS = 2;

  /// While its length is unknown, a body is copied to ever more room.
  private static final long GROWING = 4;

  private final ServerRequest request;
  private final String id;
  private final Holding holding;
  private final Route route;
  private final String[] arguments;
  private final Query query;
  private @Nullable Principal principal;
  private byte @Nullable [] body;

  Call(Exchange exchange, RouteTable.Found found, Query query) {
    this.request = exchange.request();
    this.id = exchange.id();
    this.holding = exchange.holding();
    this.route = found.route();
    this.arguments = found.arguments();
    this.query = query;
  }

  /// The dialect said who calls.
  void identify(Principal caller) {
    principal = caller;
    holding.belongTo(caller.tenant());
  }

  /// The request's name, which is in the answer and in log lines about it.
  public String id() {
    return id;
  }

  /// The route that the request takes.
  public Route route() {
    return route;
  }

  /// Who calls. Throws [IllegalStateException] on an open route and while the dialect is asked.
  public Principal principal() {
    if (principal == null) {
      throw new IllegalStateException("nobody has been asked who calls");
    }
    return principal;
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

  /// The path as it came: undecoded, without query.
  public String rawPath() {
    return prologue().uriPath().rawPath();
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

  /// Counts `bytes` that the answer to this request needs in memory, until the answer is delivered
  /// or another number is given. Waits for a moment while the process, or the caller's tenant, has
  /// too much in memory; throws [Fault.Overloaded] when it still has.
  public void hold(long bytes) {
    holding.cover(bytes);
    holding.shrinkTo(bytes);
  }

  /// As [#hold], for bytes that are in memory already: never waits. Whether they fit; if not, drop
  /// them and throw [#overload].
  public boolean holdNow(long bytes) {
    return holding.coversNow(bytes);
  }

  /// Where to count what a live answer keeps in memory for its client: it is not known to this
  /// call's thread alone, nor all at once.
  public LiveRoom liveRoom() {
    return holding.liveRoom();
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
    holding.cover(cost * announced);
    var bytes = read(announced, limit, tooLarge);
    if (bytes.length > limit) {
      throw tooLarge.get();
    }
    if (announced >= 0 && bytes.length < announced) {
      throw new CloseConnectionException("the client went away within a body");
    }
    return bytes;
  }

  private byte[] read(long announced, int limit, Supplier<? extends RuntimeException> tooLarge) {
    try {
      return isHttp2() ? readWatched(announced, limit) : readNow(announced, limit);
    } catch (DataReader.InsufficientDataAvailableException gone) {
      throw new CloseConnectionException("the client went away within a body", gone);
    } catch (RequestException refused) {
      throw switch (refused.status().code()) {
        // Helidon counts chunks for itself, against the largest body of all.
        case 413 -> tooLarge.get();
        case 503 -> overload();
        default -> new FaultException(new Fault.MalformedBody());
      };
    } catch (NumberFormatException | DataReader.IncorrectNewLineException malformed) {
      throw new FaultException(new Fault.MalformedBody());
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  /// Reads on a stream of HTTP/2, where nobody else would wake the thread when the client is gone.
  private byte[] readWatched(long announced, int limit) throws IOException {
    try (var watch = ClientConnection.of(request).watchBody(request)) {
      var bytes = readNow(announced, limit);
      if (watch.isGone()) {
        throw new CloseConnectionException("the client went away within a body");
      }
      return bytes;
    }
  }

  /// Reads to the end, or one byte beyond the limit. Closing the stream looks for the end, so it is
  /// done only where the end is known to be there.
  private byte[] readNow(long announced, int limit) throws IOException {
    var in = request.content().inputStream();
    if (announced < 0) {
      return readUncounted(in, limit);
    }
    byte[] bytes;
    if (announced <= ALLOCATED_AT_ONCE) {
      bytes = new byte[(int) announced];
      int length = in.readNBytes(bytes, 0, bytes.length);
      bytes = length == bytes.length ? bytes : Arrays.copyOf(bytes, length);
    } else {
      bytes = in.readNBytes((int) announced);
    }
    if (bytes.length == announced) {
      in.close();
    }
    return bytes;
  }

  /// Reads what was not announced, one byte beyond the limit at most, and counts it as it comes.
  private byte[] readUncounted(InputStream in, int limit) throws IOException {
    var pieces = new ByteArrayOutputStream();
    var piece = new byte[Math.min(ALLOCATED_AT_ONCE, limit + 1)];
    while (pieces.size() <= limit) {
      int length = in.read(piece, 0, Math.min(piece.length, limit + 1 - pieces.size()));
      if (length < 0) {
        break;
      }
      holding.cover(GROWING * (pieces.size() + (long) length));
      pieces.write(piece, 0, length);
    }
    return pieces.toByteArray();
  }

  /// Whether the request came over HTTP/2.
  public boolean isHttp2() {
    return "2.0".equals(prologue().protocolVersion());
  }

  /// Watches the caller while the calling thread waits for something on its behalf.
  public DisconnectWatch watch() {
    return ClientConnection.of(request).watch(request);
  }
}
