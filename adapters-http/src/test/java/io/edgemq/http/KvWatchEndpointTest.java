package io.edgemq.http;

import static io.edgemq.http.Answers.problem;
import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.server.ListenOptions.Patience;
import io.edgemq.server.Wire;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class KvWatchEndpointTest {
  private static final String WATCH = "/v1/kv/users/watch";
  private static final String OPENING = "retry: 2000\n: connected\n\n";

  private final TestServer server = new TestServer(Patience.DEFAULT, Duration.ofMillis(50));

  @BeforeEach
  void make() throws Exception {
    server.post("/v1/buckets", "{\"name\":\"users\"}");
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private Wire open(String path, String headers) throws IOException {
    return new Wire(server.port())
        .send(
            "GET "
                + path
                + " HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer good-token\r\n"
                + headers
                + "\r\n");
  }

  private void put(String key, String value) throws Exception {
    var answer =
        server.call("PUT", "/v1/kv/users/" + key, value, Map.of("Content-Type", "text/plain"));
    assertThat(answer.statusCode()).isEqualTo(200);
  }

  @Test
  void frames_are_exactly_these_bytes() throws Exception {
    put("a", "1");
    server.delete("/v1/kv/users/a");

    try (var wire = open(WATCH + "?from=earliest&body=text", "")) {
      var opened = wire.untilIn(OPENING);
      assertThat(opened).contains("Content-Type: text/event-stream\r\n");
      assertThat(wire.untilIn("123}\n\n"))
          .contains(
              """
              id: 2
              event: message
              data: {"bucket":"users","key":"a","revision":2,"operation":"delete",\
              "timestamp":1763712000123}

              """);
      put("b", "x\ny");
      assertThat(wire.forget().untilIn("\"}\n\n"))
          .contains(
              """
              id: 3
              event: message
              data: {"bucket":"users","key":"b","revision":3,"operation":"put",\
              "timestamp":1763712000123,"content_type":"text/plain","value":"x\\ny"}

              """);
    }
  }

  @Test
  void a_watch_begins_with_the_next_write_and_is_kept_open() throws Exception {
    put("a", "1");

    try (var wire = open(WATCH, "")) {
      var first = wire.untilIn("keep-alive\n\n");
      assertThat(first).contains("id: 1\n: keep-alive\n\n").doesNotContain("event:");
      assertThat(wire.forget().untilIn("keep-alive\n\n")).doesNotContain("id:");
      put("a", "2");
      assertThat(wire.untilIn("\"}\n\n"))
          .contains("id: 2\nevent: message\n", "\"value_b64\":\"Mg==\"");
    }
  }

  @Test
  void what_does_not_match_is_passed_over_and_moves_the_cursor() throws Exception {
    try (var wire = open(WATCH + "?match=u.*&from=earliest", "")) {
      put("other", "1");

      assertThat(wire.untilIn("id: 1\n: keep-alive\n\n")).doesNotContain("event:");
    }
  }

  @Test
  void who_comes_back_gets_what_is_kept_behind_its_cursor() throws Exception {
    put("a", "1");
    put("b", "2");
    put("c", "3");

    try (var wire = open(WATCH + "?from=earliest", "Last-Event-ID: 2\r\n")) {
      assertThat(wire.untilIn("\"}\n\n")).contains("id: 3\n").doesNotContain("id: 1\n", "gap");
    }
  }

  @Test
  void a_cursor_of_a_former_bucket_and_one_beyond_the_end_are_gaps() throws Exception {
    put("a", "1");
    put("a", "2");
    server.delete("/v1/buckets/users");
    server.post("/v1/buckets", "{\"name\":\"users\"}");
    put("b", "3");

    try (var former = open(WATCH + "?last_event_id=1", "");
        var beyond = open(WATCH + "?last_event_id=7", "")) {
      assertThat(former.untilIn("\"}\n\n"))
          .contains(
              "id: 1\nevent: gap\ndata: {\"requested\":2,\"oldest\":3,\"newest\":3}\n\n",
              "id: 3\nevent: message\n");
      assertThat(beyond.untilIn("3}\n\n"))
          .contains("id: 3\nevent: gap\ndata: {\"requested\":8,\"oldest\":3,\"newest\":3}\n\n");
    }
  }

  @Test
  void a_watch_is_told_that_its_bucket_is_gone() throws Exception {
    try (var wire = open(WATCH, "")) {
      wire.untilIn(OPENING);
      server.delete("/v1/buckets/users");

      assertThat(wire.untilIn("\r\n0\r\n\r\n"))
          .contains(
              "event: close\n", "\"code\":\"deleted\",\"reason\":\"The bucket was removed.\"");
    }
  }

  @Test
  void a_watch_is_told_that_its_key_was_revoked() throws Exception {
    try (var wire = open(WATCH, "")) {
      wire.untilIn(OPENING);
      server.kv.revokeKey();

      assertThat(wire.untilIn("\r\n0\r\n\r\n")).contains("\"code\":\"key_revoked\"");
    }
  }

  @Test
  void only_what_can_be_watched_is() throws Exception {
    problem(server.get("/v1/kv/none/watch"), 404, "bucket_not_found");
    problem(server.get(WATCH + "?match=a..b"), 400, "invalid_pattern");
    problem(server.get(WATCH + "?from=last:3"), 400, "invalid_parameter");
    problem(server.get(WATCH + "?from=2026-01-01T00:00:00Z"), 400, "invalid_parameter");
    problem(server.get(WATCH + "?last_event_id=x"), 400, "invalid_cursor");
  }
}
