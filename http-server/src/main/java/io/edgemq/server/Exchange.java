package io.edgemq.server;

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
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A request and the answer to it, as they look on the wire.
final class Exchange {
  private static final byte[] NOTHING = {};
  private static final List<String> SCHEMES = List.of("http://", "https://");
  private final RoutingRequest request;
  private final RoutingResponse response;
  private final String id;
  private final Holding holding;
  private final boolean http1;
  private final @Nullable Http2Stream stream;
  private boolean last;

  Exchange(RoutingRequest request, RoutingResponse response, String id) {
    this.request = request;
    this.response = response;
    this.id = id;
    this.holding = ClientConnection.of(request).holding();
    this.http1 = !"2.0".equals(request.prologue().protocolVersion());
    this.last = http1 && Framing.asksForClose(request.headers());
    this.stream = http1 ? null : new Http2Stream(request, holding);
  }

  /// On HTTP/2, the stream; null on HTTP/1.1.
  @Nullable Http2Stream stream() {
    return stream;
  }

  RoutingRequest request() {
    return request;
  }

  /// The request's name.
  String id() {
    return id;
  }

  /// What the request and its answer hold of the memory.
  Holding holding() {
    return holding;
  }

  /// What its client is told when the rest of it comes too slowly.
  LateAnswer lateAnswer(Dialect dialect) {
    return new LateAnswer(dialect, head(), id);
  }

  /// Why the request may be read in two ways, if it may.
  Optional<Fault> ambiguity() {
    return http1 ? Framing.complaint(request.headers()) : Framing.repeated(request.headers());
  }

  /// The method to route by: HEAD is a GET whose body stays away.
  Method method() {
    var method = request.prologue().method();
    return isHead() ? Method.GET : method;
  }

  /// The raw path, without the scheme and host that a request line may carry (RFC 9112, 3.2.2).
  String path() {
    var path = request.prologue().uriPath().rawPath();
    for (var scheme : SCHEMES) {
      if (path.startsWith(scheme)) {
        int slash = path.indexOf('/', scheme.length());
        return slash < 0 ? "/" : path.substring(slash);
      }
    }
    return path;
  }

  /// What is known before anybody looks at who calls.
  RequestHead head() {
    return new RequestHead(path(), request.headers());
  }

  /// Whether the body stays away.
  boolean isHead() {
    return request.prologue().method().equals(Method.HEAD);
  }

  /// Whether the connection speaks HTTP/1.1.
  boolean isHttp1() {
    return http1;
  }

  /// Puts on the answer what every answer carries: the request's name and what `dialect` says of
  /// cross-origin use.
  void mark(Dialect dialect) {
    for (var header : dialect.corsHeaders(head())) {
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

  /// Sends the answer, and says when it is delivered.
  void deliver(Reply reply, Delivery delivery) {
    switch (reply) {
      case Reply.Content content -> send(content);
      case Reply.Empty(var status, var headers) -> send(status, headers, NOTHING);
      case Reply.Undoable(var content, var undo) -> hand(content, undo);
      case Reply.Streamed(var headers, var body) -> stream(headers, body);
      case Reply.Live(var headers, var body) when isSimple() -> {
        headers.forEach(response::header);
        throw new LiveAnswer(ClientConnection.of(request), response, body, delivery.handOver());
      }
      case Reply.Live(var headers, var body) ->
          stream(headers, out -> body.writeTo(new FirstFlush(out, delivery::done)));
      case Reply.Upgrade(var headers, var takeover) -> throw upgrade(headers, takeover, delivery);
    }
    delivery.done();
  }

  /// Whether nothing of the request has to be read or kept for its answer to be written.
  private boolean isSimple() {
    return "1.1".equals(request.prologue().protocolVersion())
        && !last
        && !isHead()
        && !request.content().hasEntity();
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
      if (isHead() || isTakenAtOnce(body.length)) {
        response.send(isHead() ? NOTHING : body);
      } else {
        sendInPieces(body);
      }
    } catch (RuntimeException gone) {
      throw new CloseConnectionException("the client went away before its answer", gone);
    }
  }

  private boolean isTakenAtOnce(int bytes) {
    return bytes <= Pieces.LONGEST && (stream == null || stream.takesNow(bytes));
  }

  /// Where a body is written to. Helidon copies what it sends, so a long one goes in pieces.
  private Pieces output() {
    var out = response.outputStream();
    return new Pieces(stream == null ? out : stream.output(out));
  }

  private void sendInPieces(byte[] body) {
    response.header(HeaderNames.CONTENT_LENGTH, Integer.toString(body.length));
    var out = output();
    try {
      out.write(body);
      out.close();
      response.commit();
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
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

  private void stream(List<Header> headers, Reply.Body body) {
    headers.forEach(response::header);
    if (isHead()) {
      response.send(NOTHING);
      return;
    }
    var out = output();
    BodyWriter.write(body, out, id);
    try {
      out.close();
      response.commit();
    } catch (IOException | RuntimeException gone) {
      throw new CloseConnectionException("the client went away", gone);
    }
  }

  /// Hands the connection to `takeover`, and ends it when that is done.
  private ConnectionUpgrade upgrade(List<Header> headers, Takeover takeover, Delivery delivery) {
    try {
      if (hasUnreadBody()) {
        consume(); // what is left of it would be taken for the other protocol
      }
    } catch (CloseConnectionException malformed) {
      takeover.lost();
      throw malformed;
    }
    response.headers().remove(HeaderNames.CONNECTION);
    headers.forEach(response::header);
    return new ConnectionUpgrade(
        ClientConnection.of(request), takeover, response.headers(), delivery.handOver());
  }

  /// Leaves the connection as the next request needs it, or ends it. What is left of a body is
  /// read, so that the next request begins where Helidon looks for it.
  void finish() {
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
