package io.edgemq.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.server.ListenOptions.Patience;
import io.helidon.http.Method;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// How a request becomes a WebSocket (RFC 6455, 4.2), and which do not.
final class WebSocketHandshakeTest {
  private static final String REQUEST = WebSocketWire.request("/echo");
  private static TestEngine engine;

  @BeforeAll
  static void start() {
    var plain = new WebSocketOptions(1000);
    var named =
        new WebSocketOptions(1000, List.of("second", "first"), WebSocketOptions.Times.DEFAULT);
    engine =
        new TestEngine(
            Patience.DEFAULT,
            Route.of(Method.GET, "/echo", call -> upgrade(call, plain)).open(),
            Route.of(Method.POST, "/echo", call -> upgrade(call, plain)).open(),
            Route.of(Method.GET, "/named", call -> upgrade(call, named)).open(),
            Route.of(Method.GET, "/health", _ -> TestEngine.line("ok")).open());
  }

  @AfterAll
  static void stop() {
    engine.close();
  }

  private static Reply upgrade(Call call, WebSocketOptions options) {
    return WebSocketUpgrade.of(call, options, new EchoSockets());
  }

  private static String ask(String request) throws Exception {
    try (var wire = new WebSocketWire(engine.port())) {
      return wire.ask(request);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"Content-Length: 5", "Transfer-Encoding: chunked"})
  void a_request_with_a_body_is_refused_before_the_body_comes(String header) throws Exception {
    var request = REQUEST.replaceFirst("\r\n", "\r\n" + header + "\r\n");

    assertThat(ask(request)).startsWith("HTTP/1.1 400 ");
  }

  @Test
  void the_key_of_the_rfc_is_answered_as_it_says() throws Exception {
    assertThat(ask(REQUEST))
        .startsWith("HTTP/1.1 101 Switching Protocols\r\n")
        .contains("Connection: Upgrade\r\n", "Upgrade: websocket\r\n")
        .contains("Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n");
  }

  @Test
  void tokens_are_found_in_any_case_among_others() throws Exception {
    var request =
        REQUEST
            .replace("Upgrade: websocket", "UPGRADE: h2c, WebSocket")
            .replace("Connection: Upgrade", "connection: keep-alive, upgrade");

    assertThat(ask(request)).startsWith("HTTP/1.1 101 ");
  }

  @Test
  void no_extension_is_accepted() throws Exception {
    var offer = "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits\r\n\r\n";

    assertThat(ask(REQUEST.replace("\r\n\r\n", "\r\n" + offer)))
        .startsWith("HTTP/1.1 101 ")
        .doesNotContainIgnoringCase("extensions");
  }

  @ParameterizedTest
  @CsvSource({
    "/echo, 'first, second', none",
    "/named, 'first, second', second",
    "/named, 'first', first",
    "/named, 'third', none"
  })
  void a_subprotocol_is_selected_when_it_is_spoken(String path, String offered, String selected)
      throws Exception {
    var offer = "\r\nSec-WebSocket-Protocol: " + offered + "\r\n\r\n";

    var answer = ask(WebSocketWire.request(path).replace("\r\n\r\n", offer));

    assertThat(answer).startsWith("HTTP/1.1 101 ");
    assertThat(answer.contains("Sec-WebSocket-Protocol")).isEqualTo(!selected.equals("none"));
    assertThat(answer.contains("Sec-WebSocket-Protocol: " + selected + "\r\n"))
        .isEqualTo(!selected.equals("none"));
  }

  @ParameterizedTest
  @CsvSource({
    "Upgrade: websocket, Upgrade: other",
    "Upgrade: websocket, X-Upgrade: websocket",
    "Connection: Upgrade, Connection: keep-alive",
    "Sec-WebSocket-Version: 13, Sec-WebSocket-Version: 8",
    "Sec-WebSocket-Version: 13, X-Version: 13",
    "GET, POST"
  })
  void what_asks_for_something_else_is_told_what_is_served(String part, String other)
      throws Exception {
    var request = REQUEST.replaceFirst(part, other);

    assertThat(ask(request))
        .startsWith("HTTP/1.1 426 ")
        .contains("Upgrade: websocket\r\n", "Connection: Upgrade\r\n")
        .contains("Sec-WebSocket-Version: 13\r\n");
  }

  @Test
  void a_connection_that_was_refused_goes_on() throws Exception {
    try (var wire = engine.wire()) {
      wire.send("GET /echo HTTP/1.1\r\nHost: x\r\n\r\n").until("only websocket\n");

      wire.forget().send("GET /health HTTP/1.1\r\nHost: x\r\n\r\n");

      assertThat(wire.until("ok\n")).startsWith("HTTP/1.1 200 ");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "AAAA",
        "dGhlIHNhbXBsZSBub25jZQ",
        "dGhlIHNhbXBsZSBub25jZW==A",
        "!!!!!!!!!!!!!!!!!!!!!!=="
      })
  void a_key_that_is_not_sixteen_bytes_is_malformed(String key) throws Exception {
    assertThat(ask(REQUEST.replace(WebSocketWire.KEY, key))).startsWith("HTTP/1.1 400 ");
  }

  @Test
  void two_keys_are_refused() throws Exception {
    var second = "\r\nSec-WebSocket-Key: " + WebSocketWire.KEY + "\r\n\r\n";

    assertThat(ask(REQUEST.replace("\r\n\r\n", second))).startsWith("HTTP/1.1 400 ");
  }

  @Test
  void a_stream_of_http2_is_told_that_only_http1_becomes_a_websocket() throws Exception {
    try (var client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_2).build()) {
      var uri = URI.create("http://127.0.0.1:" + engine.port());
      client.send(HttpRequest.newBuilder(uri.resolve("/health")).build(), BodyHandlers.ofString());

      var answer =
          client.send(
              HttpRequest.newBuilder(uri.resolve("/echo")).build(), BodyHandlers.ofString());

      assertThat(answer.version()).isEqualTo(HttpClient.Version.HTTP_2);
      assertThat(answer.statusCode()).isEqualTo(426);
    }
  }

  @Test
  void frames_that_come_with_the_request_are_heard() throws Exception {
    var hello = new String(WebSocketWire.masked(0x81, "hello".getBytes(UTF_8)), ISO_8859_1);
    try (var wire = new WebSocketWire(engine.port())) {
      wire.ask(REQUEST + hello);

      assertThat(wire.read().text()).isEqualTo("hello");
    }
  }
}
