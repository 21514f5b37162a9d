package io.edgemq.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Framing, pings, reserved bits, opcodes, fragments and sizes: what sections 1 to 5, 9 and 10 of
/// the Autobahn test suite look at.
final class WebSocketFramesTest extends WebSocketCases {
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 125, 126, 127, 128, 65_535, 65_536, 1 << 18, 1 << 20, MOST})
  void a_text_of_any_length_comes_back(int length) throws Exception {
    try (var wire = open()) {
      wire.text("x".repeat(length));

      assertThat(wire.read().text()).isEqualTo("x".repeat(length));
    }
  }

  @ParameterizedTest
  @CsvSource({"0, 1", "125, 1", "126, 1", "127, 1", "128, 1", "65535, 997", "65536, 997"})
  void chopped_into_pieces_it_is_the_same(int length, int piece) throws Exception {
    try (var wire = open()) {
      wire.send(frames("81:*" + length), piece);

      assertAnswers(wire, "81:*" + length);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {64, 256, 1024, 4096, 16_384, 65_536, 1 << 20})
  void two_mebibytes_in_many_fragments_come_back(int fragment) throws Exception {
    try (var wire = open()) {
      for (int at = 0; at < MOST; at += fragment) {
        int first = (at == 0 ? 1 : 0) | (at + fragment >= MOST ? 0x80 : 0);
        wire.frame(first, "*".repeat(fragment).getBytes(UTF_8));
      }

      assertAnswers(wire, "81:*" + MOST);
    }
  }

  @Test
  void two_mebibytes_in_small_pieces_come_back() throws Exception {
    try (var wire = open()) {
      wire.send(frames("81:*" + MOST), 1024);

      assertAnswers(wire, "81:*" + MOST);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 8, 124, 125})
  void a_ping_is_answered_with_its_payload(int length) throws Exception {
    try (var wire = open()) {
      wire.send(frames("89:*" + length));

      assertAnswers(wire, "8a:*" + length);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "89:#00ff80fe 81:x", // a ping of no text
        "89:a 89:b 89:c 89:d 89:e 89:f 89:g 89:h 89:i 89:j 81:x",
      })
  void pings_are_answered_in_order_also_byte_by_byte(String line) throws Exception {
    var answers = line.replace("89:", "8a:");
    for (int piece : new int[] {1, 1000}) {
      try (var wire = open()) {
        wire.send(frames(line), piece);

        assertAnswers(wire, answers);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"8a: 81:x", "8a:unasked 81:x", "8a:*125 8a:b 8a:c 81:x"})
  void pongs_that_nobody_asked_for_are_ignored(String line) throws Exception {
    try (var wire = open()) {
      wire.send(frames(line));

      assertAnswers(wire, "81:x");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "01:a 80:b, 81:ab",
    "01:a 00:b 00:c 80:d, 81:abcd",
    "01: 80:, 81:",
    "01: 00: 00: 80:x, 81:x",
    "01: 00:x 80:, 81:x",
    "01:a 89:p 80:b, 8a:p 81:ab",
    "01:a 89:p 00:b 89:q 80:c, 8a:p 8a:q 81:abc",
    "01:a 8a:p 80:b, 81:ab",
    "01:a 80:b 81:c 01:d 80:e, 81:ab 81:c 81:de"
  })
  void fragments_are_put_together(String line, String answers) throws Exception {
    for (int piece : new int[] {1, 1000}) {
      try (var wire = open()) {
        wire.send(frames(line), piece);

        assertAnswers(wire, answers);
      }
    }
  }

  static Stream<String> violations() {
    var opcodes =
        IntStream.of(3, 4, 5, 6, 7, 0xb, 0xc, 0xd, 0xe, 0xf)
            .mapToObj(Integer::toHexString)
            .flatMap(code -> Stream.of("8" + code + ":", "8" + code + ":x", "0" + code + ":x"));
    var reserved =
        IntStream.rangeClosed(1, 7)
            .mapToObj(bits -> Integer.toHexString(8 | bits))
            .flatMap(
                bits ->
                    Stream.of("1:", "1:x", "1:*200", "9:", "9:x", "a:", "8:", "8:#03e8")
                        .map(rest -> bits + rest));
    var rest =
        Stream.of(
            "89:*126",
            "89:*65536",
            "8a:*126",
            "88:*126", // long control frames
            "09:p 80:p",
            "0a:p",
            "08:#03e8", // fragmented ones
            "80:x",
            "00:x 80:y",
            "80:",
            "00:", // nothing to continue
            "01:a 81:b",
            "01:a 01:b",
            "01: 81:",
            "01:a 82:b", // a message within one
            "01:a 84:b",
            "01:a c0:b",
            "01:a 89:*126");
    return Stream.of(opcodes, reserved, rest).flatMap(each -> each);
  }

  @ParameterizedTest
  @MethodSource("violations")
  void what_breaks_the_protocol_ends_the_connection(String line) throws Exception {
    for (int piece : new int[] {1, 100_000}) {
      try (var wire = open()) {
        wire.send(frames(line), piece);

        assertFails(wire, 1002);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"80:x", "c1:x", "83:x", "81:#ff", "82:x"})
  void what_came_before_is_answered_and_what_comes_after_is_not(String wrong) throws Exception {
    try (var wire = open()) {
      wire.send(frames("81:before " + wrong + " 81:after 89:after"));

      assertAnswers(wire, "81:before");
      assertThat(wire.read().first()).isEqualTo(0x88);
      wire.close(1000);
      assertThat(wire.isOver()).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"82:", "82:x", "02:x", "82:*70000"})
  void binary_is_not_understood(String line) throws Exception {
    try (var wire = open()) {
      wire.send(frames(line));

      assertFails(wire, 1003);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "81fe000000000000", // 0 in two bytes
        "81fe007d00000000", // 125 in two bytes
        "81ff000000000000007d00000000", // 125 in eight
        "81ff000000000000ffff00000000", // 65 535 in eight
        "81ff800000000000000000000000", // the top bit
        "81ffffffffffffffffff00000000",
        "8100", // no mask
        "810178",
        "8900",
        "8800"
      })
  void a_head_that_is_not_as_it_must_be_ends_the_connection(String hex) throws Exception {
    try (var wire = open()) {
      wire.send(payload("#" + hex));

      var came = wire.read();

      assertThat(came.first()).isEqualTo(0x88);
      assertThat(came.code()).isEqualTo(1002);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {MOST + 1, 1L << 31, 1L << 32, Long.MAX_VALUE})
  void a_frame_that_is_too_long_is_refused_by_its_head(long length) throws Exception {
    try (var wire = open()) {
      wire.send(WebSocketWire.head(0x81, length)).send(new byte[4]);

      var came = wire.read();

      assertThat(came.first()).isEqualTo(0x88);
      assertThat(came.code()).isEqualTo(1009);
    }
  }

  @Test
  void fragments_that_are_too_long_together_are_refused_by_the_head_of_the_last() throws Exception {
    try (var wire = open()) {
      wire.send(frames("01:*" + (MOST - 1) + " 89:p 00:"));
      wire.send(WebSocketWire.head(0x80, 2)).send(new byte[4]);

      assertAnswers(wire, "8a:p");
      assertThat(wire.read().code()).isEqualTo(1009);
    }
  }
}
