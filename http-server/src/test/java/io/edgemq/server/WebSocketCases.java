package io.edgemq.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.server.ListenOptions.Patience;
import io.helidon.http.Method;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.SocketException;
import java.util.HexFormat;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;

/// A server that echoes, and how what is sent to it is written: `81:hello` is a frame with that
/// first byte and text, `89:#00ff` one with those bytes, `82:*130` one with so many; several are
/// divided by blanks.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class WebSocketCases {
  static final int MOST = 2 << 20;

  private TestEngine engine;

  @BeforeAll
  void start() {
    var options = new WebSocketOptions(MOST);
    engine =
        new TestEngine(
            Patience.DEFAULT,
            Route.of(
                    Method.GET,
                    "/echo",
                    call -> WebSocketUpgrade.of(call, options, new EchoSockets()))
                .open());
  }

  @AfterAll
  void stop() {
    engine.close();
  }

  final WebSocketWire open() throws IOException {
    return WebSocketWire.open(engine.port(), "/echo");
  }

  /// The frames that `line` names, masked, in a row.
  static byte[] frames(String line) {
    var out = new ByteArrayOutputStream();
    for (var frame : line.strip().split(" +")) {
      int colon = frame.indexOf(':');
      out.writeBytes(
          WebSocketWire.masked(
              Integer.parseInt(frame.substring(0, colon), 16),
              payload(frame.substring(colon + 1))));
    }
    return out.toByteArray();
  }

  static byte[] payload(String text) {
    if (text.startsWith("#")) {
      return HexFormat.of().parseHex(text.substring(1));
    }
    return text.startsWith("*")
        ? "*".repeat(Integer.parseInt(text.substring(1))).getBytes(UTF_8)
        : text.getBytes(UTF_8);
  }

  /// That the server sends `answers`, a line as those that are sent, and nothing more.
  static void assertAnswers(WebSocketWire wire, String answers) throws IOException {
    for (var answer : answers.strip().split(" +")) {
      int colon = answer.indexOf(':');
      var came = wire.read();
      assertThat(came.first()).isEqualTo(Integer.parseInt(answer.substring(0, colon), 16));
      assertThat(came.payload()).isEqualTo(payload(answer.substring(colon + 1)));
    }
  }

  /// That the server closes with that code, and answers nothing before.
  static void assertFails(WebSocketWire wire, int code) throws IOException {
    var came = wire.read();
    assertThat(came.first()).isEqualTo(0x88);
    assertThat(came.code()).isEqualTo(code);
    try {
      wire.close(code);
    } catch (SocketException ended) {
      // It had closed already, if not rightly.
    }
    assertThat(wire.isOver()).isTrue();
  }
}
