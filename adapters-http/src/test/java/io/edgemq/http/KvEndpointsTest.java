package io.edgemq.http;

import static io.edgemq.http.Answers.json;
import static io.edgemq.http.Answers.problem;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class KvEndpointsTest {
  private static final String KEY = "/v1/kv/users/a.b";

  private final TestServer server = new TestServer();

  @BeforeEach
  void make() throws Exception {
    server.post("/v1/buckets", "{\"name\":\"users\",\"history\":3}");
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private HttpResponse<String> put(String path, String body, Map<String, String> headers)
      throws Exception {
    return server.call("PUT", path, body, headers);
  }

  private HttpResponse<String> put(String path, String body) throws Exception {
    return put(path, body, Map.of());
  }

  private static String header(HttpResponse<?> answer, String name) {
    return answer.headers().firstValue(name).orElse("");
  }

  @Test
  void a_value_comes_back_as_it_was_sent_with_its_revision() throws Exception {
    var written = put(KEY, "{}", Map.of("Content-Type", "application/json"));
    var read = server.get(KEY);

    assertThat(written.statusCode()).isEqualTo(200);
    assertThat(written.body()).isEqualTo("{\"revision\":1}");
    assertThat(header(written, "X-Revision")).isEqualTo("1");
    assertThat(read.body()).isEqualTo("{}");
    assertThat(header(read, "Content-Type")).isEqualTo("application/json");
    assertThat(header(read, "ETag")).isEqualTo("\"1\"");
    assertThat(header(read, "X-Revision")).isEqualTo("1");
  }

  @Test
  void a_value_may_be_empty_and_as_large_as_a_message() throws Exception {
    put(KEY, "");
    assertThat(server.get(KEY).body()).isEmpty();
    assertThat(header(server.get(KEY), "Content-Type")).isEqualTo("application/octet-stream");

    assertThat(put(KEY, "x".repeat(1000)).statusCode()).isEqualTo(200);
    problem(put(KEY, "x".repeat(1001)), 413, "message_too_large");
  }

  @Test
  void a_head_has_what_a_get_has_but_the_value() throws Exception {
    put(KEY, "value");

    var answer =
        server.send(server.request(KEY).method("HEAD", HttpRequest.BodyPublishers.noBody()));

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(header(answer, "X-Revision")).isEqualTo("1");
    assertThat(answer.body()).isEmpty();
  }

  @Test
  void a_slash_in_a_key_stands_as_it_is_or_encoded() throws Exception {
    put("/v1/kv/users/a/b.c", "1");

    assertThat(server.get("/v1/kv/users/a%2Fb.c").body()).isEqualTo("1");
    assertThat(server.get("/v1/kv/users/a%2fb.c").body()).isEqualTo("1");
    assertThat(server.get("/v1/kv/users").body())
        .isEqualTo("{\"keys\":[\"a/b.c\"],\"next_cursor\":null}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "watch",
        "history",
        "incr",
        "a/incr",
        "a/history",
        "a%2Fhistory",
        "a//b",
        "a/",
        "%2Fa",
        "a..b",
        "a.",
        ".a",
        "a%20b",
        "a*",
        "%C3%A9",
        "1.2.3.4.5.6.7.8.9.10.11.12.13.14.15.16"
      })
  void no_other_key_is_written(String key) throws Exception {
    problem(put("/v1/kv/users/" + key, "x"), 400, "invalid_key");
  }

  @Test
  void keys_have_limits() throws Exception {
    var longest = "k".repeat(128);
    var deepest = "1.2.3.4.5.6.7.8.9.10.11.12.13.14.15";

    assertThat(put("/v1/kv/users/" + longest, "x").statusCode()).isEqualTo(200);
    assertThat(put("/v1/kv/users/" + deepest, "x").statusCode()).isEqualTo(200);
    problem(put("/v1/kv/users/" + longest + "k", "x"), 400, "invalid_key");
  }

  @Test
  void what_is_not_there_is_told() throws Exception {
    problem(server.get(KEY), 404, "key_not_found");
    problem(server.get("/v1/kv/none/k"), 404, "bucket_not_found");
    problem(put("/v1/kv/none/k", "x"), 404, "bucket_not_found");
    problem(server.get("/v1/kv/a.b/k"), 400, "invalid_name");
    var deleted = server.delete(KEY);
    assertThat(deleted.statusCode()).isEqualTo(204);
    assertThat(header(deleted, "X-Revision")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "If-Match,1,200",
    "If-Match,'\"1\"',200",
    "If-Match,2,412",
    "If-Match,*,400",
    "If-Match,W/\"1\",400",
    "If-Match,'1, 2',400",
    "If-Match,-1,400",
    "If-Match,'\"\"',400",
    "If-Match,' ',400",
    "If-None-Match,*,412",
    "If-None-Match,1,400",
    "If-None-Match,' ',400"
  })
  void a_condition_holds_or_is_refused(String name, String value, int status) throws Exception {
    put(KEY, "1");

    var answer = put(KEY, "2", Map.of(name, value));
    var counted = server.call("POST", KEY + "/incr", "", Map.of(name, value));

    assertThat(answer.statusCode()).isEqualTo(status);
    if (status == 200) {
      problem(counted, 412, "revision_mismatch");
    } else {
      var code = status == 412 ? "revision_mismatch" : "invalid_condition";
      problem(answer, status, code);
      problem(counted, status, code);
      problem(server.send(server.request(KEY).header(name, value).DELETE()), status, code);
    }
  }

  @Test
  void a_key_that_is_not_there_is_made_once() throws Exception {
    var absent = Map.of("If-None-Match", "*");

    assertThat(put(KEY, "1", absent).statusCode()).isEqualTo(200);
    problem(put(KEY, "2", absent), 412, "revision_mismatch");
    server.delete(KEY);
    assertThat(put(KEY, "3", absent).statusCode()).isEqualTo(200);
    problem(put(KEY, "4", Map.of("If-None-Match", "*", "If-Match", "1")), 400, "invalid_condition");
  }

  @Test
  void earlier_revisions_are_read_while_they_are_kept() throws Exception {
    for (int i = 1; i <= 4; i++) {
      put(KEY, "v" + i);
    }
    put("/v1/kv/users/other", "x");

    assertThat(server.get(KEY + "?revision=2").body()).isEqualTo("v2");
    problem(server.get(KEY + "?revision=1"), 404, "revision_not_found");
    problem(server.get(KEY + "?revision=5"), 404, "revision_not_found");
    problem(server.get(KEY + "?revision=x"), 400, "invalid_parameter");
  }

  @Test
  void a_history_has_markers_and_is_gone_after_a_purge() throws Exception {
    put(KEY, "v1", Map.of("Content-Type", "text/plain"));
    assertThat(header(server.delete(KEY), "X-Revision")).isEqualTo("2");

    assertThat(server.get(KEY + "/history?body=text").body())
        .isEqualTo(
            """
            {"entries":[{"bucket":"users","key":"a.b","revision":1,"operation":"put",\
            "timestamp":1763712000123,"content_type":"text/plain","value":"v1"},\
            {"bucket":"users","key":"a.b","revision":2,"operation":"delete",\
            "timestamp":1763712000123}]}""");
    put(KEY, "v3");
    assertThat(server.delete(KEY + "?purge=true").statusCode()).isEqualTo(204);
    assertThat(json(server.get(KEY + "/history")).at("/entries/0/operation").asText())
        .isEqualTo("purge");
    assertThat(json(server.get(KEY + "/history")).path("entries")).hasSize(1);
    problem(server.delete(KEY + "?purge=yes"), 400, "invalid_parameter");
    assertThat(server.get("/v1/kv/users/never/history").body()).isEqualTo("{\"entries\":[]}");
  }

  @Test
  void a_counter_is_text() throws Exception {
    var first = server.post("/v1/kv/users/n/incr", "");
    server.post("/v1/kv/users/n/incr?delta=41", "");

    assertThat(first.body()).isEqualTo("{\"value\":\"1\",\"revision\":1}");
    assertThat(server.get("/v1/kv/users/n").body()).isEqualTo("42");
    assertThat(server.post("/v1/kv/users/n/incr?delta=-50", "").body())
        .isEqualTo("{\"value\":\"-8\",\"revision\":3}");
    problem(server.post("/v1/kv/users/n/incr?delta=1.5", ""), 400, "invalid_parameter");
    problem(
        server.post("/v1/kv/users/n/incr?delta=9223372036854775808", ""), 400, "invalid_parameter");
    problem(
        server.post("/v1/kv/users/n/incr?delta=-9223372036854775808", ""), 409, "counter_overflow");
    put(KEY, "007");
    problem(server.post(KEY + "/incr", ""), 409, "not_a_counter");
    problem(server.post(KEY, ""), 400, "invalid_key");
  }

  @ParameterizedTest
  @CsvSource({
    "0.001,200,",
    "315360000,200,",
    "0,400,out_of_range",
    "315360000.001,400,out_of_range",
    "0.0001,400,invalid_header",
    "-1,400,invalid_header",
    "1e3,400,invalid_header",
    "soon,400,invalid_header",
    "'',400,invalid_header"
  })
  void a_value_lives_as_long_as_its_writer_says(String ttl, int status, String code)
      throws Exception {
    var headers = Map.of("X-MQ-TTL-Seconds", ttl);

    var answer = put(KEY, "1", headers);

    assertThat(answer.statusCode()).isEqualTo(status);
    if (code != null) {
      problem(answer, status, code);
      problem(server.call("POST", KEY + "/incr", "", headers), status, code);
    }
  }

  @Test
  void more_than_eight_hops_are_a_loop_where_a_change_stream_is() throws Exception {
    server.post("/v1/buckets", "{\"name\":\"told\",\"change_stream_topic\":\"changes\"}");

    assertThat(put("/v1/kv/told/k", "1", Map.of("X-MQ-Hops", "8")).statusCode()).isEqualTo(200);
    for (var hops : new String[] {"9", "999999999999999999"}) {
      problem(put("/v1/kv/told/k", "1", Map.of("X-MQ-Hops", hops)), 409, "change_stream_loop");
    }
    assertThat(put(KEY, "1", Map.of("X-MQ-Hops", "9")).statusCode()).isEqualTo(200);
    for (var none : new String[] {"-1", "1.5", "x"}) {
      problem(put(KEY, "1", Map.of("X-MQ-Hops", none)), 400, "invalid_header");
    }
  }

  @Test
  void a_list_has_what_matches_page_by_page() throws Exception {
    for (var key : new String[] {"u.1", "u.2", "u.2.x", "v"}) {
      put("/v1/kv/users/" + key, "v", Map.of("Content-Type", "text/plain"));
    }

    var page = json(server.get("/v1/kv/users?match=u.*&limit=1"));
    var next = page.path("next_cursor").asText();

    assertThat(page.path("keys").toString()).isEqualTo("[\"u.1\"]");
    assertThat(
            server
                .get("/v1/kv/users?match=u.*&limit=1&body=text&values=true&cursor=" + next)
                .body())
        .isEqualTo(
            """
            {"keys":[{"bucket":"users","key":"u.2","revision":2,"operation":"put",\
            "timestamp":1763712000123,"content_type":"text/plain","value":"v"}],\
            "next_cursor":null}""");
    problem(server.get("/v1/kv/users?match=u.%3E.x"), 400, "invalid_pattern");
    problem(server.get("/v1/kv/users?cursor=ISE"), 400, "invalid_cursor");
    problem(server.get("/v1/kv/users?limit=0"), 400, "out_of_range");
    problem(server.get("/v1/kv/users?values=1"), 400, "invalid_parameter");
    problem(server.get("/v1/kv/none"), 404, "bucket_not_found");
  }

  @Test
  void a_page_of_another_origin_may_put_and_read_revisions() throws Exception {
    var origin = "https://app.example";
    var preflight =
        server.send(
            server
                .open(KEY)
                .header("Origin", origin)
                .header("Access-Control-Request-Method", "PUT")
                .header("Access-Control-Request-Headers", "if-match,authorization")
                .method("OPTIONS", BodyPublishers.noBody()));
    var answer = put(KEY, "1", Map.of("Origin", origin));

    assertThat(preflight.statusCode()).isEqualTo(204);
    assertThat(header(preflight, "Access-Control-Allow-Methods")).contains("PUT", "DELETE");
    assertThat(header(preflight, "Access-Control-Allow-Headers")).contains("If-Match");
    assertThat(header(answer, "Access-Control-Allow-Origin")).isEqualTo("*");
    assertThat(header(answer, "Access-Control-Expose-Headers")).contains("ETag", "X-Revision");
  }
}
