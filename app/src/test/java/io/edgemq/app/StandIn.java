package io.edgemq.app;

import static java.util.stream.Collectors.joining;

import io.helidon.common.tls.Tls;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.WebServerConfig;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.stream.Collectors;
import javax.net.ssl.SSLContext;

/// Stands in for the other side of a recipe: a server on 127.0.0.1 that judges requests as the real
/// one does. A second port, without TLS, shows what it received, a line for each request.
final class StandIn implements AutoCloseable {
  private static final String PAGE = "page";

  private final Function<Request, Reply> judge;
  private final Queue<Reply> first = new ConcurrentLinkedQueue<>();
  private final List<Answered> answered = new CopyOnWriteArrayList<>();
  private final WebServer server;
  private final String scheme;

  /// A request.
  ///
  /// @param version of HTTP
  /// @param headers by their names in lower case
  record Request(
      String method, String path, String version, Map<String, String> headers, String body) {
    /// A header's value; empty text when it was not sent.
    String header(String name) {
      return headers.getOrDefault(name, "");
    }
  }

  record Reply(int status, String body, Map<String, String> headers) {
    Reply(int status, String body) {
      this(status, body, Map.of());
    }
  }

  /// A request and the answer to it.
  ///
  /// @param nanos when it came, as [System#nanoTime] counts
  record Answered(Request request, Reply reply, long nanos) {
    String line() {
      return "%s %s HTTP/%s %s -> %d %s"
          .formatted(
              request.method(),
              request.path(),
              request.version(),
              request.body().strip(),
              reply.status(),
              reply.body())
          .strip();
    }
  }

  /// Answers as `judge` says, over HTTP.
  StandIn(Function<Request, Reply> judge) {
    this(judge, "http", WebServer.builder());
  }

  /// Answers as `judge` says, over TLS.
  StandIn(Function<Request, Reply> judge, SSLContext tls) {
    this(judge, "https", WebServer.builder().tls(Tls.builder().sslContext(tls).build()));
  }

  private StandIn(Function<Request, Reply> judge, String scheme, WebServerConfig.Builder builder) {
    this.judge = judge;
    this.scheme = scheme;
    var local = InetAddress.ofLiteral("127.0.0.1");
    this.server =
        builder
            .address(local)
            .shutdownHook(false)
            .routing(HttpRouting.builder().any(this::answer))
            .putSocket(
                PAGE, page -> page.address(local).routing(HttpRouting.builder().any(this::show)))
            .build()
            .start();
  }

  private void answer(ServerRequest request, ServerResponse response) {
    long now = System.nanoTime();
    var came =
        new Request(
            request.prologue().method().text(),
            request.path().rawPath(),
            request.prologue().protocolVersion(),
            request.headers().stream()
                .collect(Collectors.toMap(h -> h.headerName().lowerCase(), h -> h.get())),
            request.content().hasEntity() ? request.content().as(String.class) : "");
    var scripted = first.poll();
    var reply = scripted == null ? judge.apply(came) : scripted;
    answered.add(new Answered(came, reply, now));
    reply.headers().forEach((name, value) -> response.header(HeaderNames.create(name), value));
    response.status(Status.create(reply.status())).send(reply.body());
  }

  private void show(ServerRequest request, ServerResponse response) {
    response.send(answered.stream().map(came -> came.line() + "\n").collect(joining()));
  }

  /// The next request is answered so, whatever it is.
  void answerNext(Reply reply) {
    first.add(reply);
  }

  /// All requests and answers, in order.
  List<Answered> answered() {
    return List.copyOf(answered);
  }

  /// Where it listens: scheme, host and port.
  String url() {
    return scheme + "://127.0.0.1:" + server.port();
  }

  /// Where it shows what it received.
  String page() {
    return "http://127.0.0.1:" + server.port(PAGE) + "/";
  }

  @Override
  public void close() {
    server.stop();
  }
}
