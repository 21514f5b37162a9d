package io.edgemq.http;

import static io.edgemq.http.Answers.problem;
import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.domain.audit.Origin;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Who acts for a tenant, who may not, and what is written down of it (SPEC 7).
final class TenantHeaderTest {
  private static final String HEADER = "X-MQ-Tenant";
  private static final String STREAM = "/v1/topics/orders/stream";

  private final TestServer server = new TestServer();

  @AfterEach
  void stop() {
    server.close();
  }

  private HttpRequest.Builder with(String token, String tenant) {
    return server.as(token, "/v1/queues").header(HEADER, tenant);
  }

  private String metrics() throws Exception {
    return server.send(server.open("/metrics").GET()).body();
  }

  @Test
  void an_admin_token_acts_for_the_tenant_that_it_names() throws Exception {
    var request = with(FakeLogins.ADMIN_TOKEN, "t1").header("X-Request-Id", "r-7");

    var answer = server.send(request.GET());

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(server.logins.acts).containsExactly("alice t1 GET /v1/queues");
    assertThat(server.logins.origins).containsExactly(new Origin("127.0.0.1", "r-7"));
  }

  @Test
  void an_admin_token_opens_no_data_by_itself() throws Exception {
    var answer = server.send(server.as(FakeLogins.ADMIN_TOKEN, "/v1/queues").GET());

    problem(answer, 403, "tenant_required");
    assertThat(server.logins.acts).isEmpty();
    assertThat(metrics()).contains("edgemq_http_unauthorized_total{reason=\"no_tenant\"} 1.0");
  }

  @ParameterizedTest
  @ValueSource(strings = {"t2", "no id", "'"})
  void a_tenant_that_is_not_there_is_told_so(String tenant) throws Exception {
    problem(server.send(with(FakeLogins.ADMIN_TOKEN, tenant).GET()), 404, "tenant_not_found");
    assertThat(server.logins.acts).isEmpty();
  }

  @Test
  void a_support_key_acts_for_its_own_tenant() throws Exception {
    assertThat(server.send(with(FakeLogins.SUPPORT_TOKEN, "t1").GET()).statusCode()).isEqualTo(200);
    assertThat(server.logins.acts).containsExactly("support:ak_2 t1 GET /v1/queues");
  }

  @Test
  void a_support_key_acts_for_nobody_else() throws Exception {
    var unnamed = server.send(server.as(FakeLogins.SUPPORT_TOKEN, "/v1/queues").GET());
    var other = server.send(with(FakeLogins.SUPPORT_TOKEN, "t2").GET());

    problem(unnamed, 403, "tenant_required");
    problem(other, 404, "tenant_not_found");
    assertThat(server.logins.acts).isEmpty();
  }

  @Test
  void the_header_is_for_operators_only() throws Exception {
    problem(server.send(with(FakeLogins.TOKEN, "t1").GET()), 403, "admin_required");
    problem(server.send(with("bad-token", "t1").GET()), 401, "unauthorized");
    assertThat(server.logins.refusals).containsExactly("ak_1 GET /v1/queues");
    assertThat(metrics()).contains("edgemq_http_unauthorized_total{reason=\"not_admin\"} 1.0");
  }

  @Test
  void no_receipt_is_written_down() throws Exception {
    server.send(
        server
            .as(FakeLogins.ADMIN_TOKEN, "/v1/queues/jobs/messages/secret-receipt")
            .header(HEADER, "t1")
            .DELETE());

    assertThat(server.logins.acts)
        .containsExactly("alice t1 DELETE /v1/queues/{queue}/messages/{receipt}");
  }

  @Test
  void what_is_for_operators_is_refused_to_everybody_else_and_written_down() throws Exception {
    var path = "/v1/admin/tenants/t1";

    problem(server.get(path), 403, "admin_required");
    problem(server.send(server.open(path).GET()), 401, "unauthorized");
    problem(server.send(server.as("bad", path).GET()), 401, "unauthorized");
    problem(server.send(server.as(FakeLogins.EXPIRED_TOKEN, path).GET()), 401, "token_expired");
    problem(server.send(server.as(FakeLogins.SUPPORT_TOKEN, path).GET()), 403, "admin_required");
    assertThat(server.logins.refusals)
        .containsExactly(
            "ak_1 GET " + path,
            " GET " + path,
            " GET " + path,
            " GET " + path,
            "support:ak_2 GET " + path);
  }

  @Test
  void no_token_of_an_invite_is_written_down() throws Exception {
    var path = "/v1/admin/invites/secret-invite";

    problem(server.delete(path), 403, "admin_required");
    assertThat(server.logins.refusals).containsExactly("ak_1 DELETE /v1/admin/invites/{token}");
  }

  @Test
  void no_token_in_the_place_of_a_key_is_written_down() throws Exception {
    problem(server.delete("/v1/admin/tenants/t1/keys/secret-key"), 403, "admin_required");
    assertThat(server.logins.refusals)
        .containsExactly("ak_1 DELETE /v1/admin/tenants/{tenant}/keys/{id}");
  }

  @Test
  void an_admin_token_is_taken_from_the_header_only() throws Exception {
    var answer =
        server.send(server.open("/v1/admin/audit/stream?bearer=" + FakeLogins.ADMIN_TOKEN).GET());

    problem(answer, 401, "unauthorized");
  }

  @Test
  void a_ticket_opens_its_path() throws Exception {
    var answer = stream(STREAM + "?from=earliest&ticket=" + FakeLogins.TICKET);

    assertThat(answer.statusCode()).isEqualTo(200);
    answer.body().close();
  }

  @Test
  void a_ticket_of_a_support_key_names_its_tenant_and_is_written_down() throws Exception {
    var answer = stream(STREAM + "?ticket=" + FakeLogins.SUPPORT_TICKET);

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(server.logins.acts).containsExactly("support:ak_2 t1 GET " + STREAM);
    answer.body().close();
  }

  private HttpResponse<java.io.InputStream> stream(String path) throws Exception {
    return server.client.send(
        server.open(path).GET().build(), HttpResponse.BodyHandlers.ofInputStream());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/v1/topics/orders/stream?ticket=nonsense",
        "/v1/topics/other/stream?ticket=tk_key",
        "/v1/topics/order%73/stream?ticket=tk_key",
        "/v1/topics/orders/stream?ticket=good-token",
        "/v1/topics/orders/stream?ticket=admin-token"
      })
  void what_is_no_ticket_for_the_path_opens_nothing(String path) throws Exception {
    problem(server.send(server.open(path).GET()), 401, "ticket_invalid");
    assertThat(metrics()).contains("edgemq_http_unauthorized_total{reason=\"ticket\"} 1.0");
  }

  @Test
  void a_ticket_is_no_key() throws Exception {
    problem(server.send(server.as(FakeLogins.TICKET, STREAM).GET()), 401, "unauthorized");
    problem(
        server.send(server.open(STREAM + "?bearer=" + FakeLogins.TICKET).GET()),
        401,
        "unauthorized");
  }

  @ParameterizedTest
  @CsvSource({
    "/v1/queues,400,unknown_parameter",
    "/v1/topics/orders/messages,400,unknown_parameter"
  })
  void a_ticket_is_for_streams_only(String path, int status, String code) throws Exception {
    problem(server.get(path + "?ticket=" + FakeLogins.TICKET), status, code);
    problem(
        server.send(server.open(path + "?ticket=" + FakeLogins.TICKET).GET()), 401, "unauthorized");
  }
}
