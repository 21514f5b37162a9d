package io.edgemq.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.SocketException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// How a client closes, rightly and wrongly: what section 7 of the Autobahn test suite looks at.
final class WebSocketCloseTest extends WebSocketCases {
  /// That the server answers with a close frame of that payload and ends the connection.
  private static void assertClosed(WebSocketWire wire, byte[] payload) throws Exception {
    var came = wire.read();
    assertThat(came.first()).isEqualTo(0x88);
    assertThat(came.payload()).isEqualTo(payload);
    assertThat(wire.isOver()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      ints = {1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 3000, 3999, 4000, 4321, 4999})
  void a_code_that_may_be_sent_is_answered_with_itself(int code) throws Exception {
    try (var wire = open()) {
      wire.close(code);

      assertClosed(wire, WebSocketWire.code(code, ""));
    }
  }

  @ParameterizedTest
  @ValueSource(
      ints = {
        0, 1, 999, 1004, 1005, 1006, 1012, 1013, 1014, 1015, 1016, 1100, 2000, 2999, 5000, 65_535
      })
  void a_code_that_must_not_be_sent_breaks_the_protocol(int code) throws Exception {
    try (var wire = open()) {
      wire.close(code);

      assertClosed(wire, WebSocketWire.code(1002, "not a close code"));
    }
  }

  @Test
  void no_code_is_answered_with_none() throws Exception {
    try (var wire = open()) {
      wire.frame(0x88, new byte[0]);

      assertClosed(wire, new byte[0]);
    }
  }

  @Test
  void half_a_code_breaks_the_protocol() throws Exception {
    try (var wire = open()) {
      wire.frame(0x88, new byte[] {3});

      assertClosed(wire, WebSocketWire.code(1002, "half a close code"));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "'', 1000",
    "why, 1000",
    "*123, 1000",
    "#c3a4e282ac, 1000",
    "#ce, 1007",
    "#eda080, 1007"
  })
  void a_reason_is_text(String reason, int answer) throws Exception {
    var text = payload(reason);
    var payload = Arrays.copyOf(new byte[] {3, (byte) 0xe8}, 2 + text.length);
    System.arraycopy(text, 0, payload, 2, text.length);
    try (var wire = open()) {
      wire.frame(0x88, payload);

      assertThat(wire.read().code()).isEqualTo(answer);
      assertThat(wire.isOver()).isTrue();
    }
  }

  @Test
  void a_reason_that_is_too_long_breaks_the_protocol() throws Exception {
    try (var wire = open()) {
      wire.frame(0x88, WebSocketWire.code(1000, "x".repeat(124)));

      assertThat(wire.read().code()).isEqualTo(1002);
      assertThat(wire.isOver()).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"88:#03e8", "89:p", "81:text", "01:a", "80:b", "83:x"})
  void what_comes_after_the_close_frame_is_not_answered(String more) throws Exception {
    for (int piece : new int[] {1, 1000}) {
      try (var wire = open()) {
        wire.send(frames("88:#0bb8 " + more), piece);

        assertClosed(wire, WebSocketWire.code(3000, ""));
      } catch (SocketException ended) {
        assertThat(piece).isEqualTo(1); // while the rest was sent
      }
    }
  }

  @Test
  void a_message_that_is_not_whole_is_dropped_by_a_close() throws Exception {
    try (var wire = open()) {
      wire.send(frames("01:half 88:#03e8"));

      assertClosed(wire, WebSocketWire.code(1000, ""));
    }
  }

  @Test
  void a_long_message_before_the_close_is_answered_first() throws Exception {
    try (var wire = open()) {
      wire.send(frames("81:*262144 88:#03e8 89:p"));

      assertAnswers(wire, "81:*262144");
      assertClosed(wire, WebSocketWire.code(1000, ""));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 0, 999, 1004, 1005, 1006, 1015, 2999, 5000, 65_536 + 1000})
  void the_server_does_not_send_what_it_must_not(int code) {
    assertThat(WebSocketCloseCode.isSendable(code)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(ints = {1000, 1001, 1011, 1012, 1013, 1014, 3000, 4999})
  void the_server_sends_what_it_may(int code) {
    assertThat(WebSocketCloseCode.isSendable(code)).isTrue();
  }
}
