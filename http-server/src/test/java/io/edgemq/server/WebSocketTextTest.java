package io.edgemq.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What is text and what is not: what section 6 of the Autobahn test suite looks at.
final class WebSocketTextTest extends WebSocketCases {
  /// Text in Greek, as the suite has it.
  private static final String GREEK = "cebae1bdb9cf83cebcceb5";

  private static byte[] bytes(String hex) {
    return HexFormat.of().parseHex(hex);
  }

  /// As a message in one frame, in frames of one byte each, and in pieces of a byte each.
  private void assertEchoed(byte[] text) throws Exception {
    try (var wire = open()) {
      wire.frame(0x81, text);
      assertThat(wire.read()).hasToString(new WebSocketWire.Frame(0x81, text).toString());
      wire.send(inFrames(text));
      assertThat(wire.read().payload()).isEqualTo(text);
      wire.send(WebSocketWire.masked(0x81, text), 1);
      assertThat(wire.read().payload()).isEqualTo(text);
    }
  }

  private void assertRefused(byte[] text) throws Exception {
    try (var wire = open()) {
      wire.frame(0x81, text);
      assertFails(wire, 1007);
    }
    try (var wire = open()) {
      wire.send(inFrames(text));
      assertFails(wire, 1007);
    }
    try (var wire = open()) {
      wire.send(WebSocketWire.masked(0x81, text), 1);
      assertFails(wire, 1007);
    }
  }

  private static byte[] inFrames(byte[] text) {
    var out = new ByteArrayOutputStream();
    out.writeBytes(WebSocketWire.masked(1, new byte[0]));
    for (byte each : text) {
      out.writeBytes(WebSocketWire.masked(0, new byte[] {each}));
    }
    out.writeBytes(WebSocketWire.masked(0x80, new byte[0]));
    return out.toByteArray();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "00",
        "7f",
        GREEK,
        "c280",
        "dfbf",
        "e0a080",
        "ed9fbf",
        "ee8080",
        "efbfbd",
        "efbfbf", // no character, but UTF-8
        "efbbbf61", // a byte order mark
        "f0908080",
        "f09f9880",
        "f48fbfbf",
        "48656c6c6f2dc2b540c39fc3b6c3a4c3bcc3a0c3a12d5554462d382121"
      })
  void text_comes_back_however_it_is_divided(String hex) throws Exception {
    assertEchoed(bytes(hex));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "80",
        "bf",
        "8080",
        "c0",
        "c080", // overlong
        "c1bf",
        "e080af",
        "e09fbf",
        "f08080af",
        "f08fbfbf",
        "f8808080af",
        "fc80808080af",
        "eda080", // surrogates
        "edadbf",
        "edb080",
        "edbfbf",
        "eda080edb080",
        "f4908080", // beyond U+10FFFF
        "f5808080",
        "f7bfbfbf",
        "f888808080",
        "fbbfbfbfbf",
        "fc8480808080",
        "fe",
        "ff",
        "fefeffff",
        "c2", // half a character
        "c27f",
        "c2c2",
        "e0a0",
        "e0a07f",
        "ef",
        "f0",
        "f090",
        "f09080",
        "f0908061",
        GREEK + "eda080656469746564",
        GREEK + "f4908080656469746564"
      })
  void what_is_no_text_ends_the_connection_however_it_is_divided(String hex) throws Exception {
    assertRefused(bytes(hex));
  }

  @ParameterizedTest
  @ValueSource(strings = {"f490", "eda0", "c0", "e080", "f080", "f8"})
  void the_first_byte_with_which_no_text_can_begin_is_enough(String wrong) throws Exception {
    byte[] begin = bytes(GREEK + wrong);
    try (var wire = open()) {
      wire.frame(1, begin);

      assertFails(wire, 1007); // the message goes on
    }
    try (var wire = open()) {
      var frame = WebSocketWire.masked(0x81, bytes(GREEK + wrong + "656469746564"));

      wire.send(Arrays.copyOf(frame, 6 + begin.length)); // the frame goes on

      assertThat(wire.read().code()).isEqualTo(1007);
    }
  }

  @Test
  void a_ping_between_the_halves_of_a_character_divides_nothing() throws Exception {
    try (var wire = open()) {
      wire.send(frames("01:#f09f 89:p 80:#9880"));

      assertAnswers(wire, "8a:p 81:#f09f9880");
    }
  }

  @Test
  void a_long_text_is_judged_over_the_bounds_of_all_pieces() throws Exception {
    try (var wire = open()) {
      var text = "aäß€😀".repeat(30_000);
      wire.send(WebSocketWire.masked(0x81, text.getBytes(UTF_8)), 1009);

      assertThat(wire.read().text()).isEqualTo(text);
    }
  }

  /// The JDK's decoder is the judge.
  @Test
  void all_beginnings_of_two_bytes_and_some_of_four_are_judged_as_by_the_jdk() {
    IntStream.range(0, 1 << 16)
        .mapToObj(two -> new byte[] {(byte) (two >> 8), (byte) two})
        .forEach(WebSocketTextTest::assertJudgedAsByTheJdk);
    for (int first = 0xe0; first < 0x100; first++) {
      for (int second = 0x70; second < 0x100; second += 3) {
        for (int third : new int[] {0x7f, 0x80, 0xa5, 0xbf, 0xc0}) {
          var three = new byte[] {(byte) first, (byte) second, (byte) third};
          assertJudgedAsByTheJdk(three);
          for (int fourth : new int[] {0x7f, 0x80, 0xbf, 0xc0}) {
            var four = Arrays.copyOf(three, 4);
            four[3] = (byte) fourth;
            assertJudgedAsByTheJdk(four);
          }
        }
      }
    }
  }

  private static void assertJudgedAsByTheJdk(byte[] bytes) {
    var check = new Utf8Check();
    boolean accepted = check.accepts(bytes, 0, bytes.length) && check.isComplete();
    assertThat(accepted).as(HexFormat.of().formatHex(bytes)).isEqualTo(isText(bytes));
  }

  private static boolean isText(byte[] bytes) {
    try {
      UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
      return true;
    } catch (CharacterCodingException malformed) {
      return false;
    }
  }
}
