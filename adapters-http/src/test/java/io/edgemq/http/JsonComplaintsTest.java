package io.edgemq.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class JsonComplaintsTest {
  private static String detail(String body) {
    var thrown =
        catchThrowableOfType(ProblemException.class, () -> JsonIn.object(body.getBytes(UTF_8)));
    assertThat(thrown.problem().code()).isEqualTo("invalid_json");
    return thrown.problem().detail();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "{\"a\":1|the body ends too early",
        "{\"a\":\"x|the body ends too early",
        "{\"a\":1,}|there is a character that cannot stand there",
        "{a:1}|there is a character that cannot stand there",
        "{'a':1}|there is a character that cannot stand there",
        "{\"a\":tru}|there is a word that is no JSON; texts need quotes",
        "{\"a\":secret}|there is a word that is no JSON; texts need quotes",
        "{\"a\":1,\"a\":2}|a field comes twice",
        "{\"a\":1} {}|something follows the end of the object",
        "{\"a\":1]|a bracket is closed that was not opened",
        "{\"a\":\"\\x\"}|there is an unknown escape in a text",
        "{\"a\":01}|there is a malformed number",
        "{\"a\":1.}|there is a character that cannot stand there",
      })
  void what_is_wrong_is_told_and_where(String body, String complaint) {
    assertThat(detail(body))
        .startsWith("The body is not valid JSON: " + complaint)
        .containsPattern(", at line 1, column [0-9]+\\.$")
        .doesNotContain("secret");
  }

  @Test
  void the_line_is_that_of_the_body() {
    assertThat(detail("{\n  \"a\": 1,\n  \"b\": x\n}")).contains("at line 3, column ");
    assertThat(detail("{\"a\":\"\n\"}")).contains("there is a control character in a text");
    assertThat(detail("{\"a\":".repeat(30))).contains("it is nested too deeply");
    assertThat(detail("{\"a\":" + "1".repeat(50) + "}")).contains("a number with too many digits");
  }

  @Test
  void a_body_that_is_another_kind_of_json_is_told_so() {
    assertThat(detail("[1]")).isEqualTo("The body must be a JSON object.");
  }
}
