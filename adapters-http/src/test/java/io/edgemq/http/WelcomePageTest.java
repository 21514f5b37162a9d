package io.edgemq.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.server.EdgeHttpServer;
import io.edgemq.server.ListenOptions;
import io.edgemq.server.ListenOptions.Patience;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class WelcomePageTest {
  private final TestServer api = new TestServer();
  private final EdgeHttpServer server =
      new EdgeHttpServer(
          new ListenOptions("127.0.0.1", 0, Patience.DEFAULT),
          List.of(
              RestApi.forTenants(api.options(), api.useCases(), api.telemetry()),
              WelcomePage.of("1.2 <beta>")),
          new PrometheusMeterRegistry(PrometheusConfig.DEFAULT),
          "x".repeat(24));
  private final HttpClient client = HttpClient.newHttpClient();

  @BeforeEach
  void start() {
    server.start();
  }

  @AfterEach
  void stop() {
    client.close();
    server.stop();
    api.close();
  }

  private HttpResponse<String> call(String method, String path) throws Exception {
    var request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
            .header("Origin", "https://elsewhere.example")
            .method(method, BodyPublishers.noBody())
            .build();
    return client.send(request, BodyHandlers.ofString(UTF_8));
  }

  @ParameterizedTest
  @CsvSource({"/,text/html", "/welcome.js,text/javascript", "/welcome.css,text/css"})
  void anybody_may_read_the_page_but_no_other_page(String path, String type) throws Exception {
    var answer = call("GET", path);

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Content-Type")).contains(type + "; charset=utf-8");
    assertThat(answer.headers().firstValue("Content-Security-Policy").orElseThrow())
        .startsWith("default-src 'none'; ")
        .doesNotContain("unsafe");
    assertThat(answer.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
    assertThat(answer.headers().firstValue("Access-Control-Allow-Origin")).isEmpty();
  }

  @Test
  void the_page_says_what_this_is_and_where_the_rest_is() throws Exception {
    assertThat(call("GET", "/").body())
        .contains("Version 1.2 &lt;beta&gt;.")
        .contains("\"/openapi.yaml\"", "\"/v1/health\"", "\"/v1/ready\"", "\"/metrics\"");
  }

  @Test
  void the_page_needs_nothing_from_elsewhere_and_runs_nothing_inline() throws Exception {
    assertThat(call("GET", "/").body())
        .doesNotContain("http:", "https:", "<style", " style=", "javascript:")
        .doesNotContainPattern(" on[a-z]+=")
        .doesNotContainPattern("<script(?! src=\"/welcome\\.js\" defer></script>)");
    assertThat(call("GET", "/welcome.js").body())
        .doesNotContain("http:", "https:", "innerHTML", "insertAdjacentHTML", "eval(")
        .doesNotContain("localStorage", "sessionStorage", "document.cookie");
    assertThat(call("GET", "/welcome.css").body()).doesNotContain("http", "@import", "url(");
  }

  @ParameterizedTest
  @ValueSource(strings = {"POST", "DELETE"})
  void a_page_takes_nothing(String method) throws Exception {
    var answer = call(method, "/");

    assertThat(answer.statusCode()).isEqualTo(405);
    assertThat(answer.headers().firstValue("Access-Control-Allow-Origin")).isEmpty();
  }

  @Test
  void the_api_keeps_its_own_rules() throws Exception {
    var answer = call("GET", "/v1/nowhere");

    assertThat(answer.statusCode()).isEqualTo(404);
    assertThat(answer.headers().firstValue("Access-Control-Allow-Origin")).contains("*");
    assertThat(call("GET", "/nowhere").headers().firstValue("Access-Control-Allow-Origin"))
        .contains("*");
  }
}
