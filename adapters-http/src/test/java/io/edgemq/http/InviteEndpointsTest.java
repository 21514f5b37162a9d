package io.edgemq.http;

import static io.edgemq.http.Answers.json;
import static io.edgemq.http.Answers.problem;
import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.domain.invite.Invite;
import io.edgemq.domain.invite.InviteRequest;
import io.edgemq.ports.in.Refusal;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// How somebody becomes a tenant (SPEC 7).
final class InviteEndpointsTest {
  private static final String INVITES = "/v1/admin/invites";
  private static final String REQUESTS = "/v1/admin/invite-requests";
  private static final String URL = "https://mq.example/v1/claim/inv-token";

  private final TestServer server = new TestServer();

  @AfterEach
  void stop() {
    server.close();
  }

  private HttpResponse<String> admin(String method, String path, String body) throws Exception {
    return server.send(
        server.as(FakeLogins.ADMIN_TOKEN, path).method(method, BodyPublishers.ofString(body)));
  }

  private HttpResponse<String> anybody(String method, String path, String body) throws Exception {
    return server.send(server.open(path).method(method, BodyPublishers.ofString(body)));
  }

  @Test
  void an_invite_is_good_for_a_week() throws Exception {
    var answer = admin("POST", INVITES, "{\"tag\":\"new\"}");

    assertThat(answer.statusCode()).isEqualTo(201);
    assertThat(json(answer).path("token").asText()).isEqualTo("inv-token");
    assertThat(json(answer).path("url").asText()).isEqualTo(URL);
    assertThat(json(answer).path("expires_at").asText()).isEqualTo("2025-11-28T08:00:00.123Z");
    assertThat(server.invites.time).isEqualTo(Duration.ofDays(7));
  }

  @ParameterizedTest
  @CsvSource({"0,400", "1,201", "7776000,201", "7776001,400"})
  void an_invite_is_good_for_ninety_days_at_most(String time, int status) throws Exception {
    var answer = admin("POST", INVITES, "{\"tag\":\"x\",\"expires_in_seconds\":" + time + "}");

    assertThat(answer.statusCode()).isEqualTo(status);
  }

  @ParameterizedTest
  @CsvSource({
    "OPEN,3600,open",
    "OPEN,30,expired",
    "CLAIMING,3600,claiming",
    "CLAIMED,3600,claimed",
    "REMOVED,3600,removed"
  })
  void invites_are_listed_in_every_state(Invite.State state, long time, String word)
      throws Exception {
    server.invites.invites.add(FakeInvites.issued(state, Duration.ofSeconds(time), null));

    var listed = json(admin("GET", INVITES, "")).at("/invites/0");

    assertThat(listed.path("state").asText()).isEqualTo(word);
    assertThat(listed.path("id").asText()).isEqualTo("inv_1");
    assertThat(listed.path("created_by").asText()).isEqualTo("alice");
  }

  @Test
  void an_invite_is_taken_back() throws Exception {
    assertThat(admin("DELETE", INVITES + "/inv-token", "").statusCode()).isEqualTo(204);
    problem(admin("DELETE", INVITES + "/other", ""), 404, "invite_not_found");
    assertThat(server.invites.removed).containsExactly("inv-token", "other");
  }

  @Test
  void anybody_may_claim_an_invite() throws Exception {
    var look = anybody("GET", "/v1/claim/inv-token", "");
    var claim = anybody("POST", "/v1/claim/inv-token", "{\"tag\":\"mine\"}");

    assertThat(look.body())
        .isEqualTo("{\"tag\":\"new\",\"expires_at\":\"2025-11-28T08:00:00.123Z\"}");
    assertThat(claim.statusCode()).isEqualTo(201);
    assertThat(claim.body())
        .isEqualTo(
            """
            {"tenant_id":"t9","tag":"mine","key":"claimed-token","key_id":"ak_9"}""");
    assertThat(look.headers().firstValue("Access-Control-Allow-Origin")).contains("*");
  }

