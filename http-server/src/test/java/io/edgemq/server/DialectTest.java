package io.edgemq.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.server.ListenOptions.Patience;
import io.helidon.http.Method;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// A protocol with its own callers, errors and origins, beside another one.
final class DialectTest {
  private final TestEngine engine =
      new TestEngine(
          Patience.DEFAULT,
          List.of(
              TestEngine.group(
                  "main", Route.of(Method.GET, "/v1/health", _ -> TestEngine.line("ok")).open()),
              TestEngine.group(
                  "text",
                  Route.of(Method.POST, "/text/echo", DialectTest::echo),
                  Route.of(Method.POST, "/text/short", call -> TestEngine.line(body(call, 4))),
                  Route.of(Method.POST, "/text/refused", DialectTest::refuse).open(),
                  Route.of(Method.POST, "/text/broken", DialectTest::fail).open(),
                  Route.of(Method.GET, "/text/{a}/of/{b}/in/{rest…}", DialectTest::arguments)
                      .open(),
                  Route.of(Method.GET, "/text/endless", _ -> TestEngine.line("…"))
                      .open()
                      .withoutHead())));

  @AfterEach
  void stop() {
    engine.close();
  }

  private static Reply echo(Call call) {
    return TestEngine.line(call.principal().actor() + " says " + body(call, 1000));
  }

  private static String body(Call call, int limit) {
    return new String(call.body(limit), UTF_8);
  }

  private static Reply refuse(Call call) {
    throw new TextDialect.Mistake("not today");
  }

  private static Reply fail(Call call) {
    throw new IllegalStateException("secret of " + call.id());
  }

  private static Reply arguments(Call call) {
    return TestEngine.line(
        call.argument("rest") + "|" + call.argument("b") + "|" + call.argument("a"));
  }

  private static String get(String path) {
    return request("GET", path, "", "");
  }

  private static String post(String path, String body) {
    return request("POST", path, "X-Signature: " + TextDialect.signature(body) + "\r\n", body);
  }

  private static String request(String method, String path, String headers, String body) {
    return "%s %s HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: %d\r\n%s\r\n%s"
        .formatted(method, path, body.length(), headers, body);
  }

  @Test
  void a_caller_may_be_known_by_the_body_and_the_endpoint_gets_it_too() throws Exception {
    assertThat(engine.answer(post("/text/echo", "hello")))
        .startsWith("HTTP/1.1 200 ")
        .endsWith("\r\n\r\nsigner says hello\n");
  }

  @Test
  void a_body_that_was_read_before_is_held_to_the_limit_of_its_endpoint() throws Exception {
    assertThat(engine.answer(post("/text/short", "hell"))).endsWith("\r\n\r\nhell\n");
    assertThat(engine.answer(post("/text/short", "hello")))
        .startsWith("HTTP/1.1 413 ")
        .endsWith("text: more than 4\n");
    assertThat(engine.answer(post("/text/echo", "x".repeat(1001))))
        .startsWith("HTTP/1.1 413 ")
        .endsWith("text: more than 1000\n");
  }

  @ParameterizedTest
  @CsvSource({
    "POST, /text/echo, 403, text: wrong signature",
    "POST, /text/refused, 403, text: not today",
    "GET, /text/nothing, 404, text: unknown path",
    "GET, /elsewhere, 404, main: unknown path",
    "GET, /v1/nothing, 404, main: unknown path",
    "DELETE, /text/echo, 405, 'text: only OPTIONS, POST'",
    "POST, /text/refused?a=%zz, 400, text: malformed parameter a",
    "POST, /text/refused#a, 400, text: fragment"
  })
  void errors_look_as_the_dialect_says(String method, String path, int status, String text)
      throws Exception {
    assertThat(engine.answer(request(method, path, "", "")))
        .startsWith("HTTP/1.1 " + status + " ")
        .contains("Content-Type: text/plain\r\n", "X-Request-Id: req-0123456789ab-")
        .endsWith("\r\n\r\n" + text + "\n")
        .doesNotContain("problem");
  }

