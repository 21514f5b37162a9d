package io.edgemq.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.domain.CloudEvent;
import io.edgemq.domain.Payload;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The envelope of an event, byte by byte. That others can read it is tested where it is sent.
final class CloudEventJsonTest {
  private static String encode(String type, String data) {
    var event =
        new CloudEvent(
            "msg_1_2",
            "/v1/topics/t",
            "io.edgemq.message",
            "t.\"zoë\"",
            Instant.parse("2025-11-21T08:00:00.120Z"),
            type,
            new Payload(data.getBytes(UTF_8)));
    return new String(new CloudEventJson().encode(event), UTF_8);
  }

  @Test
  void an_event_is_one_object() {
    assertThat(encode("text/plain", "a\"b"))
        .isEqualTo(
            """
            {"specversion":"1.0","id":"msg_1_2","source":"/v1/topics/t",\
            "type":"io.edgemq.message","subject":"t.\\"zoë\\"","time":"2025-11-21T08:00:00.120Z",\
            "datacontenttype":"text/plain","data":"a\\"b"}""");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"z\": 1.10, \"a\": 12345678901234567890.123456789, \"z\":1e400 }",
        " [ ]\r\n",
        "\"\\u00e9 \\ud800\"",
        "-0",
        "true",
        "null"
      })
  void json_is_copied_as_it_was_published(String json) {
    assertThat(encode("application/json", json)).endsWith(",\"data\":" + json + "}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        " ",
        "{",
        "{}}",
        "{} {}",
        "[1,]",
        "{\"a\":1,}",
        "{'a':1}",
        "{a:1}",
        "01",
        "+1",
        ".5",
        "1.",
        "NaN",
        "tru",
        "truely",
        "\"a",
        "\"\t\"",
        "\"\\x\"",
        "// no\n1",
        "\ufeff1",
        "1,\"specversion\":\"2\""
      })
  void what_is_not_json_does_not_stand_as_json(String text) {
    assertThat(encode("application/json", text))
        .doesNotContain("\"data\"")
        .containsOnlyOnce("specversion")
        .contains("\"data_base64\":\"");
  }

  @Test
  void what_nests_deeper_than_parsers_of_receivers_go_is_base64() {
    assertThat(encode("application/json", "[".repeat(500) + "]".repeat(500)))
        .contains("\"data\":[");
    assertThat(encode("application/json", "[".repeat(501) + "]".repeat(501)))
        .contains("\"data_base64\":\"");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "application/json",
        "APPLICATION/JSON",
        "application/json ; charset=\"utf-8\"",
        "text/json;charset=us-ascii",
        "application/vnd.a.b-c.v2+json;v=1"
      })
  void json_is_known_by_its_subtype(String type) {
    assertThat(DataKind.of(type)).isEqualTo(DataKind.JSON);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"text/plain", "text/html; charset=UTF-8", "application/xml", "image/svg+xml"})
  void text_is_known_by_its_type(String type) {
    assertThat(DataKind.of(type)).isEqualTo(DataKind.TEXT);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "application/octet-stream",
        "application/jsonl",
        "application/json+zip",
        "application/json; charset=utf-16",
        "text/plain; a=b; charset=\"latin1\"",
        "json",
        "/json",
        "application",
        ";",
        " "
      })
  void everything_else_is_binary(String type) {
    assertThat(DataKind.of(type)).isEqualTo(DataKind.BINARY);
  }
}
