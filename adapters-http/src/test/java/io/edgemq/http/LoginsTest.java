package io.edgemq.http;

import static io.edgemq.http.Answers.problem;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What a caller without a good key is told, and how it is counted.
final class LoginsTest {
  private static final String STREAM = "/v1/topics/orders/stream";

  private final TestServer server = new TestServer();

  @AfterEach
  void stop() {
    server.close();
  }

  private HttpResponse<String> with(String credential) throws Exception {
    return server.send(server.open("/v1/queues").header("Authorization", credential).GET());
  }

  private static String detail(HttpResponse<String> answer) {
    return problem(answer, 401, "unauthorized").path("detail").asText();
  }

  private String metrics() throws Exception {
    return server.send(server.open("/metrics").GET()).body();
  }

  @Test
  void a_request_without_a_key_is_told_so() throws Exception {
    assertThat(detail(server.send(server.open("/v1/queues").GET())))
        .isEqualTo("The request has no key. Send one as 'Authorization: Bearer <token>'.");
    assertThat(detail(server.send(server.open(STREAM).GET()))).contains("has no key");
    assertThat(metrics()).contains("edgemq_http_unauthorized_total{reason=\"missing\"} 2.0");
  }

  @ParameterizedTest
  @ValueSource(strings = {"Bearer", "Bearer ", "Basic Z29vZC10b2tlbg==", "good-token"})
  void a_header_without_a_bearer_token_is_told_so(String credential) throws Exception {
    var answer = with(credential);

    assertThat(detail(answer)).startsWith("The Authorization header holds no bearer token.");
    assertThat(answer.body()).doesNotContain("good-token");
    assertThat(metrics()).contains("edgemq_http_unauthorized_total{reason=\"malformed\"} 1.0");
  }

  @Test
  void a_key_that_is_not_known_is_told_so_and_not_repeated() throws Exception {
    var answer = with("Bearer bad-key");
    var inQuery = server.send(server.open(STREAM + "?bearer=bad-key").GET());

    assertThat(detail(answer)).startsWith("The key is not valid here.");
    assertThat(detail(inQuery)).isEqualTo(detail(answer));
    assertThat(answer.headers().firstValue("WWW-Authenticate"))
        .contains("Bearer error=\"invalid_token\"");
    assertThat(answer.body()).doesNotContain("bad-key");
    assertThat(metrics()).contains("edgemq_http_unauthorized_total{reason=\"unknown\"} 2.0");
  }

  @Test
  void an_expired_credential_is_told_apart() throws Exception {
    var answer =
        server.send(
            server
                .open("/v1/queues")
                .header("Authorization", "Bearer " + TestServer.EXPIRED_TOKEN)
                .GET());

    problem(answer, 401, "token_expired");
    assertThat(metrics()).contains("edgemq_http_unauthorized_total{reason=\"expired\"} 1.0");
    assertThat(answer.headers().firstValue("WWW-Authenticate"))
        .contains("Bearer error=\"invalid_token\"");
  }

  @ParameterizedTest
  @CsvSource({
    "/v1/queues?limti=1,'Unknown query parameter ''limti''. The parameters are: limit, cursor.'",
    "/v1/queues/jobs?x=1,'Unknown query parameter ''x''. This call takes none.'"
  })
  void an_unknown_parameter_is_told_the_known_ones(String path, String detail) throws Exception {
    assertThat(problem(server.get(path), 400, "unknown_parameter").path("detail").asText())
        .isEqualTo(detail);
  }
}