  @Test
  void without_a_tag_the_invites_is_taken() throws Exception {
    assertThat(json(anybody("POST", "/v1/claim/inv-token", "")).path("tag").asText())
        .isEqualTo("new");
  }

  @Test
  void an_invite_that_is_gone_is_told_from_one_that_never_was() throws Exception {
    problem(anybody("POST", "/v1/claim/other", ""), 404, "invite_not_found");
    server.invites.refusal = new Refusal.InviteGone();
    problem(anybody("GET", "/v1/claim/inv-token", ""), 410, "invite_gone");
    problem(anybody("POST", "/v1/claim/inv-token", ""), 410, "invite_gone");
  }

  @Test
  void anybody_may_ask_for_an_invite() throws Exception {
    var answer =
        anybody("POST", "/v1/invite-requests", "{\"name\":\"Bo\",\"email\":\"bo@example.com\"}");

    assertThat(answer.statusCode()).isEqualTo(202);
    assertThat(answer.body()).isEqualTo("{\"id\":\"req_1\",\"status\":\"pending\"}");
    assertThat(server.invites.request.address()).isEqualTo("127.0.0.1");
    assertThat(server.invites.request.reason()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "'{\"name\":\"Bo\"}',missing_field",
    "'{\"name\":\"\",\"email\":\"x\"}',invalid_value",
    "'{\"name\":\"Bo\",\"email\":\"x\",\"plan\":1}',unknown_field"
  })
  void a_request_names_its_maker(String body, String code) throws Exception {
    problem(anybody("POST", "/v1/invite-requests", body), 400, code);
  }

  @Test
  void an_address_may_ask_ten_times_a_minute() throws Exception {
    var body = "{\"name\":\"Bo\",\"email\":\"bo@example.com\"}";
    for (int i = 0; i < 10; i++) {
      assertThat(anybody("POST", "/v1/invite-requests", body).statusCode()).isEqualTo(202);
    }

    var refused = anybody("POST", "/v1/invite-requests", body);

    problem(refused, 429, "rate_limited");
    assertThat(refused.headers().firstValueAsLong("Retry-After").orElseThrow()).isBetween(1L, 60L);
  }

  @Test
  void requests_are_listed_by_status() throws Exception {
    var listed = json(admin("GET", REQUESTS + "?status=pending", "")).at("/invite_requests/0");

    assertThat(server.invites.wanted).isEqualTo(InviteRequest.Status.PENDING);
    assertThat(listed.path("email").asText()).isEqualTo("ann@example.com");
    assertThat(listed.path("status").asText()).isEqualTo("pending");
    assertThat(listed.path("decision").isNull()).isTrue();
    problem(admin("GET", REQUESTS + "?status=PENDING", ""), 400, "invalid_parameter");
  }

  @Test
  void a_request_is_approved() throws Exception {
    var answer = admin("POST", REQUESTS + "/req_1/approve", "{\"note\":\"a friend\"}");

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body())
        .isEqualTo(
            "{\"id\":\"req_1\",\"status\":\"approved\",\"invite_token\":\"inv-token\",\"url\":\""
                + URL
                + "\"}");
    assertThat(server.invites.note).isEqualTo("a friend");
  }

  @Test
  void a_request_is_declined() throws Exception {
    var answer = admin("POST", REQUESTS + "/req_1/decline", "");

    assertThat(answer.body()).isEqualTo("{\"id\":\"req_1\",\"status\":\"declined\"}");
    problem(admin("POST", REQUESTS + "/req_2/decline", ""), 404, "invite_request_not_found");
  }

  @Test
  void what_was_decided_stays_so() throws Exception {
    server.invites.refusal = new Refusal.AlreadyDecided(InviteRequest.Status.APPROVED);

    var answer = admin("POST", REQUESTS + "/req_1/decline", "");

    assertThat(problem(answer, 409, "already_decided").path("detail").asText())
        .startsWith("The request was approved before.");
  }
}
