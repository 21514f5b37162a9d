package io.edgemq.server;

import io.edgemq.domain.Principal;
import io.helidon.common.buffers.DataReader;
import io.helidon.http.HeaderName;
import io.helidon.http.Headers;
import io.helidon.http.HttpPrologue;
import io.helidon.http.Method;
import io.helidon.http.RequestException;
import io.helidon.http.Status;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.http.ServerRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// A request to a route, as its dialect and its endpoint see it. For the thread that serves it.
public final class Call {
  private static final byte[] NOTHING = {};
  private static final int ALLOCATED_AT_ONCE = 1 << 16;

  private final ServerRequest request;
  private final String id;
  private final Route route;
  private final String[] arguments;
  private final Query query;
  private @Nullable Principal principal;
  private byte @Nullable [] body;

  Call(Exchange exchange, RouteTable.Found found, Query query) {
    this.request = exchange.request();
    this.id = exchange.id();
    this.route = found.route();
    this.arguments = found.arguments();
    this.query = query;
  }

  /// The dialect said who calls.
  void identify(Principal caller) {
    principal = caller;
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

  /// The header's value; empty when it is absent or blank.
  public Optional<String> header(HeaderName name) {
    return request.headers().contains(name)
        ? Optional.of(request.headers().get(name).get()).filter(value -> !value.isBlank())
        : Optional.empty();
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
    var known = body;
    if (known == null) {
      known = receive(limit, tooLarge);
      body = known;
    }
    if (known.length > limit) {
      throw tooLarge.get();
    }
    return known;
  }

  private byte[] receive(int limit, Supplier<? extends RuntimeException> tooLarge) {
    if (!request.content().hasEntity()) {
      return NOTHING;
    }
    long announced = request.headers().contentLength().orElse(-1);
    if (announced > limit) {
      throw tooLarge.get();
    }
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
      // Helidon counts chunks for itself, against the largest body of all.
      throw refused.status().equals(Status.REQUEST_ENTITY_TOO_LARGE_413)
          ? tooLarge.get()
          : new FaultException(new Fault.MalformedBody());
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
      return in.readNBytes(limit + 1);
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

  /// Whether the request came over HTTP/2.
  public boolean isHttp2() {
    return "2.0".equals(prologue().protocolVersion());
  }

  /// Watches the caller while the calling thread waits for something on its behalf.
  public DisconnectWatch watch() {
    return ClientConnection.of(request).watch(request);
  }
}
