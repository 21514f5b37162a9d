package io.edgemq.http;

import static io.edgemq.http.Answers.json;
import static io.edgemq.http.Answers.problem;
import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.ports.in.CheckReadiness.Readiness;
import io.edgemq.server.ListenOptions.Patience;
import io.edgemq.server.Wire;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class AuditEndpointsTest {
  private static final String PATH = "/v1/admin/audit";
  private static final String ENTRY =
      """
      {"sequence":7,"at":"2025-11-21T08:00:00.123Z","actor":"alice","action":"tenant.suspend",\
      "target":"t1","tenant":"t1","address":"192.0.2.1","outcome":"done","request_id":"req-1","hash":\""""
          + "ab".repeat(32)
          + "\"}";

  private TestServer server = new TestServer();

  @AfterEach
  void stop() {
    server.close();
  }

  private HttpResponse<String> admin(String path) throws Exception {
    return server.send(server.as(FakeLogins.ADMIN_TOKEN, path).GET());
  }

  private Wire stream(String headers) throws IOException {
    return new Wire(server.port())
        .send(
            "GET "
                + PATH
                + "/stream?actor=alice HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer admin-token\r\n"
                + headers
                + "\r\n");
  }

  @Test
  void entries_are_listed() throws Exception {
    server.audit.entries.add(FakeAudit.entry(7));

    var answer = admin(PATH + "?actor=alice&action=key.revoke&since=2025-11-21T08:00:00Z&limit=5");

    assertThat(answer.body()).isEqualTo("{\"entries\":[" + ENTRY + "],\"next_cursor\":null}");
    var filter = Objects.requireNonNull(server.audit.filter);
    assertThat(filter.actor()).isEqualTo("alice");
    assertThat(filter.action()).isEqualTo("key.revoke");
    assertThat(filter.since()).isEqualTo(Instant.parse("2025-11-21T08:00:00Z"));
    assertThat(server.audit.limit).isEqualTo(5);
    assertThat(server.audit.before).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void a_cursor_leads_to_the_next_page() throws Exception {
    server.audit.next = 42L;
    var cursor = json(admin(PATH)).path("next_cursor").asText();

    admin(PATH + "?cursor=" + cursor);

    assertThat(server.audit.before).isEqualTo(42);
  }

  @ParameterizedTest
  @CsvSource({
    "?since=yesterday,invalid_parameter",
    "?cursor=eA,invalid_cursor",
    "?who=x,unknown_parameter"
  })
  void a_question_must_make_sense(String query, String code) throws Exception {
    problem(admin(PATH + query), 400, code);
  }

  @Test
  void a_tenant_sees_its_own_entries() throws Exception {
    server.audit.entries.add(FakeAudit.entry(7));

    assertThat(server.get("/v1/me/audit").body()).contains(ENTRY);
  }

  @Test
  void a_stream_begins_at_the_end() throws Exception {
    server.audit.entries.add(FakeAudit.entry(6));
    server.audit.coming.add(FakeAudit.entry(7));

    try (var wire = stream("")) {
      var answer = wire.until("\"}\n\n\r\n");

      assertThat(answer).contains("Content-Type: text/event-stream", "retry: 2000\n");
      assertThat(answer).contains("id: 7\nevent: entry\ndata: " + ENTRY + "\n\n");
      assertThat(server.audit.followed.poll(5, TimeUnit.SECONDS)).isEqualTo(6);
      assertThat(Objects.requireNonNull(server.audit.filter).actor()).isEqualTo("alice");
    }
  }

  @ParameterizedTest
  @CsvSource({"2,2", "99,6"})
  void a_reader_that_comes_back_goes_on_where_it_was(String seen, long after) throws Exception {
    server.audit.entries.add(FakeAudit.entry(6));

    try (var wire = stream("Last-Event-ID: " + seen + "\r\n")) {
      wire.until("connected\n\n\r\n");

      assertThat(server.audit.followed.poll(5, TimeUnit.SECONDS)).isEqualTo(after);
    }
  }

  @Test
  void what_is_no_sequence_is_no_place_to_go_on() throws Exception {
    var answer =
        server.send(
            server.as(FakeLogins.ADMIN_TOKEN, PATH + "/stream").header("Last-Event-ID", "x").GET());

    problem(answer, 400, "invalid_cursor");
  }

  @Test
  void an_idle_stream_carries_comments() throws Exception {
    server.close();
    server = new TestServer(Patience.DEFAULT, Duration.ofMillis(20));

    try (var wire = stream("")) {
      assertThat(wire.until(": keep-alive\n\n\r\n")).contains("id: 0\n");
    }
  }

  @Test
  void a_stream_ends_when_the_process_does() throws Exception {
    server.readiness = new Readiness.Draining();

    try (var wire = stream("")) {
      assertThat(wire.until("0\r\n\r\n"))
          .contains("event: close\ndata: {\"code\":\"shutdown\"", "\"retry_ms\":5000}");
    }
  }

  @Test
  void a_stream_ends_when_the_store_does_not_answer() throws Exception {
    server.audit.down = true;

    try (var wire = stream("")) {
      assertThat(wire.until("0\r\n\r\n")).contains("data: {\"code\":\"unavailable\"");
    }
  }
}
