package io.edgemq.server;

import io.helidon.common.buffers.DataReader;
import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Method;
import io.helidon.http.Status;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.RoutingResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;

/// A request and the answer to it, as they look on the wire.
final class Exchange {
  private static final byte[] NOTHING = {};
  private static final String ABSOLUTE = "http://";
  private static final int LENGTH_DIGITS = 18;

  private final RoutingRequest request;
  private final RoutingResponse response;
  private final String id;
  private final boolean http1;
  private boolean last;

  Exchange(RoutingRequest request, RoutingResponse response, String id) {
    this.request = request;
    this.response = response;
    this.id = id;
    this.http1 = !"2.0".equals(request.prologue().protocolVersion());
    this.last = http1 && asksForClose();
  }

  RoutingRequest request() {
    return request;
  }

  /// The request's name.
  String id() {
    return id;
  }

  /// The method to route by: HEAD is a GET whose body stays away.
  Method method() {
    var method = request.prologue().method();
    return isHead() ? Method.GET : method;
  }

  /// The raw path, without the scheme and host that a request line may carry (RFC 9112, 3.2.2).
  String path() {
    var path = request.prologue().uriPath().rawPath();
    if (path.startsWith(ABSOLUTE)) {
      int slash = path.indexOf('/', ABSOLUTE.length());
      return slash < 0 ? "/" : path.substring(slash);
    }
    return path;
  }

  /// Whether the body stays away.
  boolean isHead() {
    return request.prologue().method().equals(Method.HEAD);
  }

  /// Whether the connection speaks HTTP/1.1.
  boolean isHttp1() {
    return http1;
  }

  private boolean asksForClose() {
    var headers = request.headers();
    if (!headers.contains(HeaderNames.CONNECTION)) {
      return false;
    }
    var connection = headers.get(HeaderNames.CONNECTION);
    return connection != HeaderValues.CONNECTION_KEEP_ALIVE
        && connection.allValues().stream()
            .anyMatch(value -> value.toLowerCase(Locale.ROOT).contains("close"));
  }

  /// Whether the body is framed in one way only (RFC 9112, 6.3). Anything but one length or one
  /// `chunked` is read differently by different servers, and so smuggles requests past proxies.
  boolean isWellFramed() {
    var headers = request.headers();
    if (!http1) {
      return true;
    }
    boolean encoded = headers.contains(HeaderNames.TRANSFER_ENCODING);
    boolean measured = headers.contains(HeaderNames.CONTENT_LENGTH);
    if (!encoded && !measured) {
      return true;
    }
    return encoded
        ? !measured && isOnly(headers.all(HeaderNames.TRANSFER_ENCODING, List::of), "chunked")
        : isOneLength(headers.all(HeaderNames.CONTENT_LENGTH, List::of));
  }

  private static boolean isOnly(List<String> values, String value) {
    return values.size() == 1 && values.getFirst().equals(value);
  }

  private static boolean isOneLength(List<String> values) {
    return values.size() == 1 && Ascii.isNumber(values.getFirst(), LENGTH_DIGITS);
  }

  /// Puts on the answer what every answer carries: the request's name and what `dialect` says of
  /// cross-origin use.
  void mark(Dialect dialect) {
    for (var header : dialect.corsHeaders(request.headers())) {
      response.header(header);
    }
    if (last) {
      response.header(HeaderValues.CONNECTION_CLOSE);
    }
    response.header(HeaderValues.create(RequestIds.HEADER, id));
  }

  /// Whether more of the body is unread than is worth reading for the sake of the connection.
  boolean hasMuchLeft(long bytes) {
    return http1
        && request.content().hasEntity()
        && !request.content().consumed()
        && request.headers().contentLength().orElse(Long.MAX_VALUE) > bytes;
  }

  /// Makes this the last answer of its connection.
  void endConnection() {
    if (http1) {
      last = true;
      response.header(HeaderValues.CONNECTION_CLOSE);
    }
  }

  /// Sends the answer and leaves the connection as the next request needs it.
  void deliver(Reply reply) {
    switch (reply) {
      case Reply.Content content -> send(content);
      case Reply.Empty(var status, var headers) -> send(status, headers, NOTHING);
      case Reply.Undoable(var content, var undo) -> hand(content, undo);
      case Reply.Live live -> stream(live);
      case Reply.Upgrade(var headers, var takeover) -> leave(headers, takeover);
    }
    finish();
  }

  private void send(Reply.Content content) {
    response.header(content.type());
    send(content.status(), content.headers(), content.body());
  }

  private void send(Status status, List<Header> headers, byte[] body) {
    for (var header : headers) {
      response.header(header);
    }
    response.status(status);
    if (isHead() && body.length > 0) {
      response.header(HeaderNames.CONTENT_LENGTH, Integer.toString(body.length));
    }
    try {
      response.send(isHead() ? NOTHING : body);
    } catch (RuntimeException gone) {
      throw new CloseConnectionException("the client went away before its answer", gone);
    }
  }

  private void hand(Reply.Content content, Runnable undo) {
    boolean sent = false;
    try {
      send(content);
      sent = true;
    } finally {
      if (!sent) {
        undo.run();
      }
    }
  }

  private void stream(Reply.Live live) {
    live.headers().forEach(response::header);
    var out = response.outputStream();
    try {
      live.body().writeTo(out);
      out.close();
      response.commit();
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new CloseConnectionException("the server stops", stopped);
    } catch (IOException | RuntimeException gone) {
      throw new CloseConnectionException("the client went away", gone);
    }
  }

  /// Hands the connection to `takeover`, and ends it when that is done.
  private void leave(List<Header> headers, Takeover takeover) {
    if (hasUnreadBody()) {
      consume(); // what is left of it would be taken for the other protocol
    }
    response.headers().remove(HeaderNames.CONNECTION);
    headers.forEach(response::header);
    try {
      ClientConnection.of(request).handTo(takeover, response.headers());
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new CloseConnectionException("the server stops", stopped);
    } catch (IOException
        | UncheckedIOException
        | DataReader.InsufficientDataAvailableException gone) {
      throw new CloseConnectionException("the client went away", gone);
    }
    throw new CloseConnectionException("the other protocol is done");
  }

  /// What is left of a body is read, so that the next request begins where Helidon looks for it.
  private void finish() {
    if (!http1) {
      return;
    }
    var connection = ClientConnection.of(request);
    boolean unread = hasUnreadBody();
    if (last) {
      if (unread) {
        connection.lingerAtEnd();
      }
      throw new CloseConnectionException("this was the last answer");
    }
    if (unread) {
      consume();
    }
    connection.served();
  }

  private boolean hasUnreadBody() {
    return request.content().hasEntity() && !request.content().consumed();
  }

  private void consume() {
    try {
      request.content().consume();
    } catch (RuntimeException malformed) {
      throw new CloseConnectionException("the rest of a body cannot be read", malformed);
    }
  }
}