  @Test
  void a_parameter_that_a_route_does_not_take_is_refused_once_the_caller_is_known()
      throws Exception {
    assertThat(engine.answer(post("/text/echo?colour=red", "hello")))
        .startsWith("HTTP/1.1 400 ")
        .endsWith("text: unknown parameter colour\n");
  }

  @Test
  void a_bug_is_worded_without_what_it_says() throws Exception {
    assertThat(engine.answer(post("/text/broken", "")))
        .startsWith("HTTP/1.1 500 ")
        .contains("text: bug in req-0123456789ab-")
        .doesNotContain("secret");
  }

  @Test
  void a_body_that_is_framed_in_two_ways_is_worded_by_the_dialect_of_its_path() throws Exception {
    assertThat(engine.answer("POST /text/echo HTTP/1.1\r\nHost: x\r\nContent-Length: +1\r\n\r\nx"))
        .startsWith("HTTP/1.1 400 ")
        .endsWith("text: malformed body\n");
  }

  @Test
  void what_is_no_request_is_worded_by_the_default_dialect() throws Exception {
    assertThat(engine.answer("GARBAGE\r\n\r\n"))
        .startsWith("HTTP/1.1 400 ")
        .contains("Content-Type: text/plain\r\n", "X-Request-Id: req-")
        .endsWith("main: unreadable\n");
  }

  @Test
  void a_page_of_the_known_origin_may_read_answers_and_no_other_may() throws Exception {
    var known = "Origin: " + TextDialect.ORIGIN + "\r\n";
    var allowed = "Access-Control-Allow-Origin: " + TextDialect.ORIGIN + "\r\n";

    assertThat(engine.answer(request("GET", "/text/nothing", known, "")))
        .contains(allowed, "Vary: Origin\r\n");
    assertThat(engine.answer(request("GET", "/text/nothing", "Origin: https://evil\r\n", "")))
        .doesNotContain("Access-Control");
    assertThat(engine.answer(get("/text/nothing"))).doesNotContain("Access-Control");
  }

  @Test
  void a_preflight_is_answered_by_the_dialect() throws Exception {
    var headers = "Origin: " + TextDialect.ORIGIN + "\r\n";

    assertThat(engine.answer(request("OPTIONS", "/text/echo", headers, "")))
        .startsWith("HTTP/1.1 204 ")
        .contains("Access-Control-Allow-Methods: OPTIONS, POST\r\n")
        .contains("Access-Control-Allow-Origin: " + TextDialect.ORIGIN + "\r\n");
  }

  @Test
  void an_endpoint_asks_for_its_arguments_by_name() throws Exception {
    assertThat(engine.answer(get("/text/one/of/two%20/in/a/b%2Fc")))
        .endsWith("\r\n\r\na/b/c|two |one\n");
  }

  @Test
  void a_route_without_head_refuses_it() throws Exception {
    assertThat(engine.answer(request("HEAD", "/text/endless", "", "")))
        .startsWith("HTTP/1.1 405 ")
        .contains("Allow: GET, OPTIONS\r\n");
    assertThat(engine.answer(request("HEAD", "/v1/health", "", ""))).startsWith("HTTP/1.1 200 ");
  }

  @Test
  void requests_are_counted_by_route_whatever_the_dialect() throws Exception {
    engine.answer(post("/text/echo", "hello"));
    engine.answer(get("/text/nothing"));

    assertThat(engine.registry.get("edgemq.http.requests").tag("route", "/text/echo").timer())
        .satisfies(timer -> assertThat(timer.count()).isEqualTo(1))
        .satisfies(timer -> assertThat(timer.totalTime(TimeUnit.NANOSECONDS)).isPositive());
    assertThat(engine.registry.get("edgemq.http.requests").tag("route", "none").timer().count())
        .isEqualTo(1);
  }
}
