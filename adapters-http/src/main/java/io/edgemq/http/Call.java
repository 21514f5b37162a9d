package io.edgemq.http;

import io.edgemq.domain.Principal;
import io.edgemq.http.HttpOptions.Patience;
import io.helidon.common.buffers.DataReader;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.Headers;
import io.helidon.http.RequestException;
import io.helidon.http.Status;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.http.ServerRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// A request on its way through an endpoint.
final class Call {
  /// The largest body of JSON, batches of messages aside.
  static final int JSON_BYTES = 1 << 18;

  private static final byte[] NOTHING = {};
  private static final int ALLOCATED_AT_ONCE = 1 << 16;

  private final ServerRequest request;
  private final List<String> arguments;
  private final Query query;
  private final @Nullable Principal principal;
  private final Patience patience;

  /// What was found out about a request before it came to an endpoint.
  ///
  /// @param principal null where nobody needs to be known
  record Context(List<String> arguments, Query query, @Nullable Principal principal) {}

  Call(ServerRequest request, Context context, Patience patience) {
    this.request = request;
    this.arguments = context.arguments();
    this.query = context.query();
    this.principal = context.principal();
    this.patience = patience;
  }

  /// Who calls.
  Principal principal() {
    if (principal == null) {
      throw new IllegalStateException("an open route has no principal");
    }
    return principal;
  }

  /// What stood in the path in place of its first segment in braces.
  String argument() {
    return arguments.getFirst();
  }

  /// What stood in place of the second one.
  String secondArgument() {
    return arguments.get(1);
  }

  Query query() {
    return query;
  }

  Headers headers() {
    return request.headers();
  }

  /// The header's value; empty when it is absent or blank.
  Optional<String> header(HeaderName name) {
    return request.headers().contains(name)
        ? Optional.of(request.headers().get(name).get()).filter(value -> !value.isBlank())
        : Optional.empty();
  }

  /// The fields of a body of JSON, which may have `known` and no others.
  Fields fields(String... known) {
    return fields(JSON_BYTES, () -> Problems.bodyTooLarge(JSON_BYTES), List.of(known));
  }

  /// The fields of a body of JSON of at most `limit` bytes.
  Fields fields(int limit, Supplier<Problem> tooLarge, List<String> known) {
    requireJson();
    return Fields.of(body(limit, tooLarge), known);
  }

  /// `curl -d` says that it sends a form whatever it sends; that is let through.
  private void requireJson() {
    var type = header(HeaderNames.CONTENT_TYPE);
    if (type.isPresent()) {
      var text = type.get();
      int semicolon = text.indexOf(';');
      var essence = (semicolon < 0 ? text : text.substring(0, semicolon)).strip();
      if (!essence.equalsIgnoreCase("application/json")
          && !essence.equalsIgnoreCase("application/x-www-form-urlencoded")) {
        throw Problems.unsupportedMediaType("this is another type").asException();
      }
    }
  }

  /// The body, unless it has more than `limit` bytes: then no more of it is read than that.
  byte[] body(int limit, Supplier<Problem> tooLarge) {
    if (!request.content().hasEntity()) {
      return NOTHING;
    }
    long announced = request.headers().contentLength().orElse(-1);
    if (announced > limit) {
      throw tooLarge.get().asException();
    }
    var body = read(announced, limit, tooLarge);
    if (body.length > limit) {
      throw tooLarge.get().asException();
    }
    if (announced >= 0 && body.length < announced) {
      throw new CloseConnectionException("the client went away within a body");
    }
    return body;
  }

  private byte[] read(long announced, int limit, Supplier<Problem> tooLarge) {
    try {
      return isHttp2() ? readWatched(announced, limit) : readNow(announced, limit);
    } catch (DataReader.InsufficientDataAvailableException gone) {
      throw new CloseConnectionException("the client went away within a body", gone);
    } catch (RequestException refused) {
      // Helidon counts chunks for itself, against the largest body of all.
      throw refused.status().equals(Status.REQUEST_ENTITY_TOO_LARGE_413)
          ? tooLarge.get().asException()
          : malformedBody().asException();
    } catch (NumberFormatException | DataReader.IncorrectNewLineException malformed) {
      throw malformedBody().asException();
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  /// Reads on a stream of HTTP/2, which nobody would wake when its client is gone.
  private byte[] readWatched(long announced, int limit) throws IOException {
    long deadline = System.nanoTime() + patience.request().toNanos();
    try (var watch = Link.of(request).watch(request, deadline)) {
      var body = readNow(announced, limit);
      if (watch.isGone()) {
        throw new CloseConnectionException("the client went away within a body");
      }
      return body;
    }
  }

  /// Reads to the end, or one byte beyond the limit. Closing the stream looks for the end, so it is
  /// done only where the end is known to be there.
  private byte[] readNow(long announced, int limit) throws IOException {
    var in = request.content().inputStream();
    if (announced < 0) {
      return in.readNBytes(limit + 1);
    }
    byte[] body;
    if (announced <= ALLOCATED_AT_ONCE) {
      body = new byte[(int) announced];
      int length = in.readNBytes(body, 0, body.length);
      body = length == body.length ? body : Arrays.copyOf(body, length);
    } else {
      body = in.readNBytes((int) announced);
    }
    if (body.length == announced) {
      in.close();
    }
    return body;
  }

  /// Whether the request came over HTTP/2.
  boolean isHttp2() {
    return "2.0".equals(request.prologue().protocolVersion());
  }

  /// Watches over the caller while the calling thread waits for something on its behalf.
  Watch watch() {
    return Link.of(request).watch(request, Long.MAX_VALUE);
  }

  /// What is wrong with a body that ends too early, or goes on.
  static Problem malformedBody() {
    return Problems.malformed("the body is not framed as its headers say");
  }
}
