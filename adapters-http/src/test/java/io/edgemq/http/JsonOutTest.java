package io.edgemq.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class JsonOutTest {
  private static String text(JsonOut out) {
    return new String(out.toBytes(), UTF_8);
  }

  @Test
  void objects_and_arrays_nest_with_the_commas_they_need() {
    var out =
        new JsonOut(0)
            .object()
            .object("empty")
            .endObject()
            .array("list")
            .value("a")
            .value(null)
            .object()
            .field("n", -5)
            .field("yes", true)
            .endObject()
            .array()
            .endArray()
            .endArray()
            .fieldOrNull("none", null)
            .fieldOf("raw", "1.5")
            .base64("b", new byte[] {1, 2, 3, 4})
            .endObject();

    assertThat(text(out))
        .isEqualTo(
            "{\"empty\":{},\"list\":[\"a\",null,{\"n\":-5,\"yes\":true},[]],"
                + "\"none\":null,\"raw\":1.5,\"b\":\"AQIDBA==\"}");
  }

  @Test
  void a_text_that_ends_like_an_opening_still_gets_its_comma() {
    var out = new JsonOut(0).array().value("{").value("[").value(":").value(" ").value("x");

    assertThat(text(out.endArray())).isEqualTo("[\"{\",\"[\",\":\",\" \",\"x\"]");
  }

  @Test
  void numbers_are_written_whole() {
    var numbers = new long[] {0, 9, 10, 99, 1_763_712_000_123L, Long.MAX_VALUE, Long.MIN_VALUE, -1};

    for (long number : numbers) {
      assertThat(text(new JsonOut(0).object().field("n", number).endObject()))
          .isEqualTo("{\"n\":" + number + "}");
    }
  }

  @Test
  void control_characters_quotes_and_every_plane_survive() throws Exception {
    var mapper = new ObjectMapper();
    var texts = new String[] {"", "\"\\/\b\f\n\r\t\u0000\u001f\u007f", "é€😀\u2028\uffff", "a😀"};

    for (var each : texts) {
      assertThat(mapper.readTree(new JsonOut(0).value(each).toBytes()).textValue()).isEqualTo(each);
    }
  }

  @Test
  void any_text_is_read_back_by_another_parser() throws Exception {
    var random = new Random(42);
    var mapper = new ObjectMapper();

    for (int i = 0; i < 2000; i++) {
      var text =
          random
              .ints(random.nextInt(20), 0, Character.MAX_CODE_POINT)
              .filter(c -> c < Character.MIN_SURROGATE || c > Character.MAX_SURROGATE)
              .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
              .toString();
      assertThat(mapper.readTree(new JsonOut(0).value(text).toBytes()).textValue()).isEqualTo(text);
    }
  }

  @Test
  void a_surrogate_without_its_pair_is_replaced() {
    assertThat(text(new JsonOut(0).value("a\ud800b"))).isEqualTo("\"a\ufffdb\"");
  }
}
